"""One suite for publishing and consuming: in memory, and on the real Kafka."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from cloak_kit.contracts.topics import USERS_CHANGED
from cloak_kit.kafka import Drain, KafkaPublisher, Publisher, subscribe
from cloak_kit.settings import KafkaSettings
from cloak_local.kafka_access import ADMIN, KafkaAccess

from tests.contract.messages import MessagesContract
from tests.fakes.kafka import MemoryBroker, MemoryPublisher
from tests.integration.kit.access import kafka_settings


class InMemory:
    """The suite's view of the fake."""

    def __init__(self) -> None:
        self._broker = MemoryBroker()
        self.events: Publisher = MemoryPublisher(self._broker)
        self.dead_letters: Publisher = self.events

    def subscribe(self, group: str, drain: Drain) -> AbstractAsyncContextManager[Any]:
        return self._broker.subscribe([USERS_CHANGED], group=group)

    async def put(self, key: str, value: bytes) -> None:
        await self._broker.append(USERS_CHANGED.name, value, key.encode(), {})

    async def dead(self, key: str) -> list[ConsumerRecord]:
        return [r for r in self._broker.dead(USERS_CHANGED) if r.key == key.encode()]


class Real:
    """The suite's view of the broker: auth publishes, messaging reads."""

    def __init__(
        self,
        kafka: KafkaAccess,
        reader: KafkaSettings,
        events: Publisher,
        dead_letters: Publisher,
    ) -> None:
        self._kafka, self._reader = kafka, reader
        self.events, self.dead_letters = events, dead_letters

    def subscribe(self, group: str, drain: Drain) -> AbstractAsyncContextManager[Any]:
        return subscribe(self._reader, [USERS_CHANGED], group=group, drain=drain)

    async def put(self, key: str, value: bytes) -> None:
        async with AIOKafkaProducer(**self._kafka.aiokafka("auth")) as producer:
            await producer.send_and_wait(USERS_CHANGED.name, value, key=key.encode())

    async def dead(self, key: str) -> list[ConsumerRecord]:
        """Read the dead letters to their present end."""
        consumer = AIOKafkaConsumer(
            USERS_CHANGED.dead_letters,
            **self._kafka.aiokafka(ADMIN),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        )
        async with consumer:
            ends = await consumer.end_offsets(consumer.assignment())
            found: list[ConsumerRecord] = []
            while any([await consumer.position(tp) < end for tp, end in ends.items()]):
                batches = await consumer.getmany(timeout_ms=200)
                found += [record for batch in batches.values() for record in batch]
        return [record for record in found if record.key == key.encode()]


@pytest.fixture(scope="module")
async def real_broker(kafka: KafkaAccess) -> AsyncIterator[Real]:
    """The session's broker, with a producer for each service that the suite needs."""
    reader = kafka_settings(kafka, "messaging")
    async with (
        KafkaPublisher.connect(kafka_settings(kafka, "auth")) as events,
        KafkaPublisher.connect(reader) as dead_letters,
    ):
        yield Real(kafka, reader, events, dead_letters)


class TestInMemory(MessagesContract):
    """The fake that unit tests use."""

    @pytest.fixture
    def broker(self) -> InMemory:
        return InMemory()


@pytest.mark.integration
class TestKafka(MessagesContract):
    """The real thing."""

    @pytest.fixture
    def broker(self, real_broker: Real) -> Real:
        return real_broker
