"""What runs, written down: so that other commands, and the next start, find it or its remains."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from cloak_local.places import Places
from cloak_local.processes import groups_alive, start_ticks

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
REMAINS_S = 10.0


class AlreadyRunning(RuntimeError):
    """A supervisor holds the same state folder."""

    def __init__(self, state: Path) -> None:
        super().__init__(
            f"a system runs already on {state}: `make status` shows it, `make down` ends it"
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """One process for certain: its number may be given again, number and start time never."""

    pid: int
    started: int | None

    @classmethod
    def of(cls, pid: int) -> "Identity":
        """Take down a process that runs now."""
        return cls(pid, start_ticks(pid))

    @property
    def alive(self) -> bool:
        """Whether this very process still runs."""
        return self.started is not None and start_ticks(self.pid) == self.started


@dataclass(frozen=True, slots=True)
class Entry:
    """One part: its process, unless it runs elsewhere, and where to ask for its health."""

    health: str
    process: Identity | None


@dataclass(frozen=True, slots=True)
class Record:
    """A running system, as it is kept in ``system.json``."""

    boot: str
    supervisor: Identity
    parts: Mapping[str, Entry]

    @classmethod
    def now(cls, parts: Mapping[str, Entry]) -> "Record":
        """Describe a system that this process supervises."""
        return cls(_boot(), Identity.of(os.getpid()), parts)

    @classmethod
    def read(cls, path: Path) -> "Record | None":
        """Return what was written last, or None when no system was left running in this boot."""
        if not path.exists():
            return None
        kept = json.loads(path.read_text())
        parts = {
            name: Entry(part["health"], Identity(**part["process"]) if part["process"] else None)
            for name, part in kept["parts"].items()
        }
        record = cls(kept["boot"], Identity(**kept["supervisor"]), parts)
        return record if record.boot == _boot() else None

    def write(self, path: Path) -> None:
        """Replace the file atomically."""
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self), indent=1))
        fresh.replace(path)

    def kill_remains(self) -> list[str]:
        """End with SIGKILL what outlived its supervisor; returns the names of those parts.

        A group number is free again only when the whole group is gone, so a group whose leader is
        missing holds orphans of this system or nobody. Returns when they have let go of their
        ports and files, after ``REMAINS_S`` at the latest.
        """
        killed = {}
        for name, entry in self.parts.items():
            leader = entry.process
            if leader is None or start_ticks(leader.pid) not in (None, leader.started):
                continue
            try:
                os.killpg(leader.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            killed[name] = leader.pid
        deadline = time.monotonic() + REMAINS_S
        while groups_alive() & set(killed.values()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return list(killed)


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Hold the state folder for this process alone; the kernel lets go when the process dies.

    Raises:
        AlreadyRunning: another supervisor holds it.
    """
    with places.lock.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(places.state) from None
        yield


def end_supervisor(record: Record, *, deadline_s: float) -> bool:
    """Ask the supervisor to end everything; False when it had to be killed or was dead already."""
    if not record.supervisor.alive:
        return False
    os.kill(record.supervisor.pid, signal.SIGTERM)
    deadline = time.monotonic() + deadline_s
    while record.supervisor.alive:
        if time.monotonic() > deadline:
            os.kill(record.supervisor.pid, signal.SIGKILL)
            return False
        time.sleep(0.1)
    return True


def _boot() -> str:
    return BOOT_ID.read_text().strip()
