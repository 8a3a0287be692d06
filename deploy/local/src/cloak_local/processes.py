"""One child process: its own process group, its own log, a graceful end or a certain one."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

GROUP, STARTED = 2, 19  # places in /proc/<pid>/stat, counted after the command's name
GROUP_S = 5.0  # the kernel needs a while to take apart a process that holds much memory
LEASH = Path(__file__).with_name("leash.py")


@dataclass(frozen=True, slots=True)
class Program:
    """What to run: never with a secret among the arguments, those go by ``env`` or ``stdin``."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    stdin: bytes | None = field(default=None, repr=False)
    cwd: Path | None = None
    stop_s: float = 20.0


class Process:
    """A program that runs: it dies with its supervisor, and its whole group dies with it."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program, self.log = program, log
        self._child = _spawn(program, log)
        self.pid = self._child.pid
        self.started = start_ticks(self.pid)

    @property
    def name(self) -> str:
        """The name under which the system knows this process."""
        return self.program.name

    @property
    def returncode(self) -> int | None:
        """The exit status, negative for a signal, or None while it runs."""
        return self._child.poll()

    async def exited(self) -> int:
        """Wait for the end of the process and return its exit status."""
        if self._child.poll() is None:
            await _readable_pidfd(self.pid)
        return self._child.wait()

    async def stop(self) -> None:
        """End it with SIGTERM, and the whole group with SIGKILL after ``stop_s`` seconds."""
        self._child.send_signal(signal.SIGTERM)  # nothing is sent once it has ended
        try:
            async with asyncio.timeout(self.program.stop_s):
                await self.exited()
        except TimeoutError:
            pass
        finally:
            await self.kill()  # what is left of the group, also when the wait was cancelled

    async def kill(self) -> None:
        """End the whole group with SIGKILL, as a power cut would.

        Returns when all of it has let go of its ports and files, ``GROUP_S`` after its first
        process has ended at the latest.
        """
        self.kill_now()
        await self.exited()
        with suppress(TimeoutError):
            async with asyncio.timeout(GROUP_S):
                while self.pid in groups_alive():  # noqa: ASYNC110 - orphans tell no Event
                    await asyncio.sleep(0.01)

    def kill_now(self) -> None:
        """Send SIGKILL to what is left of the group, without waiting."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def start_ticks(pid: int) -> int | None:
    """Return when a process began, in clock ticks since boot; with the pid it names one process."""
    fields = _fields(Path(f"/proc/{pid}/stat"))
    return int(fields[STARTED]) if fields else None


def groups_alive() -> set[int]:
    """Return the numbers of all process groups that hold a process which still runs."""
    stats = map(_fields, Path("/proc").glob("[0-9]*/stat"))
    return {int(fields[GROUP]) for fields in stats if fields}


def _fields(stat: Path) -> list[str]:
    """Return the fields after the command's name; none for a process that is gone or a zombie."""
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [] if fields[0] in "ZX" else fields


def _spawn(program: Program, log: Path) -> subprocess.Popen[bytes]:
    leashed = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), *program.argv]
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603 - programs are named by this package alone
            leashed,
            env={**program.env},
            stdin=subprocess.DEVNULL if program.stdin is None else subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=program.cwd,
            start_new_session=True,
        )
    if child.stdin is not None and program.stdin is not None:
        with child.stdin as pipe:
            pipe.write(program.stdin)
    return child


async def _readable_pidfd(pid: int) -> None:
    loop = asyncio.get_running_loop()
    descriptor = os.pidfd_open(pid)
    ended = asyncio.Event()
    loop.add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
