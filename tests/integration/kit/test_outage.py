"""The publisher while the broker is away, and when it is back: on the session's own broker."""

import asyncio
import os
import re
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged
from cloak_kit.contracts.topics import USERS_CHANGED
from cloak_kit.kafka import KafkaPublisher
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_kit.settings import KafkaSettings
from cloak_local.kafka_access import KafkaAccess
from cloak_local.ports import free_port, holder_of

from tests.integration.kit.access import kafka_settings
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


@contextmanager
def frozen(kafka: KafkaAccess) -> Iterator[None]:
    """Stop the broker's process in its tracks for the length of the block."""
    holder = holder_of(int(kafka.bootstrap.rpartition(":")[2]))
    found = re.search(r"pid (\d+)", holder or "")
    assert found, "the broker of this session does not run here"
    process = int(found.group(1))
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


async def test_a_broker_that_is_not_there_is_said_at_once() -> None:
    nowhere = KafkaSettings(bootstrap=f"127.0.0.1:{free_port(avoid=set())}")
    with pytest.raises(QueueUnavailable):
        async with asyncio.timeout(10), KafkaPublisher.connect(nowhere):
            raise AssertionError("there is nothing to connect to")


async def test_a_wrong_password_is_said_at_once(kafka: KafkaAccess) -> None:
    wrong = kafka_settings(kafka, "auth").model_copy(update={"username": "nobody"})
    with pytest.raises(QueueUnavailable):
        async with asyncio.timeout(10), KafkaPublisher.connect(wrong):
            raise AssertionError("nobody got in")


async def test_an_outage_is_told_and_ends_with_the_broker_back(kafka: KafkaAccess) -> None:
    key = uuid.uuid4().hex
    settings = kafka_settings(kafka, "auth", request_timeout_s=1)
    async with KafkaPublisher.connect(settings) as events:
        with frozen(kafka):
            for _ in range(3):
                with pytest.raises(QueueUnavailable):
                    await events.publish(USERS_CHANGED, UserChanged(user_id=key), key=key)
            with pytest.raises(QueueUnavailable):
                await events.check()

        async def ready() -> bool:
            try:
                await events.check()
            except QueueUnavailable:
                return False
            return True

        await eventually(ready, bool)
        await eventually(lambda: _sent(events, "after", key), bool)


async def test_what_was_called_unsent_is_not_sent_on_in_the_background(
    kafka: KafkaAccess,
) -> None:
    key = uuid.uuid4().hex
    settings = kafka_settings(kafka, "auth", request_timeout_s=1)
    before = _senders()
    async with KafkaPublisher.connect(settings) as events:
        assert len(_senders() - before) == 1
        with frozen(kafka):
            assert not await _sent(events, "unsent", key)
            assert _senders() <= before
        await eventually(lambda: _sent(events, "sent", key), bool)
    assert _senders() <= before


def _senders() -> set[asyncio.Task[object]]:
    """Find the tasks in which producers send what they were given."""
    return {t for t in asyncio.all_tasks() if "_sender_routine" in repr(t.get_coro())}


async def _sent(events: KafkaPublisher, user_id: str, key: str) -> bool:
    try:
        await events.publish(USERS_CHANGED, UserChanged(user_id=user_id), key=key)
    except QueueUnavailable:
        return False
    return True
