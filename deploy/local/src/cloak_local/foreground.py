"""``make up``: the system in the foreground until Ctrl-C, with its health on the screen."""

import asyncio
import os
import signal
from collections.abc import Callable

from rich.console import Console
from rich.live import Live

from cloak_local.places import Places
from cloak_local.ports import Ports
from cloak_local.supervisor import silent
from cloak_local.system import System
from cloak_local.table import live_view

REFRESH_S = 2.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run_until_ended(
    places: Places, ports: Ports, *, workers: int, monitoring: bool = False, console: Console
) -> None:
    """Start everything, show it, and end everything on the first signal; a second one kills.

    Raises:
        AlreadyRunning, PortTaken, NotInstalled, StartFailed, InvalidPort: nothing is left running.
    """
    system = System(places, ports, workers=workers, monitoring=monitoring, tell=console.print)
    ended = asyncio.Event()
    _on_signals(ended, system)
    starting = asyncio.create_task(system.__aenter__())
    ending = asyncio.create_task(ended.wait())
    await asyncio.wait([starting, ending], return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait([starting])
        return
    await starting
    try:
        await _show(system, ended, console)
    finally:
        console.print("ending everything ...")
        await system.__aexit__(None, None, None)


async def _show(system: System, ended: asyncio.Event, console: Console) -> None:
    if not console.is_terminal:
        console.print(live_view(system, await system.health()))
        await ended.wait()
        return
    with Live(live_view(system, {}), console=console, auto_refresh=False) as live:
        system.tell = silent  # the notes are part of the live view
        while not ended.is_set():
            live.update(live_view(system, await system.health()), refresh=True)
            try:
                async with asyncio.timeout(REFRESH_S):
                    await ended.wait()
            except TimeoutError:
                continue
        system.tell = console.print


def _on_signals(ended: asyncio.Event, system: System) -> None:
    def end() -> None:
        if ended.is_set():
            system.kill_now()
            os._exit(130)
        ended.set()

    loop = asyncio.get_running_loop()
    for number in ENDING:
        handler: Callable[[], None] = end
        loop.add_signal_handler(number, handler)
