"""Jobs and queue: what comes in, how it ends, how long it waits and takes."""

from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from cloak_monitoring.frame import Panels, framed
from cloak_monitoring.panels import BAD, MINUTE, OUTCOMES, QUIET, WARNING, Limit, Style, heat, lines
from cloak_monitoring.queries import (
    EachService,
    Query,
    Series,
    or_none,
    or_zero,
    per_minute,
    quantile,
    total,
)

ACCEPTED = Series("cloak_gateway_jobs_accepted_total")
ENDED = Series("cloak_gateway_job_seconds_count")
JOB_SECONDS = Series("cloak_stego_worker_job_seconds")
QUEUE_SECONDS = Series("cloak_stego_worker_stage_seconds", 'stage="queue"')
LAG = 'cloak_gateway_group_lag_records{group="cloak.stego-worker", topic="cloak.jobs.requested"}'
DEADLINE = Limit(60, BAD)
"""A job that is not done by then is failed: CLOAK_STEGO_WORKER_JOB_DEADLINE_S."""


def board() -> Dashboard:
    """Build the dashboard."""
    return framed(
        "image-cloak-jobs",
        "Image Cloak / Jobs and queue",
        "Jobs from the gateway's 202 to their end, and the queue between gateway and workers.",
        ("Through the system", _flow()),
        ("Queue", _queue()),
        ("Duration", _duration()),
        ("What was mended", _mended()),
    )


def rate_of(what: str) -> str:
    """Return what the gateway's counter gains in a minute."""
    return per_minute(Series(f"cloak_gateway_{what}_total"))


def _quantiles(where: str) -> list[Query]:
    seconds = Series(JOB_SECONDS.name, where)
    named = ((0.5, "half"), (0.95, "95 %"), (0.99, "99 %"))
    return [Query(quantile(share, seconds), name) for share, name in named]


def _flow() -> Panels:
    return [
        lines(
            "Jobs accepted",
            "Jobs that were answered with 202, by kind and the mode asked for.",
            Query(per_minute(ACCEPTED, "kind, mode"), "{{kind}} {{mode}}"),
            style=Style(unit=MINUTE, stacked=True),
        ),
        lines(
            "Jobs finished",
            "How the gateway saw jobs end: refused is the user's to mend, with another picture or "
            "a smaller payload; failed is ours, and counts against the objective.",
            Query(per_minute(ENDED, "kind, ending"), "{{ending}} {{kind}}"),
            style=Style(unit=MINUTE, stacked=True, colours=OUTCOMES, runbook="JobsErrorBudgetBurn"),
        ),
        lines(
            "Jobs ended otherwise",
            "Failures and cancellations by the worker's code, in a minute. None is right.",
            Query(
                or_none(
                    per_minute(
                        Series("cloak_stego_worker_jobs_total", 'outcome!="succeeded"'),
                        "outcome",
                    ),
                    "outcome",
                ),
                "{{outcome}}",
            ),
            style=Style(unit=MINUTE, colours={"cancelled": QUIET, "none": QUIET}),
        ),
    ]


def _queue() -> Panels:
    return [
        lines(
            "Waiting in the queue",
            "Records of cloak.jobs.requested that workers have not committed yet. Autoscaling "
            "follows it; growing for long means too few workers, or none that works.",
            Query(total(LAG), "jobs"),
            style=Style(runbook="QueueLagGrowing", limits=(Limit(200, WARNING),)),
        ),
        lines(
            "Seconds in the queue",
            "From the gateway's acceptance to a worker taking the job up.",
            Query(quantile(0.5, QUEUE_SECONDS), "half"),
            Query(quantile(0.95, QUEUE_SECONDS), "95 %"),
            style=Style(unit=units.Seconds, runbook="QueueLagGrowing"),
        ),
        lines(
            "Jobs in hand",
            "Jobs that workers work on at this moment, by worker.",
            Query(total("cloak_stego_worker_in_flight_jobs", "instance"), "{{instance}}"),
            style=Style(stacked=True, decimals=0, runbook="WorkersStuck"),
        ),
    ]


def _duration() -> Panels:
    return [
        lines(
            "Seconds of an embed",
            "From taking the job up to its end being acknowledged; a job that is not done "
            "after 60 s is failed.",
            *_quantiles('kind="embed"'),
            style=Style(
                unit=units.Seconds,
                limits=(Limit(10, WARNING), DEADLINE),
                runbook="EmbedsSlow",
            ),
        ),
        lines(
            "Seconds of an extract",
            "As beside. Where nothing is found at once, networks of all sizes are asked.",
            *_quantiles('kind="extract"'),
            style=Style(unit=units.Seconds, limits=(DEADLINE,)),
        ),
        heat(
            "Jobs by their seconds",
            "All jobs, by the bucket of their duration: two bands are two sorts of jobs.",
            Query(f"sum by (le) (rate({JOB_SECONDS.selector('_bucket')}[1m]))", "{{le}}"),
            style=Style(unit=units.Seconds),
        ),
    ]


def _mended() -> Panels:
    return [
        lines(
            "Published again, expired",
            "Jobs that the gateway's sweeper had to publish again after a crash or an "
            "outage, and those that it failed long after their time.",
            Query(or_zero(rate_of("jobs_requeued")), "published again"),
            Query(or_zero(rate_of("jobs_expired")), "expired"),
            style=Style(unit=MINUTE, colours={"expired": BAD}),
        ),
        lines(
            "Calls of workers made again",
            "To storage, Kafka and the model server, which had been away or busy.",
            Query(
                or_none(per_minute(Series("cloak_stego_worker_retries_total"), "what"), "what"),
                "{{what}}",
            ),
            style=Style(unit=MINUTE, runbook="ModelServerDown"),
        ),
        lines(
            "Dead letters",
            "Records that nobody could handle, by topic. An administrator looks at each one, "
            "and may write it back.",
            Query(
                total(
                    f"increase({EachService('kafka_dead_letters_total').selector()}[1h])",
                    "topic",
                ),
                "{{topic}}",
            ),
            style=Style(decimals=0, limits=(Limit(1, BAD),), runbook="DeadLetters"),
        ),
    ]
