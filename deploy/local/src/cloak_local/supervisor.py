"""Many parts under one roof: started in order, watched, ended in reverse, none left behind."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from cloak_local.parts import Part
from cloak_local.places import Places
from cloak_local.ports import require_free
from cloak_local.record import Entry, Identity, Record, locked
from cloak_local.units import Unit

NOTES_KEPT = 200


def silent(_: str) -> None:
    """Tell nobody."""


class Supervisor:
    """The processes of one state folder.

    ``async with supervisor:`` starts every part that was added, each when those that it needs are
    healthy, and returns once all are; leaving the block ends them in reverse. A part that crashes
    is restarted a bounded number of times, and each time it is told.

    Raises on entering:
        AlreadyRunning: another supervisor holds the state folder.
        PortTaken, NotInstalled, StartFailed: what could not be started and why; all is ended again.
    """

    def __init__(self, places: Places, tell: Callable[[str], None] = silent) -> None:
        self.places, self.tell = places, tell
        self.notes: deque[str] = deque(maxlen=NOTES_KEPT)
        self._units: dict[str, Unit] = {}
        self._held = AsyncExitStack()

    @property
    def units(self) -> list[Unit]:
        """All parts in the order in which they were added."""
        return list(self._units.values())

    def unit(self, name: str) -> Unit:
        """Return one part by its name; raises KeyError."""
        return self._units[name]

    def log(self, name: str) -> Path:
        """Return the file that takes the output of this part."""
        return self._units[name].log

    def add(self, part: Part, needs: Collection[str] = ()) -> Unit:
        """Add a part that starts after those it needs."""
        unit = Unit(part, needs, self.places.logs, self._changed)
        self._units[unit.name] = unit
        return unit

    async def __aenter__(self) -> Self:
        self.places.make()
        async with AsyncExitStack() as stack:
            stack.enter_context(locked(self.places))
            self._end_remains()
            stack.push_async_callback(self._end_all)
            self._require_ports()
            await self._start_all()
            self._held = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._held.aclose()

    async def start(self, name: str) -> None:
        """Start a part that was stopped or killed; returns once it is healthy."""
        await self._units[name].start()

    async def stop(self, name: str) -> None:
        """End a part gracefully; it stays down until ``start``."""
        await self._units[name].stop()

    async def kill(self, name: str) -> None:
        """End a part with SIGKILL; it stays down until ``start``."""
        await self._units[name].kill()

    async def restart(self, name: str) -> None:
        """End a part gracefully and start it again."""
        await self.stop(name)
        await self.start(name)

    async def health(self) -> dict[str, str | None]:
        """Ask every part: None when it is healthy, else the reason."""
        answers = await asyncio.gather(*(unit.health() for unit in self.units))
        return dict(zip(self._units, answers, strict=True))

    def kill_now(self) -> None:
        """Send SIGKILL to everything without waiting."""
        for unit in self.units:
            unit.kill_now()

    def _end_remains(self) -> None:
        remains = Record.read(self.places.record)
        for name in remains.kill_remains() if remains else []:
            self._note(f"{name}: left over by an earlier run, ended")

    def _require_ports(self) -> None:
        for unit in self.units:
            for name, port in unit.part.ports.items():
                require_free(name, port)
            _roll(unit.log)

    async def _start_all(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for unit in self.units:
                    group.create_task(self._bring_up(unit))
        except BaseExceptionGroup as several:
            raise _first(several) from None

    async def _bring_up(self, unit: Unit) -> None:
        for need in unit.needs:
            await self._units[need].is_up.wait()
        await unit.start()

    async def _end_all(self) -> None:
        try:
            await asyncio.gather(*(self._take_down(unit) for unit in self.units))
        finally:
            self.kill_now()
            self.places.record.unlink(missing_ok=True)

    async def _take_down(self, unit: Unit) -> None:
        for other in self.units:
            if unit.name in other.needs:
                await other.is_down.wait()
        await unit.stop()

    def _changed(self, unit: Unit, note: str) -> None:
        self._note(f"{unit.name}: {note}")
        entries = {}
        for each in self.units:
            process = Identity.of(each.process.pid) if each.process else None
            entries[each.name] = Entry(each.part.health, process)
        Record.now(entries).write(self.places.record)

    def _note(self, text: str) -> None:
        self.notes.append(f"{datetime.now().astimezone():%H:%M:%S} {text}")
        self.tell(text)


def _roll(log: Path) -> None:
    if log.exists() and log.stat().st_size:
        log.replace(log.with_suffix(".log.1"))


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
