"""Redis with a password and an append-only file, configured over its standard input."""

import shutil
from pathlib import Path

from cloak_local.parts import NotInstalled
from cloak_local.ports import HOST, Ports
from cloak_local.processes import Program
from cloak_local.vault import Vault

CONFIGURATION = """\
bind {host}
port {port}
dir {folder}
requirepass {password}
appendonly yes
appendfsync everysec
save ""
"""


class RedisServer:
    """The server's files under one folder, and the program that serves them."""

    name = "redis"
    ready_s = 20.0

    def __init__(self, folder: Path, vault: Vault, ports: Ports) -> None:
        self._folder, self._port = folder, ports["redis"]
        self._password = vault.secret("redis")
        self.ports = {"redis": self._port}
        self.url = f"redis://:{self._password}@{HOST}:{self._port}/0"
        self.health = f"redis://{HOST}:{self._port}"

    async def finish(self) -> None:
        """Nothing: the configuration says it all."""

    async def prepare(self) -> Program:
        """Make the folder and return what to run.

        Raises:
            NotInstalled: there is no ``redis-server`` on the PATH.
        """
        server = shutil.which("redis-server")
        if server is None:
            raise NotInstalled("redis-server is not installed: run `make setup`")
        self._folder.mkdir(parents=True, exist_ok=True)
        configuration = CONFIGURATION.format(
            host=HOST, port=self._port, folder=self._folder, password=self._password
        )
        return Program("redis", [server, "-"], stdin=configuration.encode(), cwd=self._folder)
