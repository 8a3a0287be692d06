"""Records are taken as slots free up, and committed only when nothing before them is in hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError
from cloak_kit.kafka import Drain
from cloak_stego_worker.intake import Intake

from tests.plugins.polling import eventually
from tests.unit.stego_worker.doubles import record

PARTITION = TopicPartition("cloak.jobs.requested", 0)


@dataclass
class FakeConsumer:
    """As much of a consumer as the intake uses."""

    waiting: list[ConsumerRecord] = field(default_factory=list)
    commits: list[int] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    moved: bool = False

    async def getmany(
        self, *, timeout_ms: int, max_records: int
    ) -> dict[TopicPartition, list[ConsumerRecord]]:
        self.asked.append(max_records)
        await asyncio.sleep(0.001)
        taken, self.waiting = self.waiting[:max_records], self.waiting[max_records:]
        return {PARTITION: taken} if taken else {}

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        await asyncio.sleep(0)
        if self.moved:
            raise CommitFailedError
        self.commits.append(offsets[PARTITION])


@dataclass
class Handler:
    """A handler whose records end when the test says so."""

    begun: list[int] = field(default_factory=list)
    gates: dict[int, asyncio.Event] = field(default_factory=dict)
    broken: bool = False

    async def handle(self, taken: ConsumerRecord) -> None:
        self.begun.append(taken.offset)
        await self.gates.setdefault(taken.offset, asyncio.Event()).wait()
        if self.broken:
            raise ConnectionError("the broker is gone")

    async def all_begun(self, *offsets: int) -> None:
        async def begun() -> list[int]:
            return self.begun

        await eventually(begun, lambda found: sorted(found) == sorted(offsets), within_s=5)

    def end(self, *offsets: int) -> None:
        for offset in offsets:
            self.gates[offset].set()


@dataclass
class Working:
    """An intake at work on a fake consumer."""

    consumer: FakeConsumer
    handler: Handler
    drain: Drain
    stopping: asyncio.Event
    task: asyncio.Task[None]

    async def committed(self, *offsets: int) -> None:
        async def commits() -> list[int]:
            return self.consumer.commits

        await eventually(commits, lambda found: found == list(offsets), within_s=5)


@asynccontextmanager
async def working(offsets: range, *, in_flight: int) -> AsyncIterator[Working]:
    consumer = FakeConsumer([record(b"", offset=offset) for offset in offsets])
    handler, drain, stopping = Handler(), Drain(), asyncio.Event()
    intake = Intake(
        consumer,
        drain,
        handler.handle,
        in_flight=in_flight,
    )
    task = asyncio.create_task(intake.run(stopping))
    try:
        yield Working(consumer, handler, drain, stopping, task)
    finally:
        stopping.set()
        for gate in handler.gates.values():
            gate.set()
        await asyncio.wait({task}, timeout=5)


async def test_no_more_than_the_slots_are_in_hand_and_the_next_comes_as_one_ends() -> None:
    async with working(range(5), in_flight=2) as at:
        await at.handler.all_begun(0, 1)
        at.handler.end(1)
        await at.handler.all_begun(0, 1, 2)
        assert max(at.consumer.asked) == 2


async def test_an_offset_is_committed_only_when_all_before_it_have_ended() -> None:
    async with working(range(5), in_flight=3) as at:
        await at.handler.all_begun(0, 1, 2)
        at.handler.end(1, 2)
        await at.handler.all_begun(0, 1, 2, 3, 4)  # so 1 and 2 have ended and are settled
        assert at.consumer.commits == []
        at.handler.end(0)
        await at.committed(3)


async def test_a_rebalance_waits_until_what_is_in_hand_is_committed() -> None:
    async with working(range(2), in_flight=2) as at:
        await at.handler.all_begun(0, 1)
        revoked = asyncio.create_task(at.drain.on_partitions_revoked([PARTITION]))
        at.handler.end(0)
        await at.committed(1)
        assert not revoked.done()
        at.handler.end(1)
        await asyncio.wait_for(revoked, 5)
        assert at.consumer.commits == [1, 2]


async def test_stopping_takes_nothing_more_and_ends_with_what_is_in_hand() -> None:
    async with working(range(5), in_flight=1) as at:
        await at.handler.all_begun(0)
        at.stopping.set()
        assert not at.task.done()
        at.handler.end(0)
        await asyncio.wait_for(at.task, 5)
        assert at.handler.begun == [0]
        assert at.consumer.commits == [1]


async def test_a_partition_that_moved_is_let_go() -> None:
    async with working(range(2), in_flight=1) as at:
        await at.handler.all_begun(0)
        at.consumer.moved = True
        at.handler.end(0)
        await at.handler.all_begun(0, 1)
        assert not at.task.done()


async def test_an_error_of_the_handler_ends_the_intake_without_a_commit() -> None:
    async with working(range(2), in_flight=2) as at:
        await at.handler.all_begun(0, 1)
        at.handler.broken = True
        at.handler.end(0)
        with pytest.raises(ExceptionGroup) as ended:
            await asyncio.wait_for(at.task, 5)
        assert ended.value.subgroup(ConnectionError) is not None
        assert at.consumer.commits == []
