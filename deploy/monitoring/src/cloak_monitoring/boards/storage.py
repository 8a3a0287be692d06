"""Storage and Mongo: blobs in and out, what is held, and how the document store answers."""

from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from cloak_monitoring.frame import Panels, framed
from cloak_monitoring.panels import BAD, GOOD, MINUTE, WARNING, Limit, Style, lines
from cloak_monitoring.queries import (
    RATE,
    EachMongoClient,
    Query,
    Series,
    or_none,
    or_zero,
    per_minute,
    quantile,
    rate,
    total,
)

DAY_S = 86_400
STORED = "cloak_storage_stored_bytes_total"
REMOVED = "cloak_storage_removed_bytes_total"
DISK = 'fstype!~"tmpfs|overlay|squashfs|ramfs"'


def board() -> Dashboard:
    """Build the dashboard."""
    return framed(
        "image-cloak-storage",
        "Image Cloak / Storage and Mongo",
        "Blobs, their sweeping, the disks below, and the document store as its clients see it.",
        ("Blobs", _blobs()),
        ("Sweeping", _sweeping()),
        ("Mongo, as services see it", _mongo()),
        ("Disks", _disks()),
    )


def _blobs() -> Panels:
    return [
        lines(
            "Taken in",
            "Bytes of blobs before encryption, by kind.",
            Query(rate(Series(STORED), "kind"), "{{kind}}"),
            style=Style(unit=units.BytesPerSecondIEC, stacked=True),
        ),
        lines(
            "Sent out",
            "Bytes of blobs, by kind.",
            Query(rate(Series("cloak_storage_served_bytes_total"), "kind"), "{{kind}}"),
            style=Style(unit=units.BytesPerSecondIEC, stacked=True),
        ),
        lines(
            "Growth",
            "Bytes taken in less bytes removed, in an hour: what the disks must bear.",
            Query(
                f"sum(increase({STORED}[1h])) - (sum(increase({REMOVED}[1h])) or vector(0))",
                "in an hour",
            ),
            style=Style(unit=units.BytesIEC, bottom=None, runbook="DiskFilling"),
        ),
        lines(
            "Seconds of a request",
            "95 % of the requests to storage end within it, by method and route.",
            Query(
                quantile(
                    0.95,
                    Series(
                        "cloak_storage_http_request_seconds",
                        'route!~"/healthz|/readyz|/metrics"',
                    ),
                    "method, route",
                ),
                "{{method}} {{route}}",
            ),
            style=Style(unit=units.Seconds, limits=(Limit(1, WARNING), Limit(5, BAD))),
        ),
        lines(
            "Uploads",
            "Being written now, and those of which nothing was kept.",
            Query(total("cloak_storage_uploads_under_way_count"), "under way"),
            Query(
                or_zero(per_minute(Series("cloak_storage_uploads_discarded_total"))),
                "discarded /min",
            ),
            style=Style(),
        ),
        lines(
            "Damaged reads",
            "Reads that met changed or missing bytes, in a day. One is one too many: a disk, "
            "or somebody at the data.",
            Query(or_zero("sum(increase(cloak_storage_damaged_reads_total[1d]))"), "in a day"),
            style=Style(limits=(Limit(1, BAD),), runbook="DamagedReads"),
        ),
    ]


def _sweeping() -> Panels:
    return [
        lines(
            "Rounds of the sweeper",
            "One replica sweeps, the others are told that they do not lead.",
            Query(per_minute(Series("cloak_storage_sweeps_total"), "outcome"), "{{outcome}}"),
            style=Style(unit=MINUTE, colours={"failed": BAD, "swept": GOOD}),
        ),
        lines(
            "Removed",
            "Blobs past their time, and files that nobody claims.",
            Query(
                or_none(per_minute(Series("cloak_storage_swept_total"), "what"), "what"),
                "{{what}}",
            ),
            style=Style(unit=MINUTE),
        ),
        lines(
            "Age of the master key",
            "Days since the key that blobs' keys are wrapped with was made.",
            Query(
                f"(time() - max(cloak_storage_master_key_created_timestamp_seconds)) / {DAY_S}",
                "master key",
            ),
            Query(
                f"(time() - max(cloak_auth_signing_key_created_timestamp_seconds)) / {DAY_S}",
                "signing key",
            ),
            style=Style(unit="suffix: days", limits=(Limit(365, WARNING),), runbook="KeyOld"),
        ),
    ]


def _mongo() -> Panels:
    return [
        lines(
            "Commands",
            "Commands answered, by service.",
            Query(rate(EachMongoClient("mongo_command_seconds_count"), "job"), "{{job}}"),
            style=Style(unit="suffix: /s", stacked=True),
        ),
        lines(
            "Seconds of a command",
            "95 % are answered within it, by command; getMore may wait for news.",
            Query(
                quantile(
                    0.95,
                    EachMongoClient("mongo_command_seconds", 'command!="getMore"'),
                    "command",
                ),
                "{{command}}",
            ),
            style=Style(unit=units.Seconds, limits=(Limit(0.5, WARNING),), runbook="MongoSlow"),
        ),
        lines(
            "Commands that failed",
            "Refusals, time-outs, lost connections, by service and command.",
            Query(
                or_none(
                    per_minute(EachMongoClient("mongo_command_failures_total"), "job, command"),
                    "job",
                ),
                "{{job}} {{command}}",
            ),
            style=Style(unit=MINUTE, runbook="MongoSlow"),
        ),
        lines(
            "Transactions of messaging",
            "Committed, or given up for a duplicate or a time-out.",
            Query(
                per_minute(Series("cloak_messaging_commits_total"), "outcome"),
                "{{outcome}}",
            ),
            style=Style(unit=MINUTE, colours={"committed": GOOD}),
        ),
    ]


def _disks() -> Panels:
    return [
        lines(
            "Free",
            "Share of each file system that is free.",
            Query(
                f"min by (instance, mountpoint) (node_filesystem_avail_bytes{{{DISK}}} "
                f"/ node_filesystem_size_bytes{{{DISK}}})",
                "{{instance}} {{mountpoint}}",
            ),
            style=Style(
                unit=units.PercentUnit,
                top=1,
                width=12,
                first_colour=BAD,
                limits=(Limit(0.1, WARNING), Limit(0.2, GOOD)),
                runbook="DiskFilling",
            ),
        ),
        lines(
            "Busy",
            "Share of the time in which a disk had something to do.",
            Query(
                f"sum by (instance, device) (rate(node_disk_io_time_seconds_total[{RATE}]))",
                "{{instance}} {{device}}",
            ),
            style=Style(unit=units.PercentUnit, width=12),
        ),
    ]
