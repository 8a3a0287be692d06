"""``make demo``: start what does not run yet, tell the story, show what came of it."""

import asyncio
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from cloak_local.control import running
from cloak_local.demo.sheet import write_sheet
from cloak_local.demo.story import tell
from cloak_local.demo.verdict import table, write_json, wrongs
from cloak_local.places import BUILD, Places
from cloak_local.ports import HOST, Ports
from cloak_local.system import System


async def run_demo(
    places: Places, ports: Ports, console: Console, out: Path = BUILD, *, stays: bool = False
) -> int:
    """Return 0 when everything was right, else 1.

    A system that it has to start `stays` until Ctrl-C, for whoever wants to see the web app; else
    nothing is left running that did not run before. Raises DemoFailed, and what starting the
    system raises.
    """
    began = time.perf_counter()
    origin = f"http://{HOST}:{ports['gateway']}"
    async with AsyncExitStack() as stack:
        is_ours = running(places) is None
        if is_ours:
            console.print("starting the system ...")
            await stack.enter_async_context(System(places, ports, tell=console.print))
        found = await tell(origin, console.print)
        seconds = time.perf_counter() - began
        write_json(found, out / "demo.json", seconds=seconds)
        write_sheet(found.rows, out / "demo.png")
        console.print(table(found))
        console.print(
            f"picture in picture: stego {found.image_stego_psnr} dB, "
            f"revealed {found.image_secret_psnr} dB · answers: {found.answers}"
        )
        console.print(f"figures in {out / 'demo.json'}, contact sheet in {out / 'demo.png'}")
        problems = wrongs(found)
        for problem in problems:
            console.print(f"WRONG: {problem}", style="red")
        if not problems:
            console.print(f"all right, after {seconds:.0f} s", style="green")
        if not is_ours:
            console.print(f"the web app: {origin}")
        elif stays:
            console.print(f"the web app: {origin}   Ctrl-C ends everything")
            await _until_ended()
        else:
            console.print(f"the web app: `make up` serves it at {origin}")
    return 1 if problems else 0


async def _until_ended() -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()
