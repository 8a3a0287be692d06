"""Work beside the requests is stopped with them, and never dies unseen."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest
from cloak_kit.background import beside


@pytest.fixture
async def terminated() -> AsyncIterator[asyncio.Event]:
    """Set when this process is told to stop."""
    event, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, event.set)
    yield event
    loop.remove_signal_handler(signal.SIGTERM)


async def test_work_is_cancelled_when_its_block_ends(terminated: asyncio.Event) -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with beside(work(), name="work"):
        assert not ended.is_set()
        await asyncio.sleep(0)
    assert ended.is_set()
    assert not terminated.is_set()


async def test_work_that_can_be_told_ends_by_itself(terminated: asyncio.Event) -> None:
    stopping, finished = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await stopping.wait()
        finished.set()

    async with beside(work(), name="work", stop=stopping.set):
        assert not finished.is_set()
    assert finished.is_set()
    assert not terminated.is_set()


async def test_work_may_return_before_its_block_ends(terminated: asyncio.Event) -> None:
    returned = asyncio.Event()

    async def work() -> None:
        returned.set()

    async with beside(work(), name="work"):
        await returned.wait()
        await asyncio.sleep(0)
    assert not terminated.is_set()


async def test_a_process_whose_work_fails_is_told_to_stop(terminated: asyncio.Event) -> None:
    async def work() -> None:
        raise RuntimeError("a defect")

    async with beside(work(), name="work"):
        await asyncio.wait_for(terminated.wait(), 5)


async def test_work_that_does_not_stop_in_time_is_cancelled(terminated: asyncio.Event) -> None:
    cancelled = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async with beside(work(), name="work", stop=lambda: None, stop_timeout_s=0.05):
        await asyncio.sleep(0)
    assert cancelled.is_set()
    assert not terminated.is_set()
