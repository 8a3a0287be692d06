"""Small real servers under the supervisor; as a program, a supervisor that a test may kill."""

import asyncio
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cloak_local.places import Places
from cloak_local.ports import HOST
from cloak_local.processes import Program
from cloak_local.supervisor import Supervisor

# It starts a child of its own, so that the end of the whole group can be seen.
SERVER = """
import http.server, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A web server on one port; ``code`` is what runs, with the port as its argument."""

    name: str
    port: int
    code: str = SERVER
    ready_s: float = 20.0
    stop_s: float = 10.0

    @property
    def health(self) -> str:
        """The server's root."""
        return f"http://{HOST}:{self.port}/"

    @property
    def ports(self) -> Mapping[str, int]:
        """Its one port."""
        return {self.name: self.port}

    async def prepare(self) -> Program:
        """Return what to run."""
        argv = [sys.executable, "-c", self.code, str(self.port)]
        return Program(self.name, argv, stop_s=self.stop_s)

    async def finish(self) -> None:
        """Nothing: a server that answers is complete."""


async def main(folder: Path, *ports: int) -> None:
    """Supervise a server on each port until SIGTERM."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    supervisor = Supervisor(Places.under(folder))
    for number, port in enumerate(ports):
        supervisor.add(Served(f"server-{number}", port))
    async with supervisor:
        await ended.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *map(int, sys.argv[2:])))
