"""The publisher while the broker is away, and when it is back."""

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
from cloak_kit.kafka import KafkaPublisher, follow
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_kit.settings import KafkaSettings
from cloak_local.kafka_access import ADMIN, KafkaAccess
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
    if not kafka.passwords:
        pytest.skip("this broker lets everyone in")
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


async def test_what_was_called_unsent_does_not_arrive_after_what_came_later(
    kafka: KafkaAccess,
) -> None:
    key = uuid.uuid4().hex
    settings = kafka_settings(kafka, "auth", request_timeout_s=1)
    async with KafkaPublisher.connect(settings) as events:
        with frozen(kafka):
            for number in range(3):
                unsent = UserChanged(user_id=f"unsent-{number}")
                with pytest.raises(QueueUnavailable):
                    await events.publish(USERS_CHANGED, unsent, key=key)

        await eventually(lambda: _sent(events, "sent", key), bool)
        await eventually(lambda: _sent(events, "last", key), bool)
    seen: list[str] = []
    async with follow(kafka_settings(kafka, ADMIN), USERS_CHANGED, since_s=120) as messages:
        async with asyncio.timeout(30):
            async for message, delivery in messages:
                if delivery.key == key:
                    seen.append(message.user_id)
                if seen[-1:] == ["last"]:
                    break
    after = seen[seen.index("sent") :]
    assert set(after) == {"sent", "last"}


async def _sent(events: KafkaPublisher, user_id: str, key: str) -> bool:
    try:
        await events.publish(USERS_CHANGED, UserChanged(user_id=user_id), key=key)
    except QueueUnavailable:
        return False
    return True
