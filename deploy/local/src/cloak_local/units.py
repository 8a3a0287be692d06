"""One supervised part: started, watched, restarted when it crashes, and never in silence."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Collection
from enum import StrEnum
from pathlib import Path

from cloak_local.checks import why_unhealthy
from cloak_local.parts import NotInstalled, Part, StartFailed, start
from cloak_local.ports import PortTaken
from cloak_local.processes import Process

CRASHES_ALLOWED = 5
CRASHES_WITHIN_S = 300.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 10.0


class State(StrEnum):
    """Where a part is in its life."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    RESTARTING = "restarting"
    FAILED = "failed"


class Unit:
    """A part under supervision."""

    def __init__(
        self,
        part: Part,
        needs: Collection[str],
        logs: Path,
        changed: Callable[["Unit", str], None],
    ) -> None:
        self.part, self.needs = part, frozenset(needs)
        self.state = State.STOPPED
        self.process: Process | None = None
        self.restarts = 0
        self.is_up = asyncio.Event()
        self.is_down = asyncio.Event()
        self.is_down.set()
        self._logs, self._changed = logs, changed
        self._crashes: deque[float] = deque(maxlen=CRASHES_ALLOWED)
        self._watch: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """The part's name."""
        return self.part.name

    @property
    def log(self) -> Path:
        """The file that takes the process' output."""
        return self._logs / f"{self.name}.log"

    async def start(self) -> None:
        """Start it, return once it is healthy, and watch it from then on.

        Raises:
            PortTaken, NotInstalled, StartFailed: as ``parts.start`` does.
        """
        self.is_down.clear()
        self._set(State.STARTING, "starting")
        try:
            self.process = await start(self.part, self._logs)
        except BaseException:
            self._fall(State.STOPPED, "did not start")
            raise
        self._rise("healthy" if self.process is not None else "healthy, runs elsewhere")
        if self.process is not None:
            self._watch = asyncio.create_task(self._supervise(), name=f"watch-{self.name}")

    async def stop(self) -> None:
        """End it gracefully, by force after its deadline; it is not restarted."""
        await self._unwatch()
        if self.process is not None:
            self._set(self.state, "stopping")
            await self.process.stop()
        self._fall(State.STOPPED, "stopped")

    async def kill(self) -> None:
        """End it with SIGKILL; it is not restarted."""
        await self._unwatch()
        if self.process is not None:
            await self.process.kill()
        self._fall(State.STOPPED, "killed")

    def kill_now(self) -> None:
        """Send SIGKILL without waiting: the last resort when nobody waits any more."""
        if self.process is not None:
            self.process.kill_now()

    async def health(self) -> str | None:
        """Return None when it is healthy now, else why not."""
        if self.state is not State.RUNNING:
            return str(self.state)
        return await why_unhealthy(self.part.health)

    async def _supervise(self) -> None:
        process = self.process
        while process is not None:
            status = await process.exited()
            process.kill_now()
            process = await self._revive(f"ended with status {status}")

    async def _revive(self, reason: str) -> Process | None:
        while not self._hopeless():
            pause = min(FIRST_PAUSE_S * 2 ** len(self._crashes), LONGEST_PAUSE_S)
            self._crashes.append(time.monotonic())
            self._fall(State.RESTARTING, f"{reason}; restart in {pause:.0f} s", down=False)
            await asyncio.sleep(pause)
            self.restarts += 1
            try:
                self.process = await start(self.part, self._logs)
            except (StartFailed, PortTaken, NotInstalled) as error:
                reason = str(error).partition("\n")[0]
                continue
            self._rise(f"healthy again after restart {self.restarts}")
            return self.process
        self._fall(State.FAILED, f"{reason}; given up after {CRASHES_ALLOWED} restarts")
        return None

    def _hopeless(self) -> bool:
        recent = [at for at in self._crashes if time.monotonic() - at < CRASHES_WITHIN_S]
        self._crashes = deque(recent, maxlen=CRASHES_ALLOWED)
        return len(recent) == CRASHES_ALLOWED

    async def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])
            self._watch = None

    def _rise(self, note: str) -> None:
        self.is_up.set()
        self._set(State.RUNNING, note)

    def _fall(self, state: State, note: str, *, down: bool = True) -> None:
        self.process = None
        self.is_up.clear()
        if down:
            self.is_down.set()
        self._set(state, note)

    def _set(self, state: State, note: str) -> None:
        self.state = state
        self._changed(self, note)
