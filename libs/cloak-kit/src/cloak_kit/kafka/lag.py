"""How much lies in the topics, and how far behind each consumer group is."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment

from cloak_kit.contracts.topics import TOPICS
from cloak_kit.kafka.connection import client_options
from cloak_kit.kafka.ungrouped import ungrouped
from cloak_kit.settings import KafkaSettings

_OUR_GROUPS = "cloak."
_GROUPS_AT_MOST = 200
_LIVE_STATES = frozenset({"PreparingRebalance", "CompletingRebalance", "Stable"})


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic as the broker has it; `records` are those not yet past their retention.

    `written` are all that there ever were: the sum of the partitions' ends.
    """

    name: str
    partitions: int
    records: int
    written: int
    is_dead_letters: bool


@dataclass(frozen=True, slots=True)
class GroupState:
    """A consumer group: its live members, and records not yet committed, by topic."""

    name: str
    state: str
    members: int
    lag: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Queues:
    """One look at the broker."""

    topics: list[TopicState]
    groups: list[GroupState]


async def queues(settings: KafkaSettings, *, deadline_s: float) -> Queues:
    """Look at every topic of the registry and every group of ours; raises QueueUnavailable."""
    async with (
        ungrouped(settings, deadline_s=deadline_s) as offsets,
        _administrator(settings) as admin,
    ):
        return await _look(admin, offsets)


@asynccontextmanager
async def _administrator(settings: KafkaSettings) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


async def _look(admin: AIOKafkaAdminClient, offsets: AIOKafkaConsumer) -> Queues:
    partitions = await _partitions(admin)
    begins = await offsets.beginning_offsets(partitions)
    ends = await offsets.end_offsets(partitions)
    return Queues(
        topics=[_topic(name, begins, ends) for name in sorted({p.topic for p in partitions})],
        groups=await _groups(admin, begins, ends),
    )


async def _partitions(admin: AIOKafkaAdminClient) -> list[TopicPartition]:
    names = [topic.name for topic in TOPICS]
    names += [topic.dead_letters for topic in TOPICS if topic.has_dead_letters]
    return [
        TopicPartition(described["topic"], partition["partition"])
        for described in await admin.describe_topics(names)
        for partition in described["partitions"]
    ]


def _topic(
    name: str, begins: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]
) -> TopicState:
    of_topic = [place for place in ends if place.topic == name]
    return TopicState(
        name=name,
        partitions=len(of_topic),
        records=sum(ends[place] - begins[place] for place in of_topic),
        written=sum(ends[place] for place in of_topic),
        is_dead_letters=name.endswith(".dead"),
    )


async def _groups(
    admin: AIOKafkaAdminClient,
    begins: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
) -> list[GroupState]:
    found = await admin.list_consumer_groups()
    names = sorted(group[0] for group in found if group[0].startswith(_OUR_GROUPS))
    states = []
    for name in names[:_GROUPS_AT_MOST]:
        state, members, assigned = await _described(admin, name)
        committed = await admin.list_consumer_group_offsets(name)
        lag: dict[str, int] = defaultdict(int)
        # What was never committed counts from the start: that is where the group would begin.
        for place in (committed.keys() | assigned) & ends.keys():
            at = committed[place].offset if place in committed else -1
            lag[place.topic] += max(0, ends[place] - max(at, begins[place]))
        states.append(GroupState(name, state, members, dict(sorted(lag.items()))))
    return states


async def _described(admin: AIOKafkaAdminClient, name: str) -> tuple[str, int, set[TopicPartition]]:
    """State, number of members and what they hold."""
    # One at a time: aiokafka 0.14 reads answers of version 3 by the schema of version 2, which
    # goes wrong from the second group on.
    (answer,) = await admin.describe_consumer_groups([name])
    (group,) = answer.groups
    _, _, state, _, _, members = group
    return state, len(members), _assigned(members) if state in _LIVE_STATES else set()


def _assigned(members: Iterable[Any]) -> set[TopicPartition]:
    held: set[TopicPartition] = set()
    for member in members:
        if member[4]:
            held.update(ConsumerProtocolMemberAssignment.decode(member[4]).partitions())
    return held
