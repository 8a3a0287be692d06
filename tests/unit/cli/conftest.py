"""The command line against a server on a socket of its own."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from cloak_cli.app import app
from typer.testing import CliRunner

from tests.unit.client.server import Server


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def fact(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        document = json.loads(self.stdout)
        assert isinstance(document, dict)
        return document


@dataclass(frozen=True)
class Cloak:
    """Runs ``cloak`` as a person would, with a folder for its logins."""

    address: str
    folder: Path

    def __call__(self, *arguments: str | Path, stdin: bytes | str | None = None) -> Said:
        environment = {"CLOAK_SERVER": self.address, "CLOAK_CONFIG_DIR": str(self.folder)}
        result = CliRunner().invoke(
            app, [str(one) for one in arguments], input=stdin, env=environment
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout_bytes, result.stderr)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def address(server: Server) -> Iterator[str]:
    """Where the server listens, in a thread of its own."""
    config = uvicorn.Config(server.app(), log_config=None, lifespan="off", ws="none")
    runner = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=runner.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        runner.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def stranger(address: str, tmp_path: Path) -> Cloak:
    """A command line that is not logged in."""
    return Cloak(address, tmp_path / "config")


@pytest.fixture
def cloak(stranger: Cloak) -> Cloak:
    """A command line that is logged in as Ada."""
    assert stranger("login", "ada", "--password-file", "-", stdin="a long password\n").status == 0
    return stranger


@pytest.fixture
def cover(tmp_path: Path) -> Path:
    """A file to upload; the server here does not look into it."""
    (path := tmp_path / "cover.png").write_bytes(b"a picture")
    return path
