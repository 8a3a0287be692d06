"""Kafka: how far behind each group is, what services send and handle, and what they put aside."""

from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from cloak_monitoring.frame import Panels, framed
from cloak_monitoring.panels import BAD, MINUTE, WARNING, Limit, Style, lines
from cloak_monitoring.queries import (
    RATE,
    EachService,
    Query,
    Series,
    or_none,
    or_zero,
    per_minute,
    quantile,
    rate,
    total,
)

PRODUCED = EachService("kafka_produce_seconds")
WRITTEN = Series("cloak_gateway_topic_written_records_total", 'topic!~".*[.]dead"')
DEAD = "cloak_gateway_topic_written_records_total{topic=~'.*[.]dead'}"


def board() -> Dashboard:
    """Build the dashboard.

    Several gateways look at the same broker: `max` keeps one of them, where `sum` would double.
    """
    return framed(
        "image-cloak-kafka",
        "Image Cloak / Kafka",
        "Topics and groups as the gateway sees them at the broker, and what services do with them.",
        ("Topics and groups", _topics_and_groups()),
        ("Producing", _producing()),
        ("Consuming", _consuming()),
    )


PUSH = Series("cloak_messaging_push_delay_seconds")


def _topics_and_groups() -> Panels:
    return [
        lines(
            "Lag",
            "Records that a group has not committed yet. It rises and falls; one that only "
            "rises has no consumer that works.",
            Query(
                "max by (group, topic) (cloak_gateway_group_lag_records)",
                "{{group}} of {{topic}}",
            ),
            style=Style(width=12, height=10, runbook="QueueLagGrowing"),
        ),
        lines(
            "Written",
            "Records written to each topic.",
            Query(f"60 * max by (topic) (rate({WRITTEN.selector()}[{RATE}]))", "{{topic}}"),
            style=Style(width=12, height=10, unit=MINUTE),
        ),
        lines(
            "Members of groups",
            "Live consumers. A group without one stands still.",
            Query("max by (group) (cloak_gateway_group_members)", "{{group}}"),
            style=Style(decimals=0, runbook="WorkersStuck"),
        ),
        lines(
            "Dead letters",
            "Records on the topics .dead, ever: an administrator looks at each.",
            Query(f"max by (topic) ({DEAD})", "{{topic}}"),
            style=Style(decimals=0, limits=(Limit(1, BAD),), runbook="DeadLetters"),
        ),
        lines(
            "Looks at the broker that failed",
            "While the gateway cannot look, lag is not known; the graphs above have a hole.",
            Query(
                or_zero(per_minute(Series("cloak_gateway_queue_looks_failed_total"))),
                "failed",
            ),
            style=Style(unit=MINUTE, colours={"failed": BAD}, runbook="KafkaUnreachable"),
        ),
    ]


def _producing() -> Panels:
    return [
        lines(
            "Sent",
            "Messages that every in-sync replica had, by service.",
            Query(rate(EachService("kafka_produce_seconds_count"), "job"), "{{job}}"),
            style=Style(unit="suffix: /s"),
        ),
        lines(
            "Seconds until it is safe",
            "95 % of the messages of a topic are acknowledged within it.",
            Query(quantile(0.95, PRODUCED, "topic"), "{{topic}}"),
            style=Style(unit=units.Seconds, limits=(Limit(1, WARNING),)),
        ),
        lines(
            "Not taken in time",
            "Messages of which nobody knows whether they arrived: callers were told 503, "
            "sweepers and outboxes send them again.",
            Query(
                or_none(
                    per_minute(EachService("kafka_produce_failures_total"), "job, topic"),
                    "job",
                ),
                "{{job}} {{topic}}",
            ),
            style=Style(unit=MINUTE, runbook="KafkaUnreachable"),
        ),
    ]


def _consuming() -> Panels:
    return [
        lines(
            "Handled",
            "Records dealt with, by service and topic.",
            Query(
                rate(EachService("kafka_records_handled_total"), "job, topic"),
                "{{job}} {{topic}}",
            ),
            style=Style(unit="suffix: /s", height=10),
        ),
        lines(
            "Age of job events",
            "How old the newest event was when the gateway took it up: what users wait "
            "between a job's end and its showing.",
            Query("max by (topic) (cloak_gateway_projector_lag_seconds)", "{{topic}}"),
            style=Style(unit=units.Seconds, height=10, limits=(Limit(5, WARNING),)),
        ),
        lines(
            "Tried again, without effect, unsent",
            "Records tried again while a back end was away; events that were late or doubled "
            "and changed nothing; sweeps of auth's outbox cut short.",
            Query(or_zero(per_minute(EachService("kafka_retries_total"))), "tried again"),
            Query(
                or_zero(per_minute(Series("cloak_gateway_events_without_effect_total"))),
                "without effect",
            ),
            Query(
                or_zero(per_minute(Series("cloak_auth_outbox_failures_total"))),
                "outbox cut short",
            ),
            style=Style(unit=MINUTE, height=10),
        ),
        lines(
            "Events told and pushed",
            "Events committed to people's logs, and those written to streams that were open.",
            Query(
                per_minute(Series("cloak_messaging_events_told_total"), "kind"),
                "told: {{kind}}",
            ),
            Query(per_minute(Series("cloak_messaging_events_pushed_total")), "pushed"),
            style=Style(unit=MINUTE),
        ),
        lines(
            "From commit to push",
            "Seconds until an event is on the streams of those whom it concerns.",
            Query(quantile(0.5, PUSH), "half"),
            Query(quantile(0.95, PUSH), "95 %"),
            style=Style(unit=units.Seconds, limits=(Limit(1, WARNING),)),
        ),
        lines(
            "Live parts of messaging",
            "1 while its consumer runs, and while replicas wake each other through Redis; "
            "without Redis they poll.",
            Query("min by (job) (cloak_messaging_consumer_up)", "consumer"),
            Query("min by (job) (cloak_messaging_wakeups_up)", "wake-ups"),
            Query(total("cloak_messaging_streams_open"), "open streams"),
            style=Style(decimals=0),
        ),
    ]
