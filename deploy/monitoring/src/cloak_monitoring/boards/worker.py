"""Worker and model server: where the time of a job goes."""

from dataclasses import replace

from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.common import BigValueTextMode
from grafana_foundation_sdk.models.dashboard import Dashboard

from cloak_monitoring.frame import Panels, chosen_of, framed
from cloak_monitoring.panels import BAD, GOOD, MINUTE, WARNING, Limit, Style, lines, tile
from cloak_monitoring.processes import used
from cloak_monitoring.queries import (
    Query,
    Series,
    mean,
    or_none,
    or_zero,
    per_minute,
    quantile,
    rate,
    total,
)

CHOSEN = 'instance=~"$worker"'
# The stage `model` is the time in Predict calls, which lies within the other stages.
STAGES = Series("cloak_stego_worker_stage_seconds", f'{CHOSEN}, stage!~"queue|model"')
PREDICT = Series("cloak_stego_worker_predict_seconds", CHOSEN)
# Both are shown whichever worker is chosen.
OURS = 'job=~"stego-worker|model-server"'
TF_SERVING = ":tensorflow:serving:"
TILE = Style(width=4, height=4, decimals=0)
ALIVE = replace(TILE, first_colour=BAD, limits=(Limit(1, GOOD),))


def board() -> Dashboard:
    """Build the dashboard."""
    return framed(
        "image-cloak-worker",
        "Image Cloak / Worker and model server",
        "The stages of a job, the networks that it asks, and what they cost.",
        ("Now", _now()),
        ("Stages", _time()),
        ("Predict, as workers see it", _predict()),
        ("Model server", _server()),
        ("Process", _process()),
        variables=[
            chosen_of(
                "worker", "Worker", "label_values(cloak_stego_worker_in_flight_jobs, instance)"
            )
        ],
    )


def _server() -> Panels:
    return [
        lines(
            "Requests answered",
            "Predict requests by their gRPC status.",
            Query(rate(Series("cloak_model_server_requests_total"), "outcome"), "{{outcome}}"),
            Query(rate(Series(f"{TF_SERVING}request_count"), "status"), "{{status}}"),
            style=Style(unit=units.RequestsPerSecond, colours={"ok": "green"}),
        ),
        lines(
            "Seconds of a request and of a run",
            "95 % stay under it. The gap between the two is the wait for a batch.",
            Query(_either("cloak_model_server_request_seconds", "request_latency"), "request"),
            Query(_either("cloak_model_server_run_seconds", "runtime_latency"), "TensorFlow's run"),
            style=Style(unit=units.Seconds, runbook="EmbedsLate"),
        ),
        lines(
            "Rows in a batch",
            "Mean rows that one run of a network takes, of several workers' requests.",
            Query(mean(Series("cloak_model_server_batch_size"), "model"), "{{model}}"),
            style=Style(),
        ),
        lines(
            "Waiting for a batch",
            "Requests that have arrived and not begun.",
            Query(total("cloak_model_server_queued_requests", "model"), "{{model}}"),
            style=Style(limits=(Limit(64, WARNING),), runbook="EmbedsLate"),
        ),
        lines(
            "Never run",
            "Requests whose client had gone or whose deadline had passed: work saved, but late.",
            Query(or_zero(per_minute(Series("cloak_model_server_dropped_total"))), "dropped"),
            style=Style(unit=MINUTE, runbook="EmbedsLate"),
        ),
        lines(
            "Versions that could not be loaded",
            "The old version goes on; GetModelStatus says why the new one does not.",
            Query(
                or_zero(
                    total('increase(cloak_model_server_loads_total{outcome="failed"}[1h])', "model")
                ),
                "{{model}}",
            ),
            style=Style(limits=(Limit(1, BAD),), runbook="ModelServerDown"),
        ),
    ]


def _either(ours: str, theirs: str) -> str:
    """Take the model server's seconds, or TensorFlow Serving's microseconds where that runs."""
    micros = quantile(0.95, Series(f"{TF_SERVING}{theirs}"))
    return f"{quantile(0.95, Series(ours))} or {micros} / 1e6"


def _stages(kind: str) -> Series:
    return Series(STAGES.name, f'{STAGES.where}, kind="{kind}"')


def _now() -> Panels:
    return [
        tile(
            "Workers",
            "Workers that answer when they are scraped.",
            Query(total('up{job="stego-worker"}'), "up"),
            style=replace(ALIVE, runbook="NoWorkers"),
        ),
        tile(
            "Model servers",
            "Model servers that answer when they are scraped.",
            Query(total('up{job="model-server"}'), "up"),
            style=replace(ALIVE, runbook="ModelServerDown"),
        ),
        tile(
            "Jobs in hand",
            "Jobs that the chosen workers work on.",
            Query(total(f"cloak_stego_worker_in_flight_jobs{{{CHOSEN}}}"), "jobs"),
            style=TILE,
        ),
        tile(
            "Versions served",
            "The version of each network that answers requests without one; 0 is none.",
            Query("min by (model) (cloak_model_server_serving_version)", "{{model}}"),
            style=replace(TILE, width=12, unit="prefix:v"),
        ).text_mode(BigValueTextMode.VALUE_AND_NAME),
    ]


def _time() -> Panels:
    return [
        lines(
            "Where the time of an embed goes",
            "Mean seconds of each stage, stacked: the height is that of a whole job.",
            Query(mean(_stages("embed"), "stage"), "{{stage}}"),
            style=Style(unit=units.Seconds, stacked=True),
        ),
        lines(
            "Where the time of an extract goes",
            "Mean seconds of each stage, stacked: the height is that of a whole job.",
            Query(mean(_stages("extract"), "stage"), "{{stage}}"),
            style=Style(unit=units.Seconds, stacked=True),
        ),
        lines(
            "Slow stages",
            "The seconds that 95 % of the runs of a stage stay under.",
            Query(quantile(0.95, STAGES, "stage"), "{{stage}}"),
            style=Style(unit=units.Seconds),
        ),
    ]


def _predict() -> Panels:
    return [
        lines(
            "Seconds of a Predict call",
            "95 % stay under it: the wire and the server's queue included.",
            Query(quantile(0.95, PREDICT, "model"), "{{model}}"),
            style=Style(unit=units.Seconds, limits=(Limit(5, WARNING),), runbook="EmbedsLate"),
        ),
        lines(
            "Predict calls made again",
            "By gRPC status: UNAVAILABLE is a server that is away, RESOURCE_EXHAUSTED one "
            "that is full.",
            Query(
                or_none(
                    per_minute(
                        Series("cloak_stego_worker_predict_retries_total", CHOSEN),
                        "model, status",
                    ),
                    "status",
                ),
                "{{status}} {{model}}",
            ),
            style=Style(unit=MINUTE, runbook="ModelServerDown"),
        ),
        lines(
            "Pictures in a call",
            "Mean number of tiles that a worker sends at once: more of them cost less each.",
            Query(mean(Series("cloak_stego_worker_batch_rows", CHOSEN), "model"), "{{model}}"),
            style=Style(),
        ),
    ]


def _process() -> Panels:
    return [
        lines(
            "Lag of the event loop",
            "How late the loop woke: work that blocks it delays heartbeats to Kafka, and "
            "25 s without one cost the worker its partitions.",
            Query(f"cloak_stego_worker_loop_lag_seconds{{{CHOSEN}}}", "{{instance}}"),
            style=Style(
                unit=units.Seconds,
                limits=(Limit(1, WARNING), Limit(10, BAD)),
                runbook="EventLoopBlocked",
            ),
        ),
        *used(OURS),
    ]
