"""The login between two commands: a file of the user's own, one for each server."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

from cloak_client import Credentials

LOCK_RETRY_S = 0.05


class TokenFile:
    """A TokenStore for all processes of one user: mode 0600, replaced whole, locked to refresh."""

    def __init__(self, folder: Path, server: str) -> None:
        name = quote(server.rstrip("/"), safe="")
        self._path = folder / f"{name}.json"
        self._lock_path = folder / f"{name}.lock"

    async def load(self) -> Credentials | None:
        """The credentials last saved; None also for a file that makes no sense."""
        try:
            return Credentials(**json.loads(self._path.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    async def save(self, credentials: Credentials | None) -> None:
        """Keep these credentials in place of the last; None forgets them."""
        if credentials is None:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._path.with_suffix(f".{os.getpid()}.part")
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(asdict(credentials), file)
        part.replace(self._path)

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        """Hold the right to refresh, against other processes too; the caller's deadline ends it."""
        self._lock_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not _taken(handle):  # noqa: ASYNC110 - another process tells no Event
                await asyncio.sleep(LOCK_RETRY_S)
            yield
        finally:
            os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def config_folder() -> Path:
    """Where the user's logins are kept: CLOAK_CONFIG_DIR or the system's place for settings."""
    import platformdirs

    given = os.environ.get("CLOAK_CONFIG_DIR")
    return Path(given) if given else platformdirs.user_config_path("cloak")
