"""All metrics of the model server. Outcomes are gRPC status names in lower case."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

REQUESTS = Counter(
    "cloak_model_server_requests",
    "Predict requests answered, by model and gRPC status.",
    ["model", "outcome"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "cloak_model_server_request_seconds",
    "Seconds from a Predict request's arrival to its answer, queueing included.",
    ["model"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    registry=REGISTRY,
)
RUN_SECONDS = Histogram(
    "cloak_model_server_run_seconds",
    "Seconds that TensorFlow took for one batch.",
    ["model"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    registry=REGISTRY,
)
BATCH_SIZE = Histogram(
    "cloak_model_server_batch_size",
    "Rows of one batch before padding.",
    ["model"],
    buckets=(1, 2, 4, 8, 16, 32, 64, 128),
    registry=REGISTRY,
)
QUEUED_REQUESTS = Gauge(
    "cloak_model_server_queued_requests",
    "Predict requests that wait for a batch to start.",
    ["model"],
    registry=REGISTRY,
)
DROPPED = Counter(
    "cloak_model_server_dropped",
    "Queued requests never run because their client had gone or their deadline had passed.",
    ["model"],
    registry=REGISTRY,
)
SERVING_VERSION = Gauge(
    "cloak_model_server_serving_version",
    "The version that answers requests without one; 0 while there is none.",
    ["model"],
    registry=REGISTRY,
)
LOADS = Counter(
    "cloak_model_server_loads",
    "Attempts to load a version, by model and outcome (loaded, failed).",
    ["model", "outcome"],
    registry=REGISTRY,
)


def expect(model: str) -> None:
    """Begin the series of a configured model at 0: those of a first request would hide it."""
    SERVING_VERSION.labels(model).set(0)
    REQUESTS.labels(model, "ok")
    for metric in (REQUEST_SECONDS, RUN_SECONDS, BATCH_SIZE, QUEUED_REQUESTS, DROPPED):
        metric.labels(model)
