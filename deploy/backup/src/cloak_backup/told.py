"""What Prometheus is told of the last back-up that was made and verified.

A file for node exporter's textfile collector: it is written after a success alone, so its time is
that of the last back-up that can be relied on.
"""

from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from cloak_backup.manifest import Manifest


def tell(path: Path, manifest: Manifest) -> None:
    """Replace the file atomically."""
    registry = CollectorRegistry()

    def gauge(name: str, text: str, value: float) -> None:
        Gauge(f"cloak_backup_{name}", text, registry=registry).set(value)

    gauge(
        "last_success_timestamp_seconds",
        "The moment that the last verified back-up brings back.",
        manifest.begun_at.timestamp(),
    )
    duration_s = (manifest.ended_at - manifest.begun_at).total_seconds()
    gauge("last_duration_seconds", "Seconds that it took to copy.", duration_s)
    gauge("last_size_bytes", "Bytes of its files.", manifest.size_bytes)
    write_to_textfile(str(path), registry)
