"""What the routes work with, and who is asking, as FastAPI dependencies."""

from dataclasses import dataclass
from typing import Annotated

from cloak_kit.errors import (
    BodyTooLarge,
    InvalidRequest,
    InvalidUtf8,
    TokenExpired,
    TokenMissing,
    Unauthenticated,
    Unavailable,
)
from cloak_kit.tokens import Caller, KeysUnavailable
from fastapi import Depends, Query, Request

from cloak_messaging.contacts import Contacts
from cloak_messaging.conversations import Conversations
from cloak_messaging.directory import Directory
from cloak_messaging.live import LiveStreams
from cloak_messaging.messages import Messages
from cloak_messaging.notifications import Notifications
from cloak_messaging.receipts import Receipts
from cloak_messaging.resources import Person
from cloak_messaging.settings import MessagingSettings
from cloak_messaging.typing_hints import TypingHints

# What every route can answer besides its own errors.
COMMON = (
    TokenMissing,
    TokenExpired,
    Unauthenticated,
    InvalidRequest,
    KeysUnavailable,
    Unavailable,
)

# The same for a route that takes a body.
WITH_BODY = (*COMMON, BodyTooLarge, InvalidUtf8)


@dataclass(frozen=True, slots=True)
class Parts:
    """The nouns of messaging, ready to use."""

    settings: MessagingSettings
    directory: Directory
    contacts: Contacts
    messages: Messages
    conversations: Conversations
    receipts: Receipts
    typing: TypingHints
    notifications: Notifications
    live: LiveStreams


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsOf = Annotated[Parts, Depends(_parts)]


async def _me(caller: Caller, parts: PartsOf) -> Person:
    known = await parts.directory.by_id(caller.id)
    # The token is good although the projection has not heard of this person yet.
    if known is None:
        return Person(id=caller.id, username=caller.username, display_name=caller.username)
    return known


Me = Annotated[Person, Depends(_me)]
Limit = Annotated[int, Query(ge=1, le=200, description="Most items of the page.")]
Cursor = Annotated[
    str | None, Query(max_length=200, description="`next_cursor` of the page before.")
]
