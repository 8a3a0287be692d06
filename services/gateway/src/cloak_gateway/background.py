"""Work beside the requests, which ends when its block does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger(__name__)


@asynccontextmanager
async def beside(
    name: str, work: Callable[[asyncio.Event], Awaitable[None]], *, stop_timeout_s: float
) -> AsyncIterator[None]:
    """Run `work` during the block; it is asked to stop by its event, then given the time-out."""
    stopping = asyncio.Event()

    async def run() -> None:
        await work(stopping)

    task = asyncio.create_task(run(), name=name)
    try:
        yield
    finally:
        stopping.set()
        try:
            await asyncio.wait_for(task, stop_timeout_s)
        except TimeoutError:
            log.warning("background.cancelled", work=name)
