"""Waiting for a fact with a deadline, instead of sleeping for a guess."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(
    probe: Callable[[], Awaitable[T]], holds: Callable[[T], bool], *, within_s: float = 30
) -> T:
    """Return what ``probe`` gives once ``holds`` says so; raises AssertionError when it is late."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + within_s
    while True:
        found = await probe()
        if holds(found):
            return found
        if loop.time() > give_up_at:
            raise AssertionError(f"still not so after {within_s} s: {found!r}")
        await asyncio.sleep(0.05)
