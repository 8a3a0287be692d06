"""Work that runs beside the requests, and does not die unseen."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger(__name__)


@asynccontextmanager
async def beside(
    work: Coroutine[None, None, None],
    *,
    name: str,
    stop: Callable[[], None] | None = None,
    stop_timeout_s: float = 15,
) -> AsyncIterator[None]:
    """Run `work` for the length of the block; then call `stop`, or cancel it, and see it end.

    Work that was asked to stop and does not within `stop_timeout_s` is cancelled. Work that fails
    before that is a defect: half a service would go on looking whole, so the process is told to
    stop, and whoever runs it starts a new one. Work that returns was told to.
    """
    task = asyncio.create_task(work, name=name)
    leaving = False

    def ended(_: asyncio.Task[None]) -> None:
        if leaving:
            return
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is not None:
            log.critical("background.failed", work=name, exc_info=error)
            signal.raise_signal(signal.SIGTERM)

    task.add_done_callback(ended)
    try:
        yield
    finally:
        leaving = True
        (stop or task.cancel)()
        await asyncio.wait([task], timeout=stop_timeout_s)
        if not task.done():
            log.warning("background.cancelled", work=name)
            task.cancel()
            await asyncio.wait([task])
