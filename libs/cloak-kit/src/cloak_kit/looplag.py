"""Watching the event loop: work that blocks it delays everything else that it does."""

import asyncio
from collections import deque
from functools import cache

from prometheus_client import Gauge

EVERY_S = 0.5
REMEMBERED_S = 30.0
"""So long a lag is shown: longer than the time between two scrapes, so that none goes unseen."""


@cache
def loop_lag(service: str) -> Gauge:
    """Return the service's metric of its loop: one a process."""
    return Gauge(
        f"cloak_{service.replace('-', '_')}_loop_lag_seconds",
        f"How late the event loop woke from a short sleep, the worst of {REMEMBERED_S:.0f} s.",
    )


async def watch_loop_lag(service: str) -> None:
    """Measure for ever how late the loop wakes; cancel it to end it."""
    gauge, loop = loop_lag(service), asyncio.get_running_loop()
    lags: deque[float] = deque(maxlen=int(REMEMBERED_S / EVERY_S))
    gauge.set(0)
    while True:
        due = loop.time() + EVERY_S
        await asyncio.sleep(EVERY_S)
        lags.append(loop.time() - due)
        gauge.set(max(lags))
