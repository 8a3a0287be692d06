"""/api/messages"""

from typing import Annotated

from cloak_kit.blobs import StorageUnavailable
from cloak_kit.errors import BlobNotFound
from cloak_kit.problems import declared
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Path, Response, status
from pydantic import BaseModel, Field

from cloak_messaging.errors import MessageEmpty, MessageNotFound, NotAContact, NotAnImage
from cloak_messaging.messages import Draft
from cloak_messaging.parts import COMMON, WITH_BODY, Me, PartsOf
from cloak_messaging.resources import Message

router = APIRouter(prefix="/api/messages", tags=["messages"])
TEXT_LIMIT = 8_000
MessageId = Annotated[str, Path(min_length=1, max_length=64)]


class NewMessage(BaseModel):
    """A text, a picture, or both, to a contact."""

    to: str = Field(min_length=1, max_length=64, description="The contact's username.")
    text: str | None = Field(default=None, max_length=TEXT_LIMIT)
    image: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9._-]{1,128}$",
        description="Blob id of an upload or a result that the sender may read.",
    )
    client_id: str | None = Field(
        default=None,
        pattern=r"^[\x21-\x7e]{1,128}$",
        description="Chosen by the sender: the same one again gives the same message.",
    )


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=declared(
        *WITH_BODY, NotAContact, BlobNotFound, MessageEmpty, NotAnImage, StorageUnavailable
    )
    | {200: {"model": Message, "description": "Sent before under the same `client_id`"}},
)
async def send_message(me: Me, parts: PartsOf, body: NewMessage, response: Response) -> Message:
    """Send a message to an accepted contact."""
    draft = Draft(body.to, body.text, body.image, body.client_id)
    message, is_new = await parts.messages.send(me, draft)
    if not is_new:
        response.status_code = status.HTTP_200_OK
    return message


@router.get("/{message_id}", responses=declared(*COMMON, MessageNotFound))
async def get_message(caller: Caller, parts: PartsOf, message_id: MessageId) -> Message:
    """Get one message that one sent or received."""
    return await parts.conversations.message(caller.id, message_id)
