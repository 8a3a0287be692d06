"""A rebalance waits for the records in hand, so that a scale-up runs no job twice."""

import asyncio
import uuid

import pytest
from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged, UserRenamed
from cloak_kit.contracts.topics import USERS_CHANGED
from cloak_kit.kafka import Delivery, Drain, KafkaPublisher, consume, subscribe
from cloak_kit.settings import KafkaSettings
from cloak_local.kafka_access import KafkaAccess

from tests.integration.kit.access import kafka_settings
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


class Member:
    """One of a group's consumers, whose handling takes as long as the test wants."""

    def __init__(self, settings: KafkaSettings, group: str, prefix: str) -> None:
        self._settings, self._group, self._prefix = settings, group, prefix
        self.began: list[str] = []
        self.done: list[str] = []
        self.partitions: set[int] = set()
        self.go_on = asyncio.Event()
        self.stopping = asyncio.Event()

    async def run(self, dead_letters: KafkaPublisher) -> None:
        """Consume until `stopping` is set."""
        drain = Drain()
        async with subscribe(
            self._settings, [USERS_CHANGED], group=self._group, drain=drain
        ) as consumer:
            watch = asyncio.create_task(self._watch(consumer))
            await consume(
                consumer,
                drain,
                {USERS_CHANGED: self._handle},
                dead_letters=dead_letters,
                stopping=self.stopping,
                settings=self._settings,
            )
            watch.cancel()

    async def _handle(self, _: UserChanged, delivery: Delivery) -> None:
        if delivery.key.startswith(self._prefix):
            self.began.append(delivery.key)
            await self.go_on.wait()
            self.done.append(delivery.key)

    async def _watch(self, consumer: object) -> None:
        while True:
            assigned = consumer.assignment()  # type: ignore[attr-defined] # aiokafka is untyped
            self.partitions = {partition.partition for partition in assigned}
            await asyncio.sleep(0.05)


async def test_a_joining_member_waits_for_the_record_in_hand(kafka: KafkaAccess) -> None:
    settings = kafka_settings(kafka, "messaging")
    group, prefix = f"cloak.messaging.{uuid.uuid4().hex}", uuid.uuid4().hex
    first, second = Member(settings, group, prefix), Member(settings, group, prefix)
    second.go_on.set()
    keys = [f"{prefix}-{number}" for number in range(12)]

    async def in_hand() -> list[str]:
        return first.began

    async def everything_done() -> list[str]:
        return sorted(first.done + second.done)

    async def shared() -> tuple[int, int]:
        return len(first.partitions), len(second.partitions)

    async with (
        KafkaPublisher.connect(kafka_settings(kafka, "auth")) as events,
        KafkaPublisher.connect(settings) as dead_letters,
        asyncio.TaskGroup() as tasks,
    ):
        for key in keys:
            message = UserChanged(user_id=key, renamed=UserRenamed(display_name=key))
            await events.publish(USERS_CHANGED, message, key=key)
        try:
            tasks.create_task(first.run(dead_letters))
            await eventually(in_hand, lambda began: len(began) == 1)
            tasks.create_task(second.run(dead_letters))
            # Longer than the joiner needs when nobody holds the rebalance up.
            with pytest.raises(AssertionError):
                await eventually(shared, lambda sizes: sizes[1] > 0, within_s=3)
            assert (first.began, first.done, second.began) == ([first.began[0]], [], [])
            first.go_on.set()
            await eventually(everything_done, lambda done: len(done) >= len(keys))
            await eventually(shared, lambda sizes: min(sizes) > 0 and sum(sizes) == 3)
        finally:
            for member in (first, second):
                member.go_on.set()
                member.stopping.set()
    assert await everything_done() == sorted(keys)
