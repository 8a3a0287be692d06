"""Kafka in memory: what a service publishes and consumes, without a broker.

It keeps the promises of tests/contract/messages.py. A group has one member: nothing is rebalanced.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from zlib import crc32

from aiokafka import ConsumerRecord, TopicPartition
from cloak_kit.contracts.topics import TOPICS, Topic
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_kit.telemetry import REQUEST_ID_HEADER, current_request_id
from cloak_kit.tracing import carried
from cloak_kit.tracing.messages import sending
from google.protobuf.message import Message

M = TypeVar("M", bound=Message)
_PARTITIONS = {topic.name: topic.partitions for topic in TOPICS}


class MemoryBroker:
    """Topics as lists, and how far each group has come."""

    def __init__(self) -> None:
        self.records: dict[TopicPartition, list[ConsumerRecord]] = defaultdict(list)
        self.committed: dict[tuple[str, TopicPartition], int] = {}
        self.away = False
        self._arrived = asyncio.Condition()

    async def append(
        self, topic: str, value: bytes | None, key: bytes | None, headers: Mapping[str, str]
    ) -> None:
        """Keep a record in its key's partition; raises QueueUnavailable while `away` is set."""
        if self.away:
            raise QueueUnavailable
        partition = TopicPartition(topic, crc32(key or b"") % _PARTITIONS.get(topic, 1))
        async with self._arrived:
            log = self.records[partition]
            log.append(
                ConsumerRecord(
                    topic=topic,
                    partition=partition.partition,
                    offset=len(log),
                    timestamp=0,
                    timestamp_type=0,
                    key=key,
                    value=value,
                    checksum=None,
                    serialized_key_size=len(key or b""),
                    serialized_value_size=len(value or b""),
                    headers=tuple((name, text.encode()) for name, text in headers.items()),
                )
            )
            self._arrived.notify_all()

    def messages(self, topic: Topic[M]) -> list[M]:
        """Return what was published on a topic, by partition and in order."""
        return [
            topic.decode(record.value)
            for partition, log in sorted(self.records.items())
            if partition.topic == topic.name
            for record in log
        ]

    def dead(self, topic: Topic[Any]) -> list[ConsumerRecord]:
        """Return the topic's dead letters."""
        return list(self.records[TopicPartition(topic.dead_letters, 0)])

    @asynccontextmanager
    async def subscribe(
        self, topics: Collection[Topic[Any]], *, group: str
    ) -> AsyncIterator["MemoryConsumer"]:
        """Read for a group, from where it last committed."""
        yield MemoryConsumer(self, [topic.name for topic in topics], group)

    async def wait_for_records(self, timeout_s: float) -> None:
        """Return when something arrives, or when the time is over."""
        async with self._arrived:
            try:
                async with asyncio.timeout(timeout_s):
                    await self._arrived.wait()
            except TimeoutError:
                return


class MemoryPublisher:
    """A Publisher whose messages stay in the broker's lists."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker

    async def publish(self, topic: Topic[M], message: M, *, key: str) -> None:
        """Keep the message; raises QueueUnavailable."""
        if not isinstance(message, topic.message):
            raise TypeError(f"{topic.name} carries {topic.message.__name__}")
        headers = {REQUEST_ID_HEADER: current_request_id()}
        await self._send(topic.name, message.SerializeToString(), key.encode(), headers)

    async def publish_dead(
        self, topic: Topic[Any], value: bytes | None, key: bytes | None, reason: str
    ) -> None:
        """Keep the record among the dead letters; raises QueueUnavailable."""
        headers = {REQUEST_ID_HEADER: current_request_id(), "reason": reason}
        await self._send(topic.dead_letters, value, key, headers)

    async def _send(
        self, topic: str, value: bytes | None, key: bytes | None, headers: dict[str, str]
    ) -> None:
        with sending(topic):
            await self._broker.append(topic, value, key, headers | carried())


class MemoryConsumer:
    """The part of AIOKafkaConsumer that `cloak_kit.kafka.consume` uses."""

    def __init__(self, broker: MemoryBroker, topics: Collection[str], group: str) -> None:
        self._broker, self._topics, self._group = broker, topics, group
        self._positions: dict[TopicPartition, int] = {}

    async def getmany(
        self, *, timeout_ms: int, max_records: int
    ) -> dict[TopicPartition, list[ConsumerRecord]]:
        """Return the next records, waiting for them if there are none."""
        batches = self._next(max_records)
        if not batches:
            await self._broker.wait_for_records(timeout_ms / 1000)
            batches = self._next(max_records)
        return batches

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Remember how far the group has come."""
        for partition, offset in offsets.items():
            self._broker.committed[self._group, partition] = offset

    def _next(self, most: int) -> dict[TopicPartition, list[ConsumerRecord]]:
        batches = {}
        for partition, log in self._broker.records.items():
            if partition.topic not in self._topics:
                continue
            start = self._positions.get(
                partition, self._broker.committed.get((self._group, partition), 0)
            )
            if batch := log[start : start + most]:
                batches[partition] = batch
                most -= len(batch)
                self._positions[partition] = start + len(batch)
        return batches
