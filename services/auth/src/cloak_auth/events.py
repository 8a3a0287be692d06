"""What others are told about users and their sessions, as it waits in the outbox."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from cloak_kit.contracts.cloak.v1.events_pb2 import (
    SessionsEnded,
    UserChanged,
    UserDisabled,
    UserEnabled,
    UserRegistered,
    UserRenamed,
)
from cloak_kit.contracts.topics import SESSIONS_ENDED, USERS_CHANGED, Topic
from cloak_kit.mongo import Document
from cloak_kit.telemetry import current_request_id
from cloak_kit.tracing import carried

Change = UserRegistered | UserRenamed | UserDisabled | UserEnabled
_TOPICS: dict[str, Topic[Any]] = {topic.name: topic for topic in (USERS_CHANGED, SESSIONS_ENDED)}


def queued(user_id: str, change: Change) -> Document:
    """Make the outbox entry of a change that happens now, with the id of the present request."""
    event = UserChanged(user_id=user_id)
    match change:
        case UserRegistered():
            event.registered.CopyFrom(change)
        case UserRenamed():
            event.renamed.CopyFrom(change)
        case UserDisabled():
            event.disabled.CopyFrom(change)
        case UserEnabled():
            event.enabled.CopyFrom(change)
    return _entry(USERS_CHANGED, event)


def queued_end(user_id: str, session_ids: Sequence[str]) -> Document:
    """Make the outbox entry of sessions that end now."""
    return _entry(SESSIONS_ENDED, SessionsEnded(user_id=user_id, session_ids=session_ids))


def told(entry: Document) -> tuple[Topic[Any], UserChanged | SessionsEnded]:
    """Return the topic and the event of an outbox entry."""
    # An entry of an earlier version names no topic: there was but one.
    topic = _TOPICS[entry.get("topic", USERS_CHANGED.name)]
    event: UserChanged | SessionsEnded = topic.decode(entry["event"])
    return topic, event


def _entry(topic: Topic[Any], event: UserChanged | SessionsEnded) -> Document:
    event.at.FromDatetime(datetime.now(UTC))
    return {
        "id": uuid.uuid4().hex,
        "request_id": current_request_id(),
        "trace": carried(),
        "topic": topic.name,
        "event": event.SerializeToString(),
    }
