"""Taking jobs: some in hand at a time, each committed when it and all before it have ended."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError
from cloak_kit.kafka import Drain

log = structlog.get_logger(__name__)

POLL_MS = 500


@dataclass(slots=True)
class _Position:
    """The records of one partition that are in hand, and the offset after the last one taken."""

    next_offset: int
    in_hand: set[int] = field(default_factory=set)

    @property
    def safe(self) -> int:
        """The offset to start from again: everything before it has ended."""
        return min(self.in_hand, default=self.next_offset)


class Intake:
    """Hands records to a handler, ``in_flight`` at a time, and takes the next as each one ends.

    At least once: an offset is committed only when the handler has returned for it and for every
    earlier record of its partition. A rebalance waits, through the drain, until the records in
    hand have ended and are committed. An error of the handler ends the intake: what was not
    committed comes again, to this worker or another.
    """

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        drain: Drain,
        handle: Callable[[ConsumerRecord], Awaitable[None]],
        *,
        in_flight: int,
    ) -> None:
        self._consumer = consumer
        self._drain = drain
        self._handle = handle
        self._free = in_flight
        self._freed = asyncio.Event()
        self._freed.set()
        self._positions: dict[TopicPartition, _Position] = {}
        self._committing = asyncio.Lock()

    async def run(self, stopping: asyncio.Event) -> None:
        """Take records until told to stop; return when those in hand have ended."""
        async with asyncio.TaskGroup() as jobs:
            while True:
                await self._freed.wait()
                if stopping.is_set():
                    return
                # Nothing is marked busy around the poll: it is what waits for a rebalance to end.
                taken = await self._consumer.getmany(timeout_ms=POLL_MS, max_records=self._free)
                for partition, records in taken.items():
                    for record in records:
                        self._take(partition, record, jobs)

    def _take(
        self, partition: TopicPartition, record: ConsumerRecord, jobs: asyncio.TaskGroup
    ) -> None:
        position = self._positions.setdefault(partition, _Position(record.offset))
        position.in_hand.add(record.offset)
        position.next_offset = record.offset + 1
        self._free -= 1
        if not self._free:
            self._freed.clear()
        # Held from here, not from the task's first step: a rebalance may begin in between.
        hold = ExitStack()
        hold.enter_context(self._drain.busy())
        job = jobs.create_task(self._work(partition, record), name=f"job-{record.offset}")
        job.add_done_callback(partial(self._let_go, hold))

    async def _work(self, partition: TopicPartition, record: ConsumerRecord) -> None:
        await self._handle(record)
        async with self._committing:
            await self._commit(partition, record.offset)

    async def _commit(self, partition: TopicPartition, ended: int) -> None:
        position = self._positions[partition]
        position.in_hand.discard(ended)
        if position.safe > ended:
            try:
                await self._consumer.commit({partition: position.safe})
            except (CommitFailedError, IllegalStateError) as gone:
                # The partition moved: its next owner sees these records again, which is harmless.
                log.warning("commit.too_late", reason=type(gone).__name__)
        if not position.in_hand:
            self._positions.pop(partition, None)

    def _let_go(self, hold: ExitStack, _: asyncio.Task[None]) -> None:
        hold.close()
        self._free += 1
        self._freed.set()
