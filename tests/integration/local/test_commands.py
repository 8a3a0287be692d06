"""The commands behind make: everything up, seen, killed, recovered and ended."""

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from pathlib import Path

import pytest
from cloak_local.ports import DEFAULTS, Ports, variable

from tests.integration.local.processes import in_session, until

pytestmark = [pytest.mark.integration, pytest.mark.timeout(400)]
BOOT_S = 150.0


class Commands:
    """``python -m cloak_local`` on a folder and ports of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ports = folder, Ports.free()
        self.env = os.environ | {"CLOAK_LOCAL_FOLDER": str(folder)}
        self.env |= {variable(name): str(self.ports[name]) for name in DEFAULTS}

    async def begin(self, *arguments: str) -> Process:
        """Start a command; what it says goes to a file."""
        with (self.folder / "said").open("ab") as said:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "cloak_local", *arguments),
                env=self.env,
                stdin=DEVNULL,
                stdout=said,
                stderr=STDOUT,
            )

    async def run(self, *arguments: str) -> int:
        """Run a command to its end and return its status."""
        return await (await self.begin(*arguments)).wait()

    @property
    def said(self) -> str:
        """What all commands have said so far."""
        return (self.folder / "said").read_text()

    async def until_well(self, supervisor: Process) -> None:
        """Wait until ``status`` says that everything is healthy."""
        async with asyncio.timeout(BOOT_S):
            while await self.run("status") != 0:
                assert supervisor.returncode is None, self.said

    def processes(self) -> list[int]:
        """Return the processes that the record names."""
        record = json.loads((self.folder / "state" / "system.json").read_text())
        parts = record["parts"].values()
        return [part["process"]["pid"] for part in parts if part["process"]]


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    return Commands(tmp_path)


async def test_the_system_recovers_from_a_kill_and_ends_at_one_signal(commands: Commands) -> None:
    supervisor = await commands.begin("up")
    await commands.until_well(supervisor)
    assert await commands.run("up") == 1
    assert "a system runs already" in commands.said
    pids = commands.processes()
    assert len(pids) == 9
    secrets = (commands.folder / "state" / "secrets.json").read_text()
    supervisor.kill()
    await supervisor.wait()
    await until(lambda: not any(in_session(pid) for pid in pids))
    assert await commands.run("status") == 3

    supervisor = await commands.begin("up")
    await commands.until_well(supervisor)
    pids = commands.processes()
    supervisor.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(supervisor.wait(), 60) == 0
    assert not any(in_session(pid) for pid in pids)
    assert (commands.folder / "state" / "secrets.json").read_text() == secrets
    assert await commands.run("down") == 0
    assert commands.said.endswith("nothing runs\n")


async def test_a_taken_port_is_told_before_anything_starts(commands: Commands) -> None:
    port = commands.ports["redis"]
    with socket.create_server(("127.0.0.1", port)):
        assert await commands.run("up") == 1
    assert f"port {port} for redis is taken by " in commands.said
    assert "CLOAK_PORT_REDIS=<port>" in commands.said
    assert "starting" not in commands.said
    assert "Traceback" not in commands.said


async def test_a_port_that_is_none_is_told_by_its_variable(commands: Commands) -> None:
    commands.env["CLOAK_PORT_GATEWAY"] = "http"
    assert await commands.run("up") == 1
    assert "CLOAK_PORT_GATEWAY='http' is not a port number" in commands.said
