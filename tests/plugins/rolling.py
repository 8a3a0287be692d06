"""Replicas of one service behind a balancer, replaced one by one while requests run."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from fastapi import FastAPI

from tests.integration.gateway.serving import serving

AT_ONCE = 3


@dataclass
class Replica:
    """One process' worth of a service, and how many requests it has in hand."""

    url: str
    life: AsyncExitStack
    in_hand: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)


class Replicas:
    """Requests go to all that are there in turn; one that is to end gets no new ones first."""

    def __init__(self) -> None:
        self._there: list[Replica] = []
        self._turns = count()

    @classmethod
    @asynccontextmanager
    async def of(cls, build: Callable[[], FastAPI], number: int = 2) -> AsyncIterator["Replicas"]:
        """Start that many alike, and end those that are there at the end."""
        replicas = cls()
        try:
            for _ in range(number):
                await replicas._start(build)
            yield replicas
        finally:
            while replicas._there:
                await replicas._end(replicas._there[0])

    @asynccontextmanager
    async def one(self) -> AsyncIterator[str]:
        """The address of the replica whose turn it is, for one request."""
        replica = self._there[next(self._turns) % len(self._there)]
        replica.in_hand += 1
        try:
            yield replica.url
        finally:
            replica.in_hand -= 1
            if not replica.in_hand:
                replica.idle.set()

    async def roll(self, build: Callable[[], FastAPI]) -> None:
        """Put a new one in the place of each, so that old and new ones answer side by side."""
        for old in list(self._there):
            await self._start(build)
            await self._end(old)

    async def _start(self, build: Callable[[], FastAPI]) -> None:
        life = AsyncExitStack()
        self._there.append(Replica(await life.enter_async_context(serving(build())), life))

    async def _end(self, replica: Replica) -> None:
        self._there.remove(replica)
        while replica.in_hand:
            replica.idle.clear()
            await asyncio.wait_for(replica.idle.wait(), 30)
        await replica.life.aclose()


@asynccontextmanager
async def meanwhile(work: Callable[[int], Awaitable[None]]) -> AsyncIterator[Callable[[], int]]:
    """Do the work over and over beside the block; yields how often it was done.

    A failure of the work fails the block.
    """
    done, over = 0, False
    numbers = count()

    async def repeat() -> None:
        nonlocal done
        while not over:
            await work(next(numbers))
            done += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(repeat())
        yield lambda: done
        over = True
