"""What administrators are shown, as it is sent; nothing here says what anybody hides."""

from datetime import datetime

from cloak_kit.kafka.dead_letters import DeadLetter
from cloak_kit.kafka.lag import GroupState, Queues
from cloak_kit.mongo import Document
from cloak_kit.usage import KindUsage, Usage
from pydantic import BaseModel

from cloak_gateway.resources import JobError, JobKind, JobStatus, ModeName, Person

_LONGEST_KEY = 128


class QueueTopic(BaseModel):
    """A topic; `records` counts those that are still kept, read or not."""

    name: str
    partitions: int
    records: int
    dead_letters: bool


class TopicLag(BaseModel):
    """How many records of a topic a group has not committed yet."""

    topic: str
    lag: int


class QueueGroup(BaseModel):
    """A consumer group; without members nobody reads for it."""

    name: str
    state: str
    members: int
    lag: int
    topics: list[TopicLag]


class QueueReport(BaseModel):
    """The broker at one moment."""

    topics: list[QueueTopic]
    groups: list[QueueGroup]


class AdminJob(BaseModel):
    """Anybody's job: whose it is and how it went, nothing of what is in it."""

    id: str
    owner: Person
    kind: JobKind
    mode: ModeName | None = None
    status: JobStatus
    error: JobError | None = None
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    attempts: int = 0
    retry_of: str | None = None


class DeadLetterView(BaseModel):
    """A message that no consumer could handle; `key` is its job's or user's id."""

    id: str
    topic: str
    key: str | None
    reason: str
    at: datetime
    request_id: str
    redriven_at: datetime | None = None


class KindBytes(BaseModel):
    """Blobs of one kind, the expired ones among them that were not removed yet."""

    kind: str
    blobs: int
    bytes: int
    expired_blobs: int
    expired_bytes: int


class StorageReport(BaseModel):
    """All that is stored, and the same by kind."""

    blobs: int
    bytes: int
    expired_blobs: int
    expired_bytes: int
    kinds: list[KindBytes]


def queue_report(found: Queues) -> QueueReport:
    """The broker as it is sent."""
    topics = [
        QueueTopic(
            name=topic.name,
            partitions=topic.partitions,
            records=topic.records,
            dead_letters=topic.is_dead_letters,
        )
        for topic in found.topics
    ]
    return QueueReport(topics=topics, groups=[_group(group) for group in found.groups])


def _group(group: GroupState) -> QueueGroup:
    return QueueGroup(
        name=group.name,
        state=group.state,
        members=group.members,
        lag=sum(group.lag.values()),
        topics=[TopicLag(topic=topic, lag=lag) for topic, lag in group.lag.items()],
    )


def admin_job(record: Document, owner: Person | None) -> AdminJob:
    """A job's record as it is sent; an owner who is gone has an id alone."""
    fields = {name: record[name] for name in AdminJob.model_fields if name in record}
    whose = owner or Person(id=record["owner"], username="", display_name="")
    return AdminJob.model_validate(fields | {"id": record["_id"], "owner": whose})


def dead_letter_view(letter: DeadLetter, redriven_at: datetime | None) -> DeadLetterView:
    """A dead letter as it is sent."""
    key = None if letter.key is None else letter.key.decode("utf-8", "replace")[:_LONGEST_KEY]
    return DeadLetterView(
        id=letter.id,
        topic=letter.topic.name,
        key=key,
        reason=letter.reason,
        at=letter.at,
        request_id=letter.request_id,
        redriven_at=redriven_at,
    )


def storage_report(usage: Usage) -> StorageReport:
    """What storage counted, as it is sent."""
    return StorageReport(
        blobs=usage.total.blobs,
        bytes=usage.total.bytes,
        expired_blobs=usage.expired.blobs,
        expired_bytes=usage.expired.bytes,
        kinds=[_kind(kind) for kind in usage.kinds],
    )


def _kind(usage: KindUsage) -> KindBytes:
    return KindBytes(
        kind=usage.kind,
        blobs=usage.blobs,
        bytes=usage.bytes,
        expired_blobs=usage.expired.blobs,
        expired_bytes=usage.expired.bytes,
    )
