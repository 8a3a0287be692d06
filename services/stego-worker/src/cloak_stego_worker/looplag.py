"""Watching the event loop: work that blocks it would cost the worker its place in the group."""

import asyncio

from cloak_stego_worker.metrics import LOOP_LAG_SECONDS

EVERY_S = 1.0


async def watch_loop_lag() -> None:
    """Measure for ever how late the loop wakes; cancel it to end it."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + EVERY_S
        await asyncio.sleep(EVERY_S)
        LOOP_LAG_SECONDS.set(loop.time() - due)
