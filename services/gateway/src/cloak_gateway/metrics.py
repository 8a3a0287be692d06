"""What the gateway counts, with units and meaning."""

from collections.abc import Iterator
from contextlib import contextmanager

from cloak_kit.errors import CloakError, InvalidRequest
from fastapi.exceptions import RequestValidationError
from prometheus_client import Counter, Gauge, Histogram

from cloak_gateway.endings import ENDINGS

JOBS_ACCEPTED = Counter(
    "cloak_gateway_jobs_accepted_total", "Jobs accepted, by kind and mode.", ["kind", "mode"]
)
JOB_SECONDS = Histogram(
    "cloak_gateway_job_seconds",
    "Seconds from a job's acceptance to its end, by kind and ending: succeeded, cancelled, refused "
    "(the user's to mend) or failed. Each job is counted once, by whichever replica saw its end.",
    ["kind", "ending"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 60, 120, 300, 900),
)
QUEUE_LOOKS_FAILED = Counter(
    "cloak_gateway_queue_looks_failed_total", "Looks at the broker's lag that failed."
)
JOBS_REQUEUED = Counter(
    "cloak_gateway_jobs_requeued_total", "Accepted jobs that the sweeper had to publish again."
)
JOBS_EXPIRED = Counter(
    "cloak_gateway_jobs_expired_total", "Jobs failed by the sweeper long after their expiry."
)
EVENTS_WITHOUT_EFFECT = Counter(
    "cloak_gateway_events_without_effect_total",
    "Job events that changed nothing: late, duplicate, or of no job here.",
    ["topic"],
)
PROJECTOR_LAG = Gauge(
    "cloak_gateway_projector_lag_seconds",
    "Age of the newest job event when it was taken up, by topic.",
    ["topic"],
)
REFUSALS = Counter(
    "cloak_gateway_refusals_total", "Submissions and uploads refused, by reason.", ["reason"]
)
SEAL_SECONDS = Histogram(
    "cloak_gateway_seal_seconds",
    "Seconds to seal or unseal a payload, with the wait for a thread.",
    ["what"],
    buckets=(0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
UPLOAD_BYTES = Counter("cloak_gateway_upload_bytes_total", "Bytes of pictures taken in.")
STREAMS = Gauge("cloak_gateway_event_streams", "Open event streams, by whose they are.", ["of"])
RATE_LIMITED = Counter(
    "cloak_gateway_rate_limited_total", "Requests over a rate, by what is limited.", ["what"]
)
RATE_LIMIT_BLIND = Counter(
    "cloak_gateway_rate_limit_blind_total",
    "Requests let through unchecked because Redis was away, by what is limited.",
    ["what"],
)
ANNOUNCEMENTS_LOST = Counter(
    "cloak_gateway_announcements_lost_total", "Changes of jobs not told to other replicas."
)
UPSTREAM_FAILURES = Counter(
    "cloak_gateway_upstream_failures_total", "Requests passed on and not answered.", ["upstream"]
)

for kind in ("embed", "extract"):
    for ending in ENDINGS:
        JOB_SECONDS.labels(kind, ending)  # a series that begins at 1 would hide its first increase


@contextmanager
def counted_refusals() -> Iterator[None]:
    """Count, by reason, what the block refuses."""
    try:
        yield
    except CloakError as refused:
        REFUSALS.labels(refused.code).inc()
        raise
    except RequestValidationError:
        REFUSALS.labels(InvalidRequest.code).inc()
        raise
