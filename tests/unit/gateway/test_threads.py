"""Threads: a few at once, and what they work on is not piled up before its turn."""

import asyncio

import pytest
from cloak_gateway.errors import Busy
from cloak_gateway.threads import Threads


async def test_what_is_worked_on_is_brought_when_its_turn_has_come() -> None:
    held = most = 0

    async def bring() -> bytes:
        nonlocal held, most
        held += 1
        most = max(most, held)
        await asyncio.sleep(0)
        return b"picture"

    def work(picture: bytes) -> int:
        nonlocal held
        held -= 1
        return len(picture)

    async with Threads.open("pictures", at_once=2, waiting_at_most=10) as threads:
        done = await asyncio.gather(*(threads.run_on(bring, work) for _ in range(12)))
    assert (done, most) == ([7] * 12, 2)


async def test_what_would_wait_too_long_is_refused_and_brings_nothing() -> None:
    brought = asyncio.Event()
    go_on = asyncio.Event()

    async def bring() -> bytes:
        brought.set()
        await go_on.wait()
        return b""

    async with Threads.open("pictures", at_once=1, waiting_at_most=0) as threads:
        first = asyncio.create_task(threads.run_on(bring, len))
        await brought.wait()
        brought.clear()
        with pytest.raises(Busy):
            await threads.run_on(bring, len)
        assert not brought.is_set()
        go_on.set()
        assert await first == 0
