"""Commands for a system that another process supervises: its health, its end, its logs."""

import asyncio
import os
import sys
from pathlib import Path
from typing import NoReturn

from cloak_local.checks import why_unhealthy
from cloak_local.places import Places
from cloak_local.ports import Ports
from cloak_local.record import AlreadyRunning, Record, end_supervisor, locked
from cloak_local.services import BACKUP, SERVICES
from cloak_local.system import System

DOWN_S = 150.0  # a worker may finish its job, and the backends end after it


class NoSuchLog(RuntimeError):
    """There is no log of that name; the message lists those that exist."""


class NoSuchService(RuntimeError):
    """There is no service of that name; the message lists those that exist."""


async def health_of(record: Record) -> dict[str, str | None]:
    """Ask every part of a recorded system: None when it is healthy, else the reason."""
    answers = await asyncio.gather(*(why_unhealthy(part.health) for part in record.parts.values()))
    return dict(zip(record.parts, answers, strict=True))


def running(places: Places) -> Record | None:
    """Return the system that is supervised now, or None."""
    record = Record.read(places.record)
    return record if record is not None and record.supervisor.alive else None


def end(places: Places) -> str:
    """End the system and whatever an earlier one left behind; say what was done."""
    record = Record.read(places.record)
    if record is None:
        return "nothing runs"
    if end_supervisor(record, deadline_s=DOWN_S):
        return "ended"
    try:
        with locked(places):
            killed = record.kill_remains()
            places.record.unlink(missing_ok=True)
    except AlreadyRunning:
        return "another system has started meanwhile; it was left alone"
    return f"its supervisor was gone; killed {', '.join(killed) or 'nothing: all had ended'}"


def follow(places: Places, name: str | None, *, lines: int, forever: bool) -> NoReturn:
    """Become ``tail`` on one log, or on all of them.

    Raises:
        NoSuchLog: no part of that name has written one.
    """
    logs = sorted(places.logs.glob("*.log")) if places.logs.exists() else []
    chosen = [log for log in logs if name in (None, log.stem)]
    if not chosen:
        known = ", ".join(log.stem for log in logs) or "none yet"
        raise NoSuchLog(f"no log of {name or 'any part'}; there are: {known}")
    _become_tail(chosen, lines, forever=forever)


def become_service(places: Places, ports: Ports, service: str, arguments: list[str]) -> NoReturn:
    """Become ``python -m cloak_<service>`` with the environment that the service has here.

    Raises:
        NoSuchService: there is no service of that name.
    """
    known = (*SERVICES, BACKUP)
    if service not in known:
        raise NoSuchService(f"no service {service}; there are: {', '.join(known)}")
    environment = System(places, ports, workers=0).environment(service)
    module = "cloak_" + service.replace("-", "_")
    command = [sys.executable, "-m", module, *arguments]
    os.execve(command[0], command, environment)  # noqa: S606 - one of the project's own


def _become_tail(logs: list[Path], lines: int, *, forever: bool) -> NoReturn:
    arguments = ["tail", "-n", str(lines), *(["-F"] if forever else []), *map(str, logs)]
    os.execvp("tail", arguments)  # noqa: S606, S607 - the tool of every Unix
