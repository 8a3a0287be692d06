"""Threads for work that would block the loop: a few at once, and not too many waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Self, TypeVar

from cloak_gateway.errors import Busy

T = TypeVar("T")


class Threads:
    """A bounded pool: what would wait too long is refused at once."""

    def __init__(self, pool: ThreadPoolExecutor, *, waiting_at_most: int) -> None:
        self._pool = pool
        self._most = waiting_at_most
        self._inside = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, name: str, *, at_once: int, waiting_at_most: int) -> AsyncIterator[Self]:
        """Keep `at_once` threads for the block; what was begun is finished after it."""
        pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        try:
            yield cls(pool, waiting_at_most=waiting_at_most + at_once)
        finally:
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)

    async def run(self, work: Callable[[], T]) -> T:
        """Return what the work returns; raises Busy, and what the work raises."""
        if self._inside >= self._most:
            raise Busy
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._inside -= 1
