"""What is costly to find out and asked by many at once: looked at anew after a moment alone."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from cloak_kit.errors import Unavailable

T = TypeVar("T")


class Glance(Generic[T]):
    """Gives what was seen, or why nothing was, for `fresh_s`; then one caller looks for all."""

    def __init__(self, look: Callable[[], Awaitable[T]], *, fresh_s: float) -> None:
        self._look = look
        self._fresh_s = fresh_s
        self._seen: T | Unavailable | None = None
        self._at = 0.0
        self._lock = asyncio.Lock()

    async def seen(self) -> T:
        """What there is; raises Unavailable."""
        async with self._lock:
            if self._seen is None or time.monotonic() - self._at > self._fresh_s:
                self._seen = await self._looked()
                self._at = time.monotonic()
            if isinstance(self._seen, Unavailable):
                raise self._seen
            return self._seen

    async def _looked(self) -> T | Unavailable:
        try:
            return await self._look()
        except Unavailable as away:
            return away
