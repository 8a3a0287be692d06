"""What tests of processes look at: who still runs, until something holds."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path


async def until(holds: Callable[[], bool | Awaitable[bool]], deadline_s: float = 20) -> None:
    async with asyncio.timeout(deadline_s):
        while True:
            answer = holds()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.05)


def in_session(leader: int) -> list[int]:
    """Return the processes of one session that still run, zombies left out."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[0] != "Z" and int(fields[3]) == leader:
            found.append(int(stat.parent.name))
    return found
