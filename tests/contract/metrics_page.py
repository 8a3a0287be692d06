"""docs/operations/metrics.md: every metric that the code defines, written from the code itself.

`python -m tests.contract.metrics_page` writes it anew; a test compares.
"""

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cloak_kit import builds, health, looplag
from cloak_kit.kafka.metrics import kafka_metrics
from cloak_kit.mongo_commands import timed_commands
from cloak_kit.requests import http_metrics
from cloak_model_server.metrics import REGISTRY as MODEL_SERVER
from prometheus_client import REGISTRY, CollectorRegistry, Metric
from prometheus_client.metrics import MetricWrapperBase

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations" / "metrics.md"
# Modules that define a service's own metrics.
DEFINED_IN = {
    "auth": ["cloak_auth.metrics"],
    "gateway": ["cloak_gateway.metrics", "cloak_gateway.queue_watch"],
    "messaging": ["cloak_messaging.metrics"],
    "storage": ["cloak_storage.metrics"],
    "stego_worker": ["cloak_stego_worker.metrics", "cloak_stego_worker.tasks"],
}
WITHOUT_MONGO = {"stego_worker"}
KIT = "<service>"

HEAD = """\
# Metrics

Written from the code by `make metrics-page`; a test holds it to the code, another to what the
running system exports. Each process serves its own on `/metrics` of its one port; the model server
on its monitoring port, there also under TensorFlow Serving's path `/monitoring/prometheus/metrics`.
A histogram has the series `_bucket{le}`, `_sum` and `_count`; Prometheus adds `job` and `instance`.
The client library's `process_*` and `python_*` are there too. Seconds are seconds, sizes are bytes.
The public origin is seen from outside: `probe_success{job="origin"}` and the others of the blackbox
exporter, `probe_ssl_earliest_cert_expiry` among them where the origin speaks TLS.

No label is an id: each takes its values from a closed vocabulary
(`tests/contract/metric_labels.py`), and a test walks the running system for others. `ending` is how
a job ended as the objectives count it: `succeeded`, `cancelled` and `refused` (with another
picture, payload or wish it would have succeeded) are good ends, `failed` is ours.
"""


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One metric as the page shows it; counters by the name of their series."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str

    def __str__(self) -> str:
        labels = ", ".join(f"`{label}`" for label in self.labels) or "-"
        return f"| `{self.name}` | {self.kind} | {labels} | {self.meaning} |"


def rows_of(service: str) -> list[Row]:
    """The service's own metrics, those of the kit left out."""
    for module in DEFINED_IN[service]:
        importlib.import_module(module)
    kit = {row.name.replace(KIT, service) for row in kit_rows()}
    every = _rows(REGISTRY, f"cloak_{service}_")
    return [row for row in every if row.name not in kit]


def kit_rows() -> list[Row]:
    """What each service has from the kit, with a stand-in for its name."""
    service = "gateway"
    http_metrics(service)
    kafka_metrics(service)
    timed_commands(service)
    builds.tell_build(service)
    looplag.loop_lag(service)
    health.readiness_gauge(service)
    stems = ("build_info", "http_", "kafka_", "loop_lag_", "mongo_", "ready")
    prefix = f"cloak_{service}_"
    return [
        Row(row.name.replace(service, KIT), row.kind, row.labels, row.meaning)
        for row in _rows(REGISTRY, prefix)
        if row.name.removeprefix(prefix).startswith(stems)
    ]


def model_server_rows() -> list[Row]:
    """What the local model server exports; TensorFlow Serving has names of its own."""
    return _rows(MODEL_SERVER, "cloak_model_server_")


def page() -> str:
    """The whole page."""
    parts = [HEAD, _section("Every service", kit_rows())]
    parts.append("The stego-worker has no database and so no `_mongo_` metrics.\n")
    parts += [_section(name.replace("_", "-"), rows_of(name)) for name in DEFINED_IN]
    parts.append(_section("model-server", model_server_rows()))
    return "\n".join(parts)


def _section(title: str, rows: Iterable[Row]) -> str:
    head = f"## {title}\n| metric | type | labels | meaning |\n|---|---|---|---|"
    return "\n".join([head, *map(str, sorted(rows)), ""])


def _rows(registry: CollectorRegistry, prefix: str) -> list[Row]:
    return [
        Row(_series(family), family.type, labels, family.documentation)
        for family, labels in _families(registry)
        if family.name.startswith(prefix)
    ]


def _series(family: Metric) -> str:
    return f"{family.name}_total" if family.type == "counter" else family.name


def _families(registry: CollectorRegistry) -> Iterator[tuple[Metric, tuple[str, ...]]]:
    """Each family with its labels, which samples alone would not tell: there may be none yet."""
    for collector in list(registry._collector_to_names):
        for family in collector.collect():
            if isinstance(collector, MetricWrapperBase):
                yield family, tuple(collector._labelnames)
            else:
                yield family, tuple(getattr(family, "_labelnames", ()))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
