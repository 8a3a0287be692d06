"""All metrics of the stego-worker. Labels: kinds embed and extract; outcomes are job results."""

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

JOBS = Counter(
    "cloak_stego_worker_jobs",
    "Jobs finished, by kind and outcome (succeeded, cancelled, or the failure's code).",
    ["kind", "outcome"],
)
JOB_SECONDS = Histogram(
    "cloak_stego_worker_job_seconds",
    "Seconds from taking a job to its JobFinished being acknowledged.",
    ["kind"],
    buckets=SECONDS,
)
STAGE_SECONDS = Histogram(
    "cloak_stego_worker_stage_seconds",
    "Seconds of one stage of a job (queue, fetch, decode, predict, encode, verify, store; model is "
    "the part of predict and verify that the models took).",
    ["kind", "stage"],
    buckets=SECONDS,
)
IN_FLIGHT = Gauge("cloak_stego_worker_in_flight_jobs", "Jobs in hand.")
RETRIES = Counter(
    "cloak_stego_worker_retries", "Calls to storage or Kafka that were made again.", ["what"]
)
DEAD_LETTERS = Counter(
    "cloak_stego_worker_dead_letters", "Records put aside, by reason.", ["reason"]
)
PREDICT_SECONDS = Histogram(
    "cloak_stego_worker_predict_seconds",
    "Seconds of one Predict call, the server's queue and the wire included.",
    ["model"],
    buckets=SECONDS,
)
PREDICT_RETRIES = Counter(
    "cloak_stego_worker_predict_retries",
    "Predict calls made again, by status.",
    ["model", "status"],
)
BATCH_ROWS = Histogram(
    "cloak_stego_worker_batch_rows",
    "Pictures sent in one Predict call.",
    ["model"],
    buckets=(1, 2, 4, 8, 16),
)
PSNR_DB = Histogram(
    "cloak_stego_worker_stego_psnr_db",
    "How close finished pictures are to their covers, in decibels.",
    ["mode"],
    buckets=(20, 25, 28, 30, 32, 34, 36, 38, 40, 42, 45, 50, 55, 60, 70),
)
VERIFICATION_FAILURES = Counter(
    "cloak_stego_worker_verification_failures_total",
    "Embeddings given up because no finished file could be read again, by mode.",
    ["mode"],
)

for kind in ("embed", "extract"):
    JOB_SECONDS.labels(kind)  # a series that begins at 1 would hide its first increase
