"""The events of a user's life, as they wait in the outbox."""

import uuid
from datetime import UTC, datetime

from cloak_kit.contracts.cloak.v1.events_pb2 import (
    UserChanged,
    UserDisabled,
    UserEnabled,
    UserRegistered,
    UserRenamed,
)
from cloak_kit.mongo import Document
from cloak_kit.telemetry import current_request_id

Change = UserRegistered | UserRenamed | UserDisabled | UserEnabled


def queued(user_id: str, change: Change) -> Document:
    """Make the outbox entry of a change that happens now, with the id of the present request."""
    event = UserChanged(user_id=user_id)
    event.at.FromDatetime(datetime.now(UTC))
    match change:
        case UserRegistered():
            event.registered.CopyFrom(change)
        case UserRenamed():
            event.renamed.CopyFrom(change)
        case UserDisabled():
            event.disabled.CopyFrom(change)
        case UserEnabled():
            event.enabled.CopyFrom(change)
    return {
        "id": uuid.uuid4().hex,
        "request_id": current_request_id(),
        "event": event.SerializeToString(),
    }
