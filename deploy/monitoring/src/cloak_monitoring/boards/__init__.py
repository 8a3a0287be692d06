"""The dashboards, one file each; the file's name is that of the JSON it makes."""

from collections.abc import Callable, Mapping

from grafana_foundation_sdk.models.dashboard import Dashboard

from cloak_monitoring.boards import http, jobs, kafka, overview, quality, storage, worker

BOARDS: Mapping[str, Callable[[], Dashboard]] = {
    "overview": overview.board,
    "jobs": jobs.board,
    "worker": worker.board,
    "http": http.board,
    "kafka": kafka.board,
    "storage": storage.board,
    "quality": quality.board,
}
