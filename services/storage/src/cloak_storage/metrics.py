"""What storage counts beside the kit's HTTP metrics; bytes are those before encryption."""

from prometheus_client import Counter, Gauge, Histogram

STORED_BYTES = Counter(
    "cloak_storage_stored_bytes_total", "Bytes of blobs taken in, by kind.", ["kind"]
)
STORED_BLOBS = Counter("cloak_storage_stored_blobs_total", "Blobs taken in, by kind.", ["kind"])
SERVED_BYTES = Counter(
    "cloak_storage_served_bytes_total", "Bytes of blobs sent out, by kind.", ["kind"]
)
REMOVED_BYTES = Counter(
    "cloak_storage_removed_bytes_total",
    "Bytes of blobs removed, by kind: stored minus removed is what is held.",
    ["kind"],
)
REMOVED_BLOBS = Counter("cloak_storage_removed_blobs_total", "Blobs removed, by kind.", ["kind"])
MASTER_KEY_CREATED = Gauge(
    "cloak_storage_master_key_created_timestamp_seconds",
    "When the master key that encrypts was made; NaN where its setting does not say.",
)
UPLOADS_UNDER_WAY = Gauge("cloak_storage_uploads_under_way_count", "Uploads being written.")
UPLOADS_DISCARDED = Counter(
    "cloak_storage_uploads_discarded_total",
    "Uploads of which nothing was kept: aborted, refused, failed, or the name was taken.",
)
DAMAGED_READS = Counter(
    "cloak_storage_damaged_reads_total", "Reads that met changed or missing bytes."
)
SWEEPS = Counter(
    "cloak_storage_sweeps_total",
    "Rounds of the sweeper: swept, not_leader (another replica sweeps), failed.",
    ["outcome"],
)
SWEPT = Counter(
    "cloak_storage_swept_total",
    "What the sweeper removed: expired blobs, orphan files without a claim.",
    ["what"],
)
SWEEP_SECONDS = Histogram("cloak_storage_sweep_seconds", "Seconds a full round takes.")
