"""Ports of one local system: defaults, overrides from the environment, who holds a taken one."""

import random
import re
import socket
from collections.abc import Mapping
from pathlib import Path

DEFAULTS: Mapping[str, int] = {
    "gateway": 8080,
    "auth": 8101,
    "storage": 8102,
    "messaging": 8103,
    "stego-worker": 8110,
    "model-server": 8500,
    "model-server-metrics": 8501,
    "kafka": 19092,
    "kafka-controller": 19093,
    "mongo": 27117,
    "redis": 16379,
    "prometheus": 9090,
    "alertmanager": 9093,
    "node-exporter": 9100,
    "blackbox-exporter": 9115,
}
HOST = "127.0.0.1"
# Below the range from which the kernel hands out ports by itself (32768 and up).
FREE_RANGE = range(20_000, 32_000)


class PortTaken(RuntimeError):
    """Another process listens where a part of the system has to."""

    def __init__(self, name: str, port: int, holder: str | None) -> None:
        by = f" by {holder}" if holder else ""
        super().__init__(
            f"port {port} for {name} is taken{by}. "
            f"End that process, or choose another port: {variable(name)}=<port>"
        )
        self.name, self.port, self.holder = name, port, holder


class InvalidPort(ValueError):
    """A port in the environment is not a number from 1 to 65535."""


class Ports:
    """Where each part of a system listens, on the loopback address."""

    def __init__(self, chosen: Mapping[str, int], *, free: bool = False) -> None:
        self._chosen = dict(chosen)
        self._free = free

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Ports":
        """Take ``CLOAK_PORT_<NAME>`` where it is set and the default where it is not."""
        return cls({name: _read(name, port, environ) for name, port in DEFAULTS.items()})

    @classmethod
    def free(cls) -> "Ports":
        """Choose ports that nobody listens on now, for systems that run beside others."""
        ports = cls({}, free=True)
        for name in DEFAULTS:
            ports[name]
        return ports

    def __getitem__(self, name: str) -> int:
        if name not in self._chosen and self._free:
            self._chosen[name] = free_port(avoid=set(self._chosen.values()))
        return self._chosen[name]

    def worker(self, number: int) -> int:
        """Return the health port of the worker with this number, counted from 1."""
        if self._free:
            return self[f"stego-worker-{number}"]
        return self["stego-worker"] + number - 1


def variable(name: str) -> str:
    """Name the environment variable that moves this part to another port."""
    return "CLOAK_PORT_" + re.sub(r"-\d+$", "", name).replace("-", "_").upper()


def require_free(name: str, port: int) -> None:
    """Raise ``PortTaken`` when something already listens on this port."""
    if not is_free(port):
        raise PortTaken(name, port, holder_of(port))


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port right now."""
    with socket.socket() as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as servers do: TIME_WAIT is no holder
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port(*, avoid: set[int]) -> int:
    """Return a port that nobody listens on and that is not in ``avoid``."""
    while True:
        port = random.choice(FREE_RANGE)  # noqa: S311 - spreads parallel test runs, no secret
        if port not in avoid and is_free(port):
            return port


def holder_of(port: int) -> str | None:
    """Name the process that listens on this port, as far as this user may know."""
    inodes = {
        fields[9]
        for table in ("tcp", "tcp6")
        for fields in (line.split() for line in _lines(Path("/proc/net") / table))
        if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port
    }
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            target = descriptor.readlink().name
        except OSError:
            continue  # it ended meanwhile, or it belongs to another user
        if target.startswith("socket:[") and target[8:-1] in inodes:
            process = descriptor.parents[1]
            return f"{(process / 'comm').read_text().strip()} (pid {process.name})"
    return None


def _lines(table: Path) -> list[str]:
    return table.read_text().splitlines()[1:] if table.exists() else []


def _read(name: str, default: int, environ: Mapping[str, str]) -> int:
    text = environ.get(variable(name), str(default))
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise InvalidPort(f"{variable(name)}={text!r} is not a port number from 1 to 65535")
    return int(text)
