"""Which MongoDB-compatible server this machine has, and how it is called."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from cloak_local.parts import NotInstalled
from cloak_local.places import RUST_MONGO_SERVER
from cloak_local.ports import HOST


@dataclass(frozen=True, slots=True)
class MongoServer:
    """One kind of server: how its executable is called, and with which flags."""

    kind: str
    executable: str

    def argv(self, folder: Path, port: int, *, durable: bool) -> list[str]:
        """Return the command line that serves ``folder`` on ``port`` without authentication."""
        where = ["--host", HOST, "--port", str(port), "--storage-path", str(folder)]
        small = ["--cache-size", "512M", "--log-level", "WARNING"]
        if self.kind == "secantusd-rs":
            small += ["--log-file-max", "32MB"]  # else an empty store takes 128 MB
        # Without the flag an acknowledged write may be lost in a kill -9.
        return [self.executable, *where, *small, *(["--sync-on-commit"] if durable else [])]


def installed_servers() -> list[MongoServer]:
    """List the servers on this machine, the preferred one first.

    A mongod on the PATH is none of them: alone it is no replica set, and messaging needs
    transactions. One that is a replica set is named by ``CLOAK_MONGO_URI``.
    """
    candidates = {
        "secantusd-rs": str(RUST_MONGO_SERVER) if RUST_MONGO_SERVER.exists() else None,
        "secantusd-py": shutil.which("secantusd-py", path=str(Path(sys.executable).parent)),
    }
    return [MongoServer(kind, path) for kind, path in candidates.items() if path is not None]


def choose_server(kind: str | None) -> MongoServer:
    """Return the server of this kind, or without one the preferred of those on this machine.

    Data stay with the kind of server that wrote them, also when a better one is installed later.

    Raises:
        NotInstalled: no server is installed, or not the one asked for.
    """
    servers = [server for server in installed_servers() if kind in (None, server.kind)]
    if not servers:
        missing = kind or "a MongoDB-compatible server"
        raise NotInstalled(f"{missing} is not installed: run `make setup`")
    return servers[0]
