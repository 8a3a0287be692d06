"""The supervisor with real processes: order, crashes, and that nothing is left behind."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cloak_local import units
from cloak_local.control import end, running
from cloak_local.parts import StartFailed
from cloak_local.places import Places
from cloak_local.ports import PortTaken, free_port
from cloak_local.record import AlreadyRunning, Record
from cloak_local.supervisor import Supervisor
from cloak_local.units import State

from tests.integration.local import supervised
from tests.integration.local.processes import in_session, until
from tests.integration.local.supervised import Served

pytestmark = pytest.mark.integration
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + supervised.SERVER

# Its child holds much memory, which the kernel takes apart for a while after the child was killed.
HEAVY = (
    """
import subprocess, sys
held = "held = bytearray(b'x') * (200 << 20); print(flush=True); import time; time.sleep(600)"
subprocess.Popen([sys.executable, "-c", held], stdout=subprocess.PIPE).stdout.readline()
"""
    + supervised.SERVER
)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.under(tmp_path)


@pytest.fixture
def two_ports() -> tuple[int, int]:
    first = free_port(avoid=set())
    return first, free_port(avoid={first})


def sessions_of(record: Record) -> list[int]:
    return [entry.process.pid for entry in record.parts.values() if entry.process is not None]


@contextmanager
def another_supervisor(folder: Path, ports: tuple[int, int]) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [sys.executable, supervised.__file__, str(folder), *map(str, ports)]
    with subprocess.Popen(arguments) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_a_part_starts_after_those_it_needs_and_ends_before_them(
    places: Places, two_ports: tuple[int, int]
) -> None:
    supervisor = Supervisor(places)
    supervisor.add(Served("second", two_ports[0]), needs=["first"])
    supervisor.add(Served("first", two_ports[1]))
    async with supervisor:
        assert await supervisor.health() == {"first": None, "second": None}
        record = running(places)
        assert record is not None
        sessions = sessions_of(record)
        assert all(len(in_session(session)) == 2 for session in sessions)
    assert [note.partition(" ")[2] for note in supervisor.notes] == [
        *("first: starting", "first: healthy", "second: starting", "second: healthy"),
        *("second: stopping", "second: stopped", "first: stopping", "first: stopped"),
    ]
    assert not any(in_session(session) for session in sessions)
    assert not places.record.exists()


async def test_a_crashed_part_is_restarted_and_told(
    places: Places, two_ports: tuple[int, int]
) -> None:
    told: list[str] = []
    supervisor = Supervisor(places, told.append)
    unit = supervisor.add(Served("server", two_ports[0]))
    async with supervisor:
        assert unit.process is not None
        os.kill(unit.process.pid, signal.SIGKILL)
        await until(lambda: unit.restarts == 1 and unit.state is State.RUNNING)
        assert await supervisor.health() == {"server": None}
    assert "server: ended with status -9; restart in 0 s" in told
    assert "server: healthy again after restart 1" in told


async def test_a_part_that_crashes_again_and_again_is_given_up(
    places: Places, two_ports: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "FIRST_PAUSE_S", 0.01)
    once = places.state / "started-once"
    code = f"import pathlib; pathlib.Path({str(once)!r}).touch(exist_ok=False);{supervised.SERVER}"
    supervisor = Supervisor(places)
    unit = supervisor.add(Served("server", two_ports[0], code))
    async with supervisor:
        assert unit.process is not None
        os.kill(unit.process.pid, signal.SIGKILL)
        await until(lambda: unit.state is State.FAILED)
    assert unit.restarts == units.CRASHES_ALLOWED


async def test_a_part_that_does_not_start_ends_the_others_and_shows_its_log(
    places: Places, two_ports: tuple[int, int]
) -> None:
    supervisor = Supervisor(places)
    good = supervisor.add(Served("good", two_ports[0]))
    supervisor.add(Served("bad", two_ports[1], "raise SystemExit('no such model')"), ["good"])
    with pytest.raises(StartFailed, match=r"bad did not start: it ended with status 1.*\n.*\nno s"):
        async with supervisor:
            pass
    assert good.state is State.STOPPED
    assert supervisor.notes[-1].endswith("good: stopped")


async def test_a_stopped_part_stays_down_until_it_is_started(
    places: Places, two_ports: tuple[int, int]
) -> None:
    supervisor = Supervisor(places)
    supervisor.add(Served("server", two_ports[0]))
    async with supervisor:
        await supervisor.kill("server")
        assert await supervisor.health() == {"server": "stopped"}
        await supervisor.start("server")
        await supervisor.restart("server")
        assert await supervisor.health() == {"server": None}


async def test_a_part_deaf_to_sigterm_is_killed_after_its_time(
    places: Places, two_ports: tuple[int, int]
) -> None:
    supervisor = Supervisor(places)
    unit = supervisor.add(Served("deaf", two_ports[0], DEAF, stop_s=0.2))
    async with supervisor:
        assert unit.process is not None
        pid = unit.process.pid
        await supervisor.stop("deaf")
        assert in_session(pid) == []


async def test_a_cancelled_stop_still_ends_the_process(
    places: Places, two_ports: tuple[int, int]
) -> None:
    supervisor = Supervisor(places)
    unit = supervisor.add(Served("deaf", two_ports[0], DEAF, stop_s=60))
    async with supervisor:
        assert unit.process is not None
        pid = unit.process.pid
        stopping = asyncio.create_task(supervisor.stop("deaf"))
        await until(lambda: supervisor.notes[-1].endswith("deaf: stopping"))
        stopping.cancel()
        await asyncio.wait([stopping])
        assert in_session(pid) == []


async def test_a_killed_part_is_down_once_its_whole_group_is_gone(
    places: Places, two_ports: tuple[int, int]
) -> None:
    supervisor = Supervisor(places)
    unit = supervisor.add(Served("heavy", two_ports[0], HEAVY))
    async with supervisor:
        assert unit.process is not None
        pid = unit.process.pid
        await supervisor.kill("heavy")
        assert in_session(pid) == []


async def test_a_taken_port_names_part_port_variable_and_holder(
    places: Places, two_ports: tuple[int, int]
) -> None:
    supervisor = Supervisor(places)
    supervisor.add(Served("gateway", two_ports[0]))
    with socket.create_server(("127.0.0.1", two_ports[0])), pytest.raises(PortTaken) as caught:
        async with supervisor:
            pass
    message = str(caught.value)
    assert f"port {two_ports[0]} for gateway is taken" in message
    assert f"(pid {os.getpid()})" in message
    assert "CLOAK_PORT_GATEWAY=" in message


async def test_one_state_folder_has_one_supervisor(places: Places) -> None:
    async with Supervisor(places):
        with pytest.raises(AlreadyRunning, match="make down"):
            async with Supervisor(places):
                pass


async def test_a_killed_supervisor_leaves_nothing_and_down_cleans_up(
    tmp_path: Path, two_ports: tuple[int, int]
) -> None:
    places = Places.under(tmp_path)
    with another_supervisor(tmp_path, two_ports) as supervisor:
        await until(lambda: len(_recorded(places)) == 2)
        leaders = _recorded(places)
        supervisor.kill()
    await until(lambda: not any(pid in in_session(pid) for pid in leaders))
    assert end(places).startswith("its supervisor was gone; killed ")
    await until(lambda: not any(in_session(pid) for pid in leaders))
    assert end(places) == "nothing runs"


async def test_down_ends_a_running_system(tmp_path: Path, two_ports: tuple[int, int]) -> None:
    places = Places.under(tmp_path)
    with another_supervisor(tmp_path, two_ports) as supervisor:
        await until(lambda: len(_recorded(places)) == 2)
        leaders = _recorded(places)
        assert await asyncio.to_thread(end, places) == "ended"
        assert supervisor.wait(10) == 0
    assert not any(in_session(pid) for pid in leaders)


async def test_a_start_after_a_kill_ends_what_was_left(
    tmp_path: Path, two_ports: tuple[int, int]
) -> None:
    places = Places.under(tmp_path)
    with another_supervisor(tmp_path, two_ports) as killed:
        await until(lambda: len(_recorded(places)) == 2)
        leaders = _recorded(places)
        killed.kill()
    supervisor = Supervisor(places)
    supervisor.add(Served("server-0", two_ports[0]))
    async with supervisor:
        assert not any(in_session(pid) for pid in leaders)


def _recorded(places: Places) -> list[int]:
    record = Record.read(places.record)
    return sessions_of(record) if record is not None else []
