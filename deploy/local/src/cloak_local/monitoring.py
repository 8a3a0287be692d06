"""Prometheus, Alertmanager and the node exporter beside one system."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cloak_local.monitoring_config import alertmanager_config, prometheus_config, targets_file
from cloak_local.parts import NotInstalled, Part
from cloak_local.places import MONITORING_BINARIES, Places
from cloak_local.ports import HOST, Ports
from cloak_local.processes import Program
from cloak_local.services import SERVICES, service_of

WEBHOOK = "CLOAK_ALERTS_WEBHOOK"
MODEL_SERVER_METRICS = "CLOAK_MODEL_SERVER_METRICS_ADDRESS"
RETENTION = "7d"
# Debian's names first, then those of the projects' own archives.
PROMETHEUS = ("prometheus",)
ALERTMANAGER = ("prometheus-alertmanager", "alertmanager")
NODE_EXPORTER = ("prometheus-node-exporter", "node_exporter")


class InvalidWebhook(ValueError):
    """The address for alerts in the environment is no http address."""


@dataclass(frozen=True, slots=True)
class MonitoringPart:
    """One of the three servers; `configure` writes what it reads and returns its command line."""

    name: str
    health: str
    ports: Mapping[str, int]
    configure: Callable[[], Sequence[str]]
    ready_s: float = 30.0

    async def prepare(self) -> Program:
        """Write its configuration and return what to run; raises NotInstalled."""
        return Program(self.name, self.configure())

    async def finish(self) -> None:
        """Nothing: the configuration says it all."""


class Monitoring:
    """The three parts, and the list of targets, which grows with the workers.

    Raises:
        InvalidWebhook: `CLOAK_ALERTS_WEBHOOK` is set, and no http address.
    """

    def __init__(self, places: Places, ports: Ports, environ: Mapping[str, str]) -> None:
        self._state, self._ports = places.state, ports
        self._webhook = _webhook(environ)
        self._targets: dict[str, list[str]] = {}
        elsewhere = environ.get(MODEL_SERVER_METRICS)
        self._add("model-server", elsewhere or f"{HOST}:{ports['model-server-metrics']}")
        for name in SERVICES:
            if name != "model-server":
                self.scrape(name, ports[name])
        for job, name in (
            ("node", "node-exporter"),
            *((n, n) for n in ("prometheus", "alertmanager")),
        ):
            self.scrape(job, ports[name])

    @property
    def parts(self) -> list[tuple[Part, Sequence[str]]]:
        """The parts, each with those that it needs.

        Prometheus starts last: what is only starting must not be taken for what is down.
        """
        exporter = self._part("node-exporter", "/metrics", self._node_exporter)
        alertmanager = self._part("alertmanager", "/-/ready", self._alertmanager)
        prometheus = self._part("prometheus", "/-/ready", self._prometheus)
        watched = [*SERVICES, "node-exporter", "alertmanager"]
        return [(exporter, ()), (alertmanager, ()), (prometheus, watched)]

    def scrape(self, name: str, port: int) -> None:
        """Scrape this part from now on; Prometheus sees the change by itself."""
        self._add(service_of(name), f"{HOST}:{port}")

    def _add(self, job: str, address: str) -> None:
        self._targets.setdefault(job, []).append(address)
        folder = self._state / "prometheus" / "targets"
        folder.mkdir(parents=True, exist_ok=True)
        fresh = (folder / f"{job}.json").with_suffix(".new")
        fresh.write_text(targets_file(self._targets[job]))
        fresh.replace(folder / f"{job}.json")

    def _part(self, name: str, path: str, configure: Callable[[], Sequence[str]]) -> MonitoringPart:
        port = self._ports[name]
        return MonitoringPart(name, f"http://{HOST}:{port}{path}", {name: port}, configure)

    def _listen(self, name: str) -> str:
        return f"--web.listen-address={HOST}:{self._ports[name]}"

    def _node_exporter(self) -> Sequence[str]:
        texts = self._folder("node-exporter")
        return [
            _installed(NODE_EXPORTER),
            self._listen("node-exporter"),
            f"--collector.textfile.directory={texts}",
        ]

    def _alertmanager(self) -> Sequence[str]:
        folder = self._folder("alertmanager")
        config = folder / "alertmanager.yml"
        config.write_text(alertmanager_config(self._webhook))
        config.chmod(0o600)  # a webhook's address may hold a secret
        return [
            _installed(ALERTMANAGER),
            f"--config.file={config}",
            f"--storage.path={folder / 'data'}",
            self._listen("alertmanager"),
            "--cluster.listen-address=",
        ]

    def _prometheus(self) -> Sequence[str]:
        folder = self._folder("prometheus")
        config = folder / "prometheus.yml"
        alertmanager = f"{HOST}:{self._ports['alertmanager']}"
        config.write_text(prometheus_config(folder / "targets", alertmanager))
        binary = _installed(PROMETHEUS)
        assets = Path(binary).parents[1] / "share" / "prometheus" / "web"
        return [
            binary,
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--storage.tsdb.retention.time={RETENTION}",
            self._listen("prometheus"),
            # Debian's build alone has its pages outside of the binary, and this flag.
            *([f"--web.local-assets={assets}"] if assets.is_dir() else []),
        ]

    def _folder(self, name: str) -> Path:
        folder = self._state / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _installed(names: Sequence[str]) -> str:
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
    unpacked = MONITORING_BINARIES / names[0]
    if not unpacked.exists():
        raise NotInstalled(f"{names[0]} is not installed: run `make monitoring`")
    return str(unpacked)


def _webhook(environ: Mapping[str, str]) -> str | None:
    address = environ.get(WEBHOOK)
    if address is not None and urlsplit(address).scheme not in ("http", "https"):
        raise InvalidWebhook(f"{WEBHOOK} must begin with http:// or https://")
    return address
