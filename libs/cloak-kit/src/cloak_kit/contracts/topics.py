"""The topics of proto/topics.yaml in types: a wrong topic for a message does not type-check."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from google.protobuf.message import DecodeError, Message

from cloak_kit.contracts.cloak.v1.events_pb2 import (
    JobFinished,
    JobProgressed,
    SessionsEnded,
    UserChanged,
)
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobCancelled, JobRequested
from cloak_kit.errors import PoisonMessage

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class Topic(Generic[M]):
    """A Kafka topic and the one message type that flows on it."""

    name: str
    message: type[M]
    partitions: int
    has_dead_letters: bool

    @property
    def dead_letters(self) -> str:
        """Name of the topic that takes what no consumer can handle."""
        return f"{self.name}.dead"

    def decode(self, value: bytes | None) -> M:
        """Parse a record's value; raises PoisonMessage when it is not this topic's message."""
        try:
            return self.message.FromString(value or b"")
        except DecodeError as error:
            raise PoisonMessage("undecodable") from error


JOBS_REQUESTED = Topic("cloak.jobs.requested", JobRequested, 12, has_dead_letters=True)
JOBS_CANCELLED = Topic("cloak.jobs.cancelled", JobCancelled, 1, has_dead_letters=False)
JOBS_PROGRESSED = Topic("cloak.jobs.progressed", JobProgressed, 12, has_dead_letters=False)
JOBS_FINISHED = Topic("cloak.jobs.finished", JobFinished, 12, has_dead_letters=True)
USERS_CHANGED = Topic("cloak.users.changed", UserChanged, 3, has_dead_letters=True)
SESSIONS_ENDED = Topic("cloak.sessions.ended", SessionsEnded, 1, has_dead_letters=False)

TOPICS = (
    JOBS_REQUESTED,
    JOBS_CANCELLED,
    JOBS_PROGRESSED,
    JOBS_FINISHED,
    USERS_CHANGED,
    SESSIONS_ENDED,
)
