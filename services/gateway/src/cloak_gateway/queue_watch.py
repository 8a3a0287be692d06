"""What the broker says of topics and groups, as metrics: seen from its side, for all at once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

import structlog
from cloak_kit.errors import Unavailable
from cloak_kit.kafka.lag import Queues
from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import REGISTRY, Collector

from cloak_gateway import metrics

log = structlog.get_logger(__name__)


class QueueCollector(Collector):
    """Exports the last look at the broker; nothing after a failed one, as old lag would mislead.

    A consumer that reported its own lag would say nothing while none runs, and would keep what it
    last said of partitions that it has lost.
    """

    def __init__(self) -> None:
        self.seen: Queues | None = None

    def collect(self) -> Iterable[Metric]:
        """The families of one scrape."""
        lag = GaugeMetricFamily(
            "cloak_gateway_group_lag_records",
            "Records that a consumer group has not committed yet, by topic.",
            labels=["group", "topic"],
        )
        members = GaugeMetricFamily(
            "cloak_gateway_group_members", "Live members of a consumer group.", labels=["group"]
        )
        records = GaugeMetricFamily(
            "cloak_gateway_topic_records",
            "Records of a topic that are not past their retention.",
            labels=["topic"],
        )
        written = CounterMetricFamily(
            "cloak_gateway_topic_written_records",
            "Records ever written to a topic; on a topic .dead these are the dead letters.",
            labels=["topic"],
        )
        if self.seen is not None:
            for group in self.seen.groups:
                members.add_metric([group.name], group.members)
                for topic, behind in group.lag.items():
                    lag.add_metric([group.name, topic], behind)
            for state in self.seen.topics:
                records.add_metric([state.name], state.records)
                written.add_metric([state.name], state.written)
        return (lag, members, records, written)


QUEUES = QueueCollector()
REGISTRY.register(QUEUES)


async def watch_queues(
    look: Callable[[], Awaitable[Queues]], stopping: asyncio.Event, *, every_s: float
) -> None:
    """Look at the broker until `stopping` is set, and export what is seen."""
    while not stopping.is_set():
        try:
            QUEUES.seen = await look()
        except Unavailable as away:
            QUEUES.seen = None
            metrics.QUEUE_LOOKS_FAILED.inc()
            log.warning("queues.unseen", reason=type(away).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), every_s)
    QUEUES.seen = None
