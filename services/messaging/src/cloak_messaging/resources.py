"""The resources of the API as it shows them, on routes and in events alike."""

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from cloak_messaging.relations import Status

T = TypeVar("T")
NotificationKind = Literal[
    "job_finished", "contact_invited", "contact_accepted", "message_received"
]


class Resource(BaseModel):
    """A value that goes out as JSON."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    def to_json(self) -> dict[str, Any]:
        """Return it as it looks on the wire."""
        return self.model_dump(mode="json", by_alias=True)


class Person(Resource):
    """Somebody as everybody may see them."""

    id: str
    username: str
    display_name: str


class Contact(Resource):
    """How one person stands to another, from one side: invited = I asked, pending = I am asked."""

    user: Person
    status: Status
    since: datetime


class Standing(Resource):
    """Somebody and how one stands to them; without a status they are no contact."""

    user: Person
    status: Status | None
    since: datetime | None


class MessageImage(Resource):
    """A picture sent in a message; `blob` is fetched from /api/blobs."""

    blob: str
    media_type: str


class Message(Resource):
    """One message; `seq` grows within its conversation."""

    id: str
    seq: int
    conversation: str
    sender: Person = Field(serialization_alias="from")
    recipient: Person = Field(serialization_alias="to")
    text: str | None
    image: MessageImage | None
    client_id: str | None
    created_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None


class Conversation(Resource):
    """All messages with one person; `unread` counts what one received and did not read."""

    id: str
    person: Person = Field(serialization_alias="with")
    last_message: Message | None
    unread: int
    updated_at: datetime


class Notification(Resource):
    """Something that happened; what `data` holds depends on `kind`."""

    id: str
    kind: NotificationKind
    data: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


class Page(Resource, Generic[T]):
    """One page of a list; a page may be short or empty while `next_cursor` asks for more."""

    items: list[T]
    next_cursor: str | None
