"""The services and the model server as processes of this machine."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from cloak_local.places import ROOT
from cloak_local.ports import HOST
from cloak_local.processes import Program

# An import of TensorFlow or a cold cache of compiled code takes its time on a busy machine.
READY_S = 120.0
STOP_S = 75.0  # a worker ends its job first: above the deadline of one job

NEEDS: Mapping[str, tuple[str, ...]] = {
    "auth": ("kafka", "mongo", "redis"),
    "storage": ("kafka", "mongo"),
    "messaging": ("kafka", "mongo", "redis", "auth", "storage"),
    "gateway": ("kafka", "mongo", "redis", "auth", "storage"),
    "stego-worker": ("kafka", "storage", "model-server"),
}
BACKUP = "backup"
SERVICES = ("model-server", "auth", "storage", "messaging", "gateway")


@dataclass(frozen=True, slots=True)
class ServicePart:
    """``python -m cloak_<name>``, healthy when its own readiness says so."""

    name: str
    service: str
    health: str
    ports: Mapping[str, int]
    env: Mapping[str, str] = field(repr=False)
    ready_s: float = READY_S

    async def prepare(self) -> Program:
        """Return what to run; nothing comes before it."""
        module = "cloak_" + self.service.replace("-", "_")
        argv = [sys.executable, "-m", module]
        return Program(self.name, argv, self.env, cwd=ROOT, stop_s=STOP_S)

    async def finish(self) -> None:
        """Nothing: a ready service is complete."""


def service_of(name: str) -> str:
    """Return the service that a part runs: ``stego-worker`` for ``stego-worker-2``."""
    return "stego-worker" if name.startswith("stego-worker-") else name


def needs_of(name: str) -> tuple[str, ...]:
    """Name the parts that have to be healthy before this one starts."""
    return NEEDS.get(service_of(name), ())


def http_part(name: str, port: int, env: Mapping[str, str]) -> ServicePart:
    """Describe a service whose readiness is asked over HTTP."""
    health = f"http://{HOST}:{port}/readyz"
    return ServicePart(name, service_of(name), health, {name: port}, env)


def model_server_part(port: int, metrics_port: int, env: Mapping[str, str]) -> ServicePart:
    """Describe the model server, whose readiness is gRPC's health protocol."""
    ports = {"model-server": port, "model-server-metrics": metrics_port}
    return ServicePart("model-server", "model-server", f"grpc://{HOST}:{port}", ports, env)
