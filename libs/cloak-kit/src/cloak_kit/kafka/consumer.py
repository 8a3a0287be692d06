"""Consuming: at least once; a rebalance waits for the records in hand; only they are committed."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from cloak_kit.absences import transient_errors
from cloak_kit.contracts.topics import Topic
from cloak_kit.errors import PoisonMessage, Unavailable
from cloak_kit.kafka.connection import client_options
from cloak_kit.kafka.metrics import KafkaMetrics, kafka_metrics
from cloak_kit.kafka.publisher import Publisher
from cloak_kit.settings import KafkaSettings
from cloak_kit.telemetry import REQUEST_ID_HEADER, bound_ids, safe_request_id
from cloak_kit.tracing import note_failure
from cloak_kit.tracing.messages import processing

log = structlog.get_logger(__name__)
_POLL_MS = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a message came from, for logs and metrics."""

    topic: str
    partition: int
    offset: int
    key: str
    request_id: str


Handle = Callable[[Any, Delivery], Awaitable[None]]
Routes = Mapping[Topic[Any], Handle]


class Drain(ConsumerRebalanceListener):  # type: ignore[misc]  # seen as Any: see pyproject
    """Hold a rebalance until the records in hand are finished and committed.

    aiokafka rebalances in the background, so without this a scale-up hands a running job to another
    worker (aiokafka#929). Keep ``rebalance_timeout_s`` above the longest handling.
    """

    def __init__(self) -> None:
        self._in_hand = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Mark records as in hand; blocks may overlap.

        Never hold it around a poll, which waits for the rebalance.
        """
        self._in_hand += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Wait for the records in hand."""
        await self._idle.wait()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Nothing is kept per partition."""


@asynccontextmanager
async def subscribe(
    settings: KafkaSettings, topics: Collection[Topic[Any]], *, group: str, drain: Drain
) -> AsyncIterator[AIOKafkaConsumer]:
    """Join a consumer group for the length of the block, and leave it at once at the end."""
    consumer = AIOKafkaConsumer(
        **client_options(settings),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=int(settings.session_timeout_s * 1000),
        heartbeat_interval_ms=int(settings.session_timeout_s * 1000 / 5),
        rebalance_timeout_ms=int(settings.rebalance_timeout_s * 1000),
        max_poll_interval_ms=int(settings.max_poll_interval_s * 1000),
    )
    consumer.subscribe([topic.name for topic in topics], listener=drain)
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


async def consume(
    consumer: AIOKafkaConsumer,
    drain: Drain,
    routes: Routes,
    *,
    dead_letters: Publisher,
    stopping: asyncio.Event,
    settings: KafkaSettings,
    in_flight: int = 1,
    service: str | None = None,
) -> None:
    """Handle records until `stopping` is set; then return with the records in hand finished.

    `in_flight` > 1 handles that many records at once and gives up their order. A handler that
    meets a back end being away is tried again for `settings.retry_for_s`, then an ExceptionGroup
    ends the loop (the process restarts at the last commit: nothing is lost). Once `stopping` is set
    there is no further try: the records in hand stay uncommitted, for the next who reads. A
    PoisonMessage, and a bug, go to the dead letters. `service` is the one whose metrics count it.
    """
    desk = _Desk(dead_letters, settings.retry_for_s, stopping, kafka_metrics(service))
    by_name = {topic.name: (topic, handle) for topic, handle in routes.items()}
    while not stopping.is_set():
        batches = await consumer.getmany(timeout_ms=_POLL_MS, max_records=in_flight)
        if not batches:
            continue
        with drain.busy():
            try:
                async with asyncio.TaskGroup() as tasks:
                    for records in batches.values():
                        for record in records:
                            tasks.create_task(desk.settle(*by_name[record.topic], record))
            except ExceptionGroup as group:
                if not stopping.is_set() or group.split(_transient())[1]:
                    raise
                log.warning("records.left", reason=type(group.exceptions[0]).__name__)
                return
            await _commit(consumer, {tp: rs[-1].offset + 1 for tp, rs in batches.items()})


@asynccontextmanager
async def follow(
    settings: KafkaSettings, topic: Topic[Any], *, since_s: float
) -> AsyncIterator[AsyncIterator[tuple[Any, Delivery]]]:
    """Read a broadcast without a group: the messages of the last `since_s` seconds, then each new.

    Undecodable records are logged and passed over: a broadcast has no dead letters.
    """
    consumer = AIOKafkaConsumer(
        **client_options(settings), enable_auto_commit=False, auto_offset_reset="earliest"
    )
    try:
        await consumer.start()
        partitions = [TopicPartition(topic.name, p) for p in range(topic.partitions)]
        since_ms = int((time.time() - since_s) * 1000)
        starts = await consumer.offsets_for_times(dict.fromkeys(partitions, since_ms))
        ends = await consumer.end_offsets(partitions)
        # No wait from here to the last seek: aiokafka's own reset to the start of an assigned
        # partition would overtake a seek_to_end().
        consumer.assign(partitions)
        for partition in partitions:
            start = starts[partition]
            consumer.seek(partition, ends[partition] if start is None else start.offset)
        yield _messages(consumer, topic)
    finally:
        await consumer.stop()


async def _messages(
    consumer: AIOKafkaConsumer, topic: Topic[Any]
) -> AsyncIterator[tuple[Any, Delivery]]:
    async for record in consumer:
        delivery = _delivery(record)
        try:
            yield topic.decode(record.value), delivery
        except PoisonMessage as poison:
            log.warning("message.passed_over", topic=topic.name, reason=poison.reason)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where a record is dealt with, one way or the other."""

    dead_letters: Publisher
    retry_for_s: float
    stopping: asyncio.Event
    metrics: KafkaMetrics

    async def settle(self, topic: Topic[Any], handle: Handle, record: ConsumerRecord) -> None:
        """Handle one record or put it aside with a reason; raises only what is transient."""
        delivery = _delivery(record)
        with bound_ids(request_id=delivery.request_id), processing(record) as span:
            try:
                await self._with_patience(handle, topic.decode(record.value), delivery)
                self.metrics.handled(topic.name)
                return
            except PoisonMessage as poison:
                reason = poison.reason
                note_failure(span, PoisonMessage)
                log.warning("message.poison", topic=topic.name, key=delivery.key, reason=reason)
            except _transient():
                raise
            except Exception as bug:
                reason = f"crashed: {type(bug).__name__}"
                note_failure(span, type(bug))
                log.exception("message.crashed", topic=topic.name, key=delivery.key)
            if topic.has_dead_letters:
                await self.dead_letters.publish_dead(topic, record.value, record.key, reason)
            self.metrics.handled(topic.name)

    async def _with_patience(self, handle: Handle, message: object, delivery: Delivery) -> None:
        loop = asyncio.get_running_loop()
        give_up_at, pause_s = loop.time() + self.retry_for_s, 0.25
        while True:
            try:
                await _once(handle, message, delivery)
                return
            except _transient() as error:
                if loop.time() + pause_s > give_up_at or self.stopping.is_set():
                    raise
                self.metrics.retried(delivery.topic)
                log.warning("message.retrying", topic=delivery.topic, reason=type(error).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stopping.wait(), pause_s)
                pause_s = min(pause_s * 2, 5)


def _transient() -> tuple[type[Exception], ...]:
    return (Unavailable, KafkaError, OSError, TimeoutError, *transient_errors())


async def _once(handle: Handle, message: object, delivery: Delivery) -> None:
    """Handle it; being cut short by anything but a cancellation of this task is transient.

    gRPC and aiokafka cancel calls of their own accord when a connection goes, and a TaskGroup takes
    a cancelled task for a finished one: the record would be committed undone.
    """
    try:
        await handle(message, delivery)
    except asyncio.CancelledError as cut:
        if (task := asyncio.current_task()) is None or task.cancelling():
            raise
        raise Unavailable("the handling was cut short") from cut


def _delivery(record: ConsumerRecord) -> Delivery:
    headers = dict(record.headers)
    return Delivery(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=(record.key or b"").decode("utf-8", "replace"),
        request_id=safe_request_id(headers.get(REQUEST_ID_HEADER, b"").decode("latin-1")),
    )


async def _commit(consumer: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> None:
    try:
        await consumer.commit(offsets)
    except (CommitFailedError, IllegalStateError) as gone:
        # The partition moved: its next owner sees these records again, and effects are idempotent.
        log.warning("commit.too_late", reason=type(gone).__name__)
