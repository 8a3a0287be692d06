"""Messages as they lie in the store, and as one of their two people is shown them."""

import hashlib
from collections.abc import Mapping

from cloak_kit.mongo import Document

from cloak_messaging.resources import Message, MessageImage, Person


def conversation_of(one: str, other: str) -> str:
    """Return the id of the one conversation that two people have, whoever asks."""
    pair = "\n".join(sorted((one, other)))
    return "c-" + hashlib.sha256(pair.encode()).hexdigest()[:32]


def thread_of(conversation: str, user: str) -> str:
    """Return the id of a conversation as this person sees it."""
    return f"{conversation}:{user}"


def may_see(message: Document, user: str) -> bool:
    """Say whether this person sent the message or was reached by it."""
    return bool(message["sender"] == user or (message["recipient"] == user and message["reaches"]))


def shown(message: Document, people: Mapping[str, Person]) -> Message:
    """Return a stored message as the API shows it; `people` holds its two."""
    image = message["image"]
    return Message(
        id=message["_id"],
        seq=message["seq"],
        conversation=message["conversation"],
        sender=people[message["sender"]],
        recipient=people[message["recipient"]],
        text=message["text"],
        image=MessageImage(**image) if image else None,
        client_id=message.get("client_id"),
        created_at=message["created_at"],
        delivered_at=message["delivered_at"],
        read_at=message["read_at"],
    )
