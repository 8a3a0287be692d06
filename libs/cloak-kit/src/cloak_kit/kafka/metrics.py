"""What a service counts of its dealings with Kafka; topics are those of the registry."""

from functools import cache

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram

from cloak_kit.contracts.topics import TOPICS

# Up to the deadline of a request, which is 15 s.
_PRODUCE_BUCKETS_S = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)


class KafkaMetrics:
    """Seconds and failures of producing, and what became of the records consumed.

    Without a registry nothing is exported: for clients that are no service.
    """

    def __init__(self, service: str, registry: CollectorRegistry | None = REGISTRY) -> None:
        prefix = f"cloak_{service.replace('-', '_')}_kafka"
        self._produce_seconds = Histogram(
            f"{prefix}_produce_seconds",
            "Seconds until every in-sync replica had a message.",
            ["topic"],
            buckets=_PRODUCE_BUCKETS_S,
            registry=registry,
        )
        self._produce_failures = Counter(
            f"{prefix}_produce_failures_total",
            "Messages that the broker did not take in time.",
            ["topic"],
            registry=registry,
        )
        self._handled = Counter(
            f"{prefix}_records_handled_total",
            "Records consumed and dealt with, those put aside included.",
            ["topic"],
            registry=registry,
        )
        self._retries = Counter(
            f"{prefix}_retries_total",
            "Further tries of a record while a back end was away.",
            ["topic"],
            registry=registry,
        )
        self._dead_letters = Counter(
            f"{prefix}_dead_letters_total",
            "Records put aside on the dead letters of their topic.",
            ["topic"],
            registry=registry,
        )
        for topic in TOPICS:
            if topic.has_dead_letters:  # a series that begins at 1 would hide its first increase
                self._dead_letters.labels(topic.name)

    def sent(self, topic: str, seconds: float) -> None:
        """Take the time of a message that arrived."""
        self._produce_seconds.labels(topic).observe(seconds)

    def unsent(self, topic: str) -> None:
        """Count a message of which nobody knows whether it arrived."""
        self._produce_failures.labels(topic).inc()

    def handled(self, topic: str) -> None:
        """Count a record that is dealt with, one way or the other."""
        self._handled.labels(topic).inc()

    def retried(self, topic: str) -> None:
        """Count one more try."""
        self._retries.labels(topic).inc()

    def put_aside(self, topic: str) -> None:
        """Count a dead letter of this topic."""
        self._dead_letters.labels(topic).inc()


@cache
def kafka_metrics(service: str | None) -> KafkaMetrics:
    """Return the service's metrics, one set a process; unexported ones where there is none."""
    return KafkaMetrics(service) if service else KafkaMetrics("client", registry=None)
