"""The broker's view of groups, as metrics."""

import asyncio

from cloak_gateway.queue_watch import QUEUES, watch_queues
from cloak_kit.errors import Unavailable
from cloak_kit.kafka.lag import GroupState, Queues, TopicState
from prometheus_client import REGISTRY

from tests.plugins.polling import eventually

GROUP, TOPIC = "cloak.stego-worker", "cloak.jobs.requested"


def _lag() -> float | None:
    labels = {"group": GROUP, "topic": TOPIC}
    return REGISTRY.get_sample_value("cloak_gateway_group_lag_records", labels)


async def test_lag_is_exported_while_it_is_known_and_never_from_memory() -> None:
    seen: Queues | None = Queues(
        topics=[TopicState(TOPIC, 12, records=9, written=40, is_dead_letters=False)],
        groups=[GroupState(GROUP, "Stable", 2, {TOPIC: 7})],
    )

    async def look() -> Queues:
        if seen is None:
            raise Unavailable
        return seen

    async def lag() -> float | None:
        return _lag()

    stopping = asyncio.Event()
    watching = asyncio.create_task(watch_queues(look, stopping, every_s=0.01))
    await eventually(lag, lambda records: records == 7, within_s=5)
    members = REGISTRY.get_sample_value("cloak_gateway_group_members", {"group": GROUP})
    written = REGISTRY.get_sample_value(
        "cloak_gateway_topic_written_records_total", {"topic": TOPIC}
    )
    assert (members, written) == (2, 40)
    seen = None
    await eventually(lag, lambda records: records is None, within_s=5)
    stopping.set()
    await watching
    assert QUEUES.seen is None
