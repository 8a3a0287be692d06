"""Threads for work that would block the loop: a few at once, and not too many waiting."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Self, TypeVar

from cloak_gateway.errors import Busy

T = TypeVar("T")
B = TypeVar("B")


class Threads:
    """A bounded pool: what would wait too long is refused at once."""

    def __init__(self, pool: ThreadPoolExecutor, *, at_once: int, waiting_at_most: int) -> None:
        self._pool = pool
        self._turns = asyncio.Semaphore(at_once)
        self._most = at_once + waiting_at_most
        self._inside = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, name: str, *, at_once: int, waiting_at_most: int) -> AsyncIterator[Self]:
        """Keep `at_once` threads for the block; what was begun is finished after it."""
        pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        try:
            yield cls(pool, at_once=at_once, waiting_at_most=waiting_at_most)
        finally:
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)

    async def run(self, work: Callable[[], T]) -> T:
        """Return what the work returns; raises Busy, and what the work raises."""
        async with self._turn():
            return await self._begin(work)

    async def run_on(self, bring: Callable[[], Awaitable[B]], work: Callable[[B], T]) -> T:
        """As `run`, on what is brought when their turn has come: few are held at once."""
        async with self._turn():
            brought = await bring()
            return await self._begin(lambda: work(brought))

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._inside >= self._most:
            raise Busy
        self._inside += 1
        try:
            async with self._turns:
                yield
        finally:
            self._inside -= 1

    async def _begin(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
