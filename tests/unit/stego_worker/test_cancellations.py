"""Cancellations are remembered for a while, and not without bound."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobCancelled
from cloak_kit.kafka import Delivery
from cloak_stego_worker import cancellations
from cloak_stego_worker.cancellations import Cancellations


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cancelled(clock: Clock) -> Cancellations:
    return Cancellations(memory_s=10, clock=clock)


def test_a_cancelled_job_is_known_until_its_time_is_over(
    cancelled: Cancellations, clock: Clock
) -> None:
    cancelled.add("j-1")
    clock.now = 9.9
    assert "j-1" in cancelled
    assert "j-2" not in cancelled
    clock.now = 10
    assert "j-1" not in cancelled


def test_what_is_over_is_forgotten_when_the_next_comes(
    cancelled: Cancellations, clock: Clock
) -> None:
    cancelled.add("j-1")
    cancelled.add("j-2")
    clock.now = 11
    cancelled.add("j-3")
    assert len(cancelled) == 1


def test_hearing_it_again_keeps_it_longer(cancelled: Cancellations, clock: Clock) -> None:
    cancelled.add("j-1")
    clock.now = 8
    cancelled.add("j-1")
    clock.now = 12
    assert "j-1" in cancelled


def test_the_oldest_go_first_when_there_are_too_many(
    cancelled: Cancellations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cancellations, "MOST_REMEMBERED", 2)
    for job in ("j-1", "j-2", "j-3"):
        cancelled.add(job)
    assert [job in cancelled for job in ("j-1", "j-2", "j-3")] == [False, True, True]


async def test_the_broadcast_fills_it(cancelled: Cancellations) -> None:
    async def broadcast() -> AsyncIterator[tuple[JobCancelled, Delivery]]:
        yield JobCancelled(job_id="j-7"), Delivery("t", 0, 0, "j-7", "request-1234")

    await cancelled.listen(broadcast())
    assert "j-7" in cancelled
