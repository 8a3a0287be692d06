"""A part of the system, and what it takes to have it running and healthy."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from cloak_local.checks import why_unhealthy
from cloak_local.ports import require_free
from cloak_local.processes import Process, Program

POLL_S = 0.1
LOG_TAIL_LINES = 15


class Part(Protocol):
    """Something with a name and a health address that the system needs."""

    @property
    def name(self) -> str:
        """The name in the table, in logs and on the command line."""

    @property
    def health(self) -> str:
        """An address that ``checks.why_unhealthy`` understands."""

    @property
    def ports(self) -> Mapping[str, int]:
        """The ports it will listen on, by the name of their environment variable's part."""

    @property
    def ready_s(self) -> float:
        """How long it may take from its start until it is healthy."""

    async def prepare(self) -> Program | None:
        """Do what comes before the start; None when it runs elsewhere, at an address given."""

    async def finish(self) -> None:
        """Do what only a healthy server can have done to it; doing it again changes nothing."""


class StartFailed(RuntimeError):
    """A part ended or stayed unhealthy; the message holds the end of its log."""

    def __init__(self, name: str, reason: str, log: Path | None = None) -> None:
        shown = f"\n--- the end of {log} ---\n{tail(log)}" if log is not None else ""
        super().__init__(f"{name} did not start: {reason}{shown}")


class NotInstalled(RuntimeError):
    """A part's files are not on this machine; the message says how to get them."""


async def start(part: Part, logs: Path) -> Process | None:
    """Start a part and return once it is healthy; None when it runs elsewhere.

    Raises:
        PortTaken: somebody else listens on one of its ports.
        NotInstalled: its program is missing.
        StartFailed: it ended, or was not healthy within its time.
    """
    program = await part.prepare()
    process = None
    if program is not None:
        for name, port in part.ports.items():
            require_free(name, port)
        process = Process(program, logs / f"{part.name}.log")
    try:
        await until_healthy(part, process)
        await part.finish()
    except BaseException:
        if process is not None:
            await process.kill()
        raise
    return process


async def until_healthy(part: Part, process: Process | None) -> None:
    """Wait until the part answers; raises StartFailed when it ends or takes too long."""
    log = process.log if process is not None else None
    deadline = time.monotonic() + part.ready_s
    while (reason := await why_unhealthy(part.health)) is not None:
        if process is not None and process.returncode is not None:
            raise StartFailed(part.name, f"it ended with status {process.returncode}", log)
        if time.monotonic() > deadline:
            raise StartFailed(part.name, f"{reason} after {part.ready_s:.0f} s", log)
        await asyncio.sleep(POLL_S)


def tail(log: Path, lines: int = LOG_TAIL_LINES) -> str:
    """Return the last lines of a log file."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 64_000))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
