"""What publishing and consuming promise, whatever carries the messages."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, Protocol, cast

import pytest
from aiokafka import ConsumerRecord
from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged, UserRenamed
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobCancelled
from cloak_kit.contracts.topics import USERS_CHANGED, Topic
from cloak_kit.errors import PoisonMessage, Unavailable
from cloak_kit.kafka import Delivery, Drain, Publisher, consume
from cloak_kit.settings import KafkaSettings
from cloak_kit.telemetry import bound_ids, current_request_id
from cloak_kit.tracing import Traced, carried

from tests.plugins.polling import eventually
from tests.plugins.spans import Spans, id_of, parent_of, told_by, trace_of

Handle = Callable[[UserChanged, Delivery], Awaitable[None]]


class Broker(Protocol):
    """A place where messages go, as the suite needs it."""

    @property
    def events(self) -> Publisher:
        """Publishes users' changes."""
        ...

    @property
    def dead_letters(self) -> Publisher:
        """Publishes what a consumer could not handle."""
        ...

    def subscribe(self, group: str, drain: Drain) -> AbstractAsyncContextManager[Any]:
        """Read users' changes for a group of this name."""
        ...

    async def put(self, key: str, value: bytes) -> None:
        """Put raw bytes on the topic."""
        ...

    async def dead(self, key: str) -> list[ConsumerRecord]:
        """Return the dead letters of a key."""
        ...


class Reading:
    """A group that reads in the background; others' records on the topic are passed over."""

    def __init__(self, broker: Broker, key: str, handle: Handle, *, retry_for_s: float) -> None:
        self._broker, self._key, self._handle = broker, key, handle
        self._settings = KafkaSettings(retry_for_s=retry_for_s)
        self.stopping = asyncio.Event()

    async def run(self, group: str) -> None:
        """Consume until `stopping` is set."""
        drain = Drain()
        async with self._broker.subscribe(group, drain) as consumer:
            await consume(
                consumer,
                drain,
                {USERS_CHANGED: self._own},
                dead_letters=self._broker.dead_letters,
                stopping=self.stopping,
                settings=self._settings,
            )

    async def _own(self, message: UserChanged, delivery: Delivery) -> None:
        if delivery.key == self._key:
            await self._handle(message, delivery)


class MessagesContract:
    """Runs on a broker that may hold other messages: each test takes a key of its own."""

    @pytest.fixture
    def key(self) -> str:
        return uuid.uuid4().hex

    @pytest.fixture
    def group(self) -> str:
        return f"cloak.messaging.{uuid.uuid4().hex}"

    async def test_a_message_arrives_with_its_key_and_the_id_of_its_request(
        self, broker: Broker, key: str, group: str
    ) -> None:
        with bound_ids(request_id="the-request-of-it"):
            await broker.events.publish(USERS_CHANGED, renamed(key, "Ann"), key=key)
        seen: list[tuple[UserChanged, Delivery, str]] = []

        async def handle(message: UserChanged, delivery: Delivery) -> None:
            seen.append((message, delivery, current_request_id()))

        await read(broker, key, group, handle, until=lambda: bool(seen))
        message, delivery, bound = seen[0]
        assert message == renamed(key, "Ann")
        assert (delivery.topic, delivery.key) == ("cloak.users.changed", key)
        assert delivery.request_id == bound == "the-request-of-it"

    async def test_a_message_is_handled_in_the_trace_of_who_published_it(
        self, broker: Broker, key: str, group: str, spans: Spans
    ) -> None:
        with Traced("request"):
            await broker.events.publish(USERS_CHANGED, renamed(key, "Ann"), key=key)
        seen: list[dict[str, str]] = []

        async def handle(_: UserChanged, __: Delivery) -> None:
            seen.append(carried())

        await read(broker, key, group, handle, until=lambda: bool(seen))
        sent = spans.one(f"send {USERS_CHANGED.name}")
        assert parent_of(sent) == id_of(spans.one("request"))
        (handled,) = [span for span in spans.ended if parent_of(span) == id_of(sent)]
        assert handled.name == f"process {USERS_CHANGED.name}"
        assert [told_by(headers) for headers in seen] == [(trace_of(sent), id_of(handled))]

    async def test_the_messages_of_a_key_keep_their_order(
        self, broker: Broker, key: str, group: str
    ) -> None:
        names = [str(number) for number in range(20)]
        for name in names:
            await broker.events.publish(USERS_CHANGED, renamed(key, name), key=key)
        seen: list[str] = []
        await read(broker, key, group, names_into(seen), until=lambda: len(seen) >= 20)
        assert seen == names

    async def test_a_message_of_another_topic_is_refused(self, broker: Broker) -> None:
        with pytest.raises(TypeError, match="carries UserChanged"):
            await broker.events.publish(cast("Topic[Any]", USERS_CHANGED), JobCancelled(), key="x")

    async def test_every_group_gets_what_is_published(
        self, broker: Broker, key: str, group: str
    ) -> None:
        await broker.events.publish(USERS_CHANGED, renamed(key, "Ann"), key=key)
        for number in range(2):
            seen: list[str] = []
            own = f"{group}.{number}"
            await read(broker, key, own, names_into(seen), until=partial(bool, seen))
            assert seen == ["Ann"]

    async def test_what_was_handled_does_not_come_again(
        self, broker: Broker, key: str, group: str
    ) -> None:
        await broker.events.publish(USERS_CHANGED, renamed(key, "first"), key=key)
        seen: list[str] = []
        await read(broker, key, group, names_into(seen), until=lambda: bool(seen))
        await broker.events.publish(USERS_CHANGED, renamed(key, "second"), key=key)
        await read(broker, key, group, names_into(seen), until=lambda: len(seen) >= 2)
        assert seen == ["first", "second"]

    async def test_what_was_not_handled_comes_again(
        self, broker: Broker, key: str, group: str
    ) -> None:
        await broker.events.publish(USERS_CHANGED, renamed(key, "Ann"), key=key)

        async def fail(_: UserChanged, __: Delivery) -> None:
            raise Unavailable("the store is away")

        with pytest.raises(ExceptionGroup) as ended:
            await Reading(broker, key, fail, retry_for_s=0).run(group)
        assert ended.group_contains(Unavailable)
        seen: list[str] = []
        await read(broker, key, group, names_into(seen), until=lambda: bool(seen))
        assert seen == ["Ann"]

    async def test_a_back_end_that_comes_back_is_waited_for(
        self, broker: Broker, key: str, group: str
    ) -> None:
        await broker.events.publish(USERS_CHANGED, renamed(key, "Ann"), key=key)
        tries: list[str] = []

        async def fail_once(message: UserChanged, _: Delivery) -> None:
            tries.append(message.renamed.display_name)
            if len(tries) == 1:
                raise Unavailable

        await read(broker, key, group, fail_once, until=lambda: len(tries) >= 2)
        assert tries == ["Ann", "Ann"]
        assert await broker.dead(key) == []

    async def test_bytes_that_are_no_message_go_to_the_dead_letters_as_they_came(
        self, broker: Broker, key: str, group: str
    ) -> None:
        await broker.put(key, b"\xff\xff\xff")
        await broker.events.publish(USERS_CHANGED, renamed(key, "after it"), key=key)
        seen: list[str] = []
        await read(broker, key, group, names_into(seen), until=lambda: bool(seen))
        assert seen == ["after it"]
        (dead,) = await broker.dead(key)
        assert (dead.value, dict(dead.headers)["reason"]) == (b"\xff\xff\xff", b"undecodable")

    @pytest.mark.parametrize(
        ("error", "reason"),
        [
            (PoisonMessage("no such mode"), b"no such mode"),
            (KeyError("a secret"), b"crashed: KeyError"),
        ],
    )
    async def test_what_no_retry_cures_goes_to_the_dead_letters_once(
        self, broker: Broker, key: str, group: str, error: Exception, reason: bytes
    ) -> None:
        message = renamed(key, "bad")
        await broker.events.publish(USERS_CHANGED, message, key=key)
        await broker.events.publish(USERS_CHANGED, renamed(key, "good"), key=key)
        seen: list[str] = []

        async def choke_on_bad(message: UserChanged, _: Delivery) -> None:
            seen.append(message.renamed.display_name)
            if seen[-1] == "bad":
                raise error

        await read(broker, key, group, choke_on_bad, until=lambda: len(seen) >= 2)
        assert seen == ["bad", "good"]
        (dead,) = await broker.dead(key)
        assert (dead.value, dict(dead.headers)["reason"]) == (message.SerializeToString(), reason)

    async def test_a_stop_lets_the_record_in_hand_finish_and_counts_it(
        self, broker: Broker, key: str, group: str
    ) -> None:
        for name in ("in hand", "waiting"):
            await broker.events.publish(USERS_CHANGED, renamed(key, name), key=key)
        seen: list[str] = []

        async def stop_meanwhile(message: UserChanged, _: Delivery) -> None:
            reading.stopping.set()
            await asyncio.sleep(0)
            seen.append(message.renamed.display_name)

        reading = Reading(broker, key, stop_meanwhile, retry_for_s=5)
        await asyncio.wait_for(reading.run(group), 30)
        assert seen == ["in hand"]
        await read(broker, key, group, names_into(seen), until=lambda: len(seen) >= 2)
        assert seen == ["in hand", "waiting"]

    async def test_a_stop_ends_the_waiting_for_a_back_end_and_leaves_the_record(
        self, broker: Broker, key: str, group: str
    ) -> None:
        await broker.events.publish(USERS_CHANGED, renamed(key, "Ann"), key=key)

        async def fail_and_stop(_: UserChanged, __: Delivery) -> None:
            reading.stopping.set()
            raise Unavailable

        reading = Reading(broker, key, fail_and_stop, retry_for_s=600)
        await asyncio.wait_for(reading.run(group), 30)
        seen: list[str] = []
        await read(broker, key, group, names_into(seen), until=lambda: bool(seen))
        assert seen == ["Ann"]


def renamed(user_id: str, name: str) -> UserChanged:
    """Make a message."""
    return UserChanged(user_id=user_id, renamed=UserRenamed(display_name=name))


def names_into(seen: list[str]) -> Handle:
    """Make a handler that collects the names."""

    async def handle(message: UserChanged, _: Delivery) -> None:
        seen.append(message.renamed.display_name)

    return handle


async def read(
    broker: Broker, key: str, group: str, handle: Handle, *, until: Callable[[], bool]
) -> None:
    """Consume until it holds, then stop."""
    reading = Reading(broker, key, handle, retry_for_s=5)

    async def holds() -> bool:
        return until()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(reading.run(group))
        try:
            await eventually(holds, bool)
        finally:
            reading.stopping.set()
