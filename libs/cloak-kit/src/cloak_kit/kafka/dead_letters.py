"""Looking at dead letters without consuming them: the newest of each topic, or one by its place."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition

from cloak_kit.contracts.topics import TOPICS, Topic
from cloak_kit.kafka.ungrouped import ungrouped
from cloak_kit.settings import KafkaSettings
from cloak_kit.telemetry import REQUEST_ID_HEADER, safe_request_id

_POLL_MS = 500
_BY_DEAD_LETTERS = {topic.dead_letters: topic for topic in TOPICS if topic.has_dead_letters}


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that no consumer could handle; `key` and `value` are as they first came."""

    topic: Topic[Any]
    partition: int
    offset: int
    at: datetime
    reason: str
    request_id: str
    key: bytes | None = field(repr=False)
    value: bytes | None = field(repr=False)

    @property
    def id(self) -> str:
        """Its place: topic of the dead letters, partition and offset."""
        return f"{self.topic.dead_letters}:{self.partition}:{self.offset}"


async def newest(
    settings: KafkaSettings, *, of_each_topic: int, deadline_s: float
) -> list[DeadLetter]:
    """The newest letters of every topic, newest first; raises QueueUnavailable."""
    async with ungrouped(settings, deadline_s=deadline_s) as consumer:
        places = [TopicPartition(name, 0) for name in _BY_DEAD_LETTERS]
        begins = await consumer.beginning_offsets(places)
        ends = await consumer.end_offsets(places)
        starts = {place: max(begins[place], ends[place] - of_each_topic) for place in places}
        filled = {place: at for place, at in starts.items() if at < ends[place]}
        consumer.assign(list(filled))
        for place, at in filled.items():
            consumer.seek(place, at)
        found: list[DeadLetter] = []
        while any([await consumer.position(place) < ends[place] for place in filled]):
            batches = await consumer.getmany(timeout_ms=_POLL_MS)
            found += [_letter(record) for records in batches.values() for record in records]
    return sorted(found, key=lambda letter: (letter.at, letter.offset), reverse=True)


async def find(settings: KafkaSettings, place: str, *, deadline_s: float) -> DeadLetter | None:
    """The letter at this place, None when there is none any more; raises QueueUnavailable."""
    parsed = _parsed(place)
    if parsed is None:
        return None
    partition, offset = parsed
    async with ungrouped(settings, deadline_s=deadline_s) as consumer:
        begins = await consumer.beginning_offsets([partition])
        ends = await consumer.end_offsets([partition])
        if not begins[partition] <= offset < ends[partition]:
            return None
        consumer.assign([partition])
        consumer.seek(partition, offset)
        record = await consumer.getone()
    return _letter(record) if record.offset == offset else None


def _parsed(place: str) -> tuple[TopicPartition, int] | None:
    name, _, rest = place.partition(":")
    partition, _, offset = rest.partition(":")
    if name not in _BY_DEAD_LETTERS or partition != "0" or not offset.isdecimal():
        return None
    return (TopicPartition(name, 0), int(offset)) if len(offset) < 19 else None


def _letter(record: ConsumerRecord) -> DeadLetter:
    headers = dict(record.headers)
    return DeadLetter(
        topic=_BY_DEAD_LETTERS[record.topic],
        partition=record.partition,
        offset=record.offset,
        at=datetime.fromtimestamp(record.timestamp / 1000, UTC),
        reason=headers.get("reason", b"").decode("utf-8", "replace"),
        request_id=safe_request_id(headers.get(REQUEST_ID_HEADER, b"").decode("latin-1")),
        key=record.key,
        value=record.value,
    )
