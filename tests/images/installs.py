"""A service installed alone by the steps of its Dockerfile, and started as its image would be."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.images.dockerfile import ROOT, Root, needed, stages

BUILD = ROOT / "build" / "images"
FOLDERS = {
    **{
        name: f"services/{name}"
        for name in ("auth", "gateway", "messaging", "stego-worker", "storage")
    },
    **{name: f"deploy/{name}" for name in ("backup", "provision")},
}


@dataclass(frozen=True, slots=True)
class Install:
    """What lies in an image's file system, under a folder."""

    name: str
    root: Root

    @property
    def packages(self) -> Path:
        """Where its Python packages are."""
        (found,) = self.root.at("/opt/cloak/lib").glob("python*/site-packages")
        return found

    @contextmanager
    def started(
        self, variables: Mapping[str, str], *, arguments: tuple[str, ...] = ()
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run the image's ENTRYPOINT with its ENV and these variables, for the block."""
        stage = stages()[self.name]
        command = [*stage.exec("ENTRYPOINT"), *arguments]
        program = self.root.at("/opt/cloak/bin") / command[0]
        tmp = self.root.at("/tmp")  # noqa: S108 - the image's
        log = tmp / f"{self.name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [program, *command[1:]],
                cwd=tmp,
                env={**self.root.environment, **variables},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            yield process
        finally:
            process.kill()  # it has nothing to lose, and would wait for back ends that are silent
            process.wait()


def install(name: str, *, without: str = "web") -> Install:
    """Install a service into empty folders by the steps of its image, but those of one stage.

    Compiled code of an earlier time is offered to numba, which takes what is of the same sources.
    """
    folder = BUILD / name
    root = Root(
        folder,
        {"PACKAGE": f"cloak-{name}", "FOLDER": FOLDERS[name]},
        {"UV_LINK_MODE": "hardlink"},  # the same files as copies of them, and seconds less
    )
    for path in ("/opt/cloak", "/src", "/tmp"):  # noqa: S108 - the image's
        shutil.rmtree(root.at(path), ignore_errors=True)
    if root.at("/opt/compiled").exists():
        shutil.move(root.at("/opt/compiled"), root.at("/tmp/compiled"))  # noqa: S108
    root.at("/tmp").mkdir(exist_ok=True)  # noqa: S108
    for stage in needed(name):
        if stage.name != without:
            root.run(stage)
    shutil.rmtree(root.at("/tmp/compiled"), ignore_errors=True)  # noqa: S108 - of another stage
    return Install(name, root)


def answer(port: int, path: str) -> int:
    """The status of a GET, 0 where nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        with connection.getresponse() as response:
            return response.status
    except OSError:
        return 0
    finally:
        connection.close()


def until(
    process: subprocess.Popen[bytes], port: int, path: str, status: int, *, within_s: float
) -> None:
    """Return when a GET has this status; raises AssertionError when the process ends or is late."""
    give_up_at = time.monotonic() + within_s
    while answer(port, path) != status:
        assert process.poll() is None, f"it ended with status {process.returncode}"
        assert time.monotonic() < give_up_at, f"{path} is not {status} after {within_s} s"
        time.sleep(0.02)


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def silence() -> Iterator[str]:
    """The address of a server that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def cpu_s(process: subprocess.Popen[bytes]) -> float:
    """Processor seconds that a running process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(process: subprocess.Popen[bytes], kind: str = "VmRSS") -> float:
    """Memory of a running process, as its status names it; in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith(kind + ":"))
    return int(line.split()[1]) * 1024 / 1e6
