"""Asking again, with growing pauses, until a deadline."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog
from cloak_kit.errors import Unavailable

from cloak_stego_worker.metrics import RETRIES

log = structlog.get_logger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """Repeats a call that may be made twice while its back end is away."""

    first_pause_s: float
    longest_pause_s: float

    async def until(self, deadline_at: float, what: str, call: Callable[[], Awaitable[T]]) -> T:
        """Return what the call returns; raises its Unavailable once the deadline is too near."""
        loop = asyncio.get_running_loop()
        pause_s = self.first_pause_s
        while True:
            try:
                return await call()
            except Unavailable as error:
                jittered_s = pause_s * random.uniform(0.5, 1.0)  # noqa: S311 # spreads load
                if loop.time() + jittered_s >= deadline_at:
                    raise
                RETRIES.labels(what).inc()
                log.info("call.retrying", what=what, reason=type(error).__name__)
                await asyncio.sleep(jittered_s)
                pause_s = min(pause_s * 2, self.longest_pause_s)
