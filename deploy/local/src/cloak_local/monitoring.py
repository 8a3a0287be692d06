"""Prometheus, Alertmanager and their exporters beside one system."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cloak_local.monitoring_config import alertmanager_config, prometheus_config, targets_file
from cloak_local.parts import NotInstalled, Part
from cloak_local.places import MONITORING_BINARIES, MONITORING_SOURCES, Places
from cloak_local.ports import HOST, Ports
from cloak_local.processes import Program
from cloak_local.services import SERVICES, service_of

WEBHOOK = "CLOAK_ALERTS_WEBHOOK"
MODEL_SERVER_METRICS = "CLOAK_MODEL_SERVER_METRICS_ADDRESS"
ORIGIN = "CLOAK_PUBLIC_ORIGIN"
# Where the TLS library of all of them looks for authorities that the machine does not know.
AUTHORITIES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
RETENTION = "7d"
# Debian's names first, then those of the projects' own archives.
PROMETHEUS = ("prometheus",)
ALERTMANAGER = ("prometheus-alertmanager", "alertmanager")
NODE_EXPORTER = ("prometheus-node-exporter", "node_exporter")
BLACKBOX_EXPORTER = ("prometheus-blackbox-exporter", "blackbox_exporter")


class InvalidAddress(ValueError):
    """An address in the environment, for alerts or of the origin, is no http address."""


@dataclass(frozen=True, slots=True)
class MonitoringPart:
    """One of the servers; `configure` writes what it reads and returns its command line."""

    name: str
    health: str
    ports: Mapping[str, int]
    configure: Callable[[], Sequence[str]]
    env: Mapping[str, str] = field(default_factory=dict)
    ready_s: float = 30.0

    async def prepare(self) -> Program:
        """Write its configuration and return what to run; raises NotInstalled."""
        return Program(self.name, self.configure(), self.env)

    async def finish(self) -> None:
        """Nothing: the configuration says it all."""


class Monitoring:
    """The parts, and the list of targets, which grows with the workers.

    Raises:
        InvalidAddress: `CLOAK_ALERTS_WEBHOOK` or `CLOAK_PUBLIC_ORIGIN` is no http address.
    """

    def __init__(self, places: Places, ports: Ports, environ: Mapping[str, str]) -> None:
        self._state, self._ports = places.state, ports
        self._webhook = _address(WEBHOOK, environ)
        self._trusted = {name: environ[name] for name in AUTHORITIES if name in environ}
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
        self.probe(_address(ORIGIN, environ) or f"http://{HOST}:{ports['gateway']}/")

    @property
    def parts(self) -> list[tuple[Part, Sequence[str]]]:
        """The parts, each with those that it needs.

        Prometheus starts last: what is only starting must not be taken for what is down.
        """
        exporter = self._part("node-exporter", "/metrics", self._node_exporter)
        alertmanager = self._part("alertmanager", "/-/ready", self._alertmanager)
        prober = self._part("blackbox-exporter", "/-/healthy", self._blackbox_exporter)
        prometheus = self._part("prometheus", "/-/ready", self._prometheus)
        beside = [exporter, prober, alertmanager]
        watched = [*SERVICES, *(part.name for part in beside)]
        return [*((part, ()) for part in beside), (prometheus, watched)]

    def scrape(self, name: str, port: int) -> None:
        """Scrape this part from now on; Prometheus sees the change by itself."""
        self._add(service_of(name), f"{HOST}:{port}")

    def probe(self, origin: str) -> None:
        """Look at this origin from outside from now on."""
        self._add("origin", origin)

    def _add(self, job: str, address: str) -> None:
        self._targets.setdefault(job, []).append(address)
        folder = self._state / "prometheus" / "targets"
        folder.mkdir(parents=True, exist_ok=True)
        fresh = (folder / f"{job}.json").with_suffix(".new")
        fresh.write_text(targets_file(self._targets[job]))
        fresh.replace(folder / f"{job}.json")

    def _part(self, name: str, path: str, configure: Callable[[], Sequence[str]]) -> MonitoringPart:
        port = self._ports[name]
        health = f"http://{HOST}:{port}{path}"
        return MonitoringPart(name, health, {name: port}, configure, self._trusted)

    def _listen(self, name: str) -> str:
        return f"--web.listen-address={HOST}:{self._ports[name]}"

    def _node_exporter(self) -> Sequence[str]:
        texts = self._folder("node-exporter")
        return [
            _installed(NODE_EXPORTER),
            self._listen("node-exporter"),
            f"--collector.textfile.directory={texts}",
        ]

    def _blackbox_exporter(self) -> Sequence[str]:
        return [
            _installed(BLACKBOX_EXPORTER),
            self._listen("blackbox-exporter"),
            f"--config.file={MONITORING_SOURCES / 'blackbox.yml'}",
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
        others = (f"{HOST}:{self._ports[name]}" for name in ("alertmanager", "blackbox-exporter"))
        config.write_text(prometheus_config(folder / "targets", *others))
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


def _address(variable: str, environ: Mapping[str, str]) -> str | None:
    address = environ.get(variable)
    if address is not None and urlsplit(address).scheme not in ("http", "https"):
        raise InvalidAddress(f"{variable} must begin with http:// or https://")
    return address
