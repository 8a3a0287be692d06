"""/api/conversations"""

from typing import Annotated

from cloak_kit.problems import declared
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Path, Query, Response, status
from pydantic import BaseModel, Field

from cloak_messaging.errors import ConversationNotFound, NotAContact
from cloak_messaging.parts import COMMON, WITH_BODY, Cursor, Limit, Me, PartsOf
from cloak_messaging.resources import Conversation, Message, Page

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
_MOST = 2**53
ConversationId = Annotated[str, Path(min_length=1, max_length=64)]
Before = Annotated[
    int | None, Query(ge=1, le=_MOST, description="Only messages with a lower `seq`.")
]


class Opening(BaseModel):
    """Whom to talk to."""

    username: str = Field(min_length=1, max_length=64)


class ReadMark(BaseModel):
    """How far somebody has read."""

    up_to: int = Field(ge=1, le=_MOST, description="The `seq` of the last message read.")


@router.get("", responses=declared(*COMMON))
async def list_conversations(
    caller: Caller, parts: PartsOf, limit: Limit = 50, cursor: Cursor = None
) -> Page[Conversation]:
    """List one's conversations, the latest message first."""
    return await parts.conversations.page(caller.id, limit=limit, cursor=cursor)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=declared(*WITH_BODY, NotAContact)
    | {200: {"model": Conversation, "description": "The conversation was there"}},
)
async def open_conversation(
    me: Me, parts: PartsOf, opening: Opening, response: Response
) -> Conversation:
    """Open the conversation with an accepted contact, also before there is a message."""
    conversation, is_new = await parts.conversations.open(me, opening.username)
    if not is_new:
        response.status_code = status.HTTP_200_OK
    return conversation


@router.get("/{conversation_id}/messages", responses=declared(*COMMON, ConversationNotFound))
async def list_messages(
    caller: Caller,
    parts: PartsOf,
    conversation_id: ConversationId,
    before: Before = None,
    limit: Limit = 50,
) -> Page[Message]:
    """List messages, newest first, and mark them delivered; `next_cursor` is a `before`."""
    return await parts.conversations.messages(
        caller.id, conversation_id, before=before, limit=limit
    )


@router.post(
    "/{conversation_id}/read",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=declared(*WITH_BODY, ConversationNotFound),
)
async def mark_conversation_read(
    caller: Caller, parts: PartsOf, conversation_id: ConversationId, mark: ReadMark
) -> None:
    """Say that everything up to this `seq` was read; less than before changes nothing."""
    await parts.receipts.read(caller.id, conversation_id, mark.up_to)


@router.post(
    "/{conversation_id}/typing",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=declared(*COMMON, ConversationNotFound, NotAContact),
)
async def hint_typing(caller: Caller, parts: PartsOf, conversation_id: ConversationId) -> None:
    """Say that one is writing; the other person hears of it at most every two seconds."""
    await parts.typing.tell(caller.id, conversation_id)
