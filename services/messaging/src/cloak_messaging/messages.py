"""Sending: to accepted contacts, once, with the picture readable before the message is there."""

import uuid
from dataclasses import dataclass
from typing import Protocol

from cloak_kit.blobs import BlobInfo
from cloak_kit.mongo import Document

from cloak_messaging import metrics
from cloak_messaging.contacts import Contacts
from cloak_messaging.directory import Directory
from cloak_messaging.envelopes import conversation_of, shown, thread_of
from cloak_messaging.errors import MessageEmpty, NotAnImage
from cloak_messaging.ledger import Change, Ledger
from cloak_messaging.resources import Message, Person
from cloak_messaging.store import Store


class Pictures(Protocol):
    """What sending needs of the blob store."""

    async def info(self, name: str, *, reader: str | None = None) -> BlobInfo:
        """Describe a blob; raises BlobNotFound when this reader may not see it."""
        ...

    async def share(self, name: str, readers: list[str]) -> BlobInfo:
        """Let these people read it too; raises BlobNotFound."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to send."""

    to: str
    text: str | None
    image: str | None
    client_id: str | None


class Messages:
    """The way of a message from its sender into both people's threads."""

    def __init__(
        self,
        store: Store,
        directory: Directory,
        contacts: Contacts,
        ledger: Ledger,
        pictures: Pictures,
    ) -> None:
        self._store, self._directory, self._contacts = store, directory, contacts
        self._ledger, self._pictures = ledger, pictures

    async def send(self, me: Person, draft: Draft) -> tuple[Message, bool]:
        """Send a draft and say whether it is new: a `client_id` seen before gives the same message.

        Raises MessageEmpty, NotAContact, BlobNotFound, NotAnImage, StorageUnavailable. A message to
        somebody who blocked the sender looks sent and reaches nobody.
        """
        if not draft.image and not (draft.text or "").strip():
            raise MessageEmpty
        if sent := await self._sent_before(me.id, draft.client_id):
            return shown(sent, await self._directory.people([me.id, sent["recipient"]])), False
        other, reaches = await self._contacts.accepted(me.id, draft.to)
        image = await self._hand_over(me.id, draft.image, other.id if reaches else None)
        fresh = _envelope(me.id, other.id, draft, image=image, reaches=reaches)

        async def work(change: Change) -> tuple[Document, bool]:
            if sent := await self._sent_before(me.id, draft.client_id, change):
                return sent, False  # by another request, a moment ago
            return await self._deposit(change, fresh, {me.id: me, other.id: other}), True

        document, is_new = await self._ledger.commit(work, among=[me.id, other.id])
        if is_new:
            metrics.MESSAGES.labels(_content(draft)).inc()
        people = await self._directory.people([me.id, document["recipient"]])
        return shown(document, people), is_new

    async def _sent_before(
        self, sender: str, client_id: str | None, change: Change | None = None
    ) -> Document | None:
        if client_id is None:
            return None
        return await self._store.messages.find_one(
            {"sender": sender, "client_id": client_id}, session=change.session if change else None
        )

    async def _hand_over(
        self, sender: str, blob: str | None, recipient: str | None
    ) -> dict[str, str] | None:
        """Check that the sender may read the picture, and share it before it is spoken of."""
        if not blob:
            return None
        info = await self._pictures.info(blob, reader=sender)
        if not info.media_type.startswith("image/"):
            raise NotAnImage
        if recipient is not None:
            await self._pictures.share(blob, [recipient])
        return {"blob": info.name, "media_type": info.media_type}

    async def _deposit(
        self, change: Change, document: Document, people: dict[str, Person]
    ) -> Document:
        """Number the message, put it into the threads and tell both people."""
        session, conversation = change.session, document["conversation"]
        counter = await self._store.count_on(
            self._store.conversations, conversation, {"seq": 1}, session
        )
        numbered = document | {"seq": counter["seq"], "created_at": change.at}
        await self._store.messages.insert_one(numbered, session=session)
        message = shown(numbered, people)
        sender, recipient = document["sender"], document["recipient"]
        await self._update_thread(change, numbered, sender, recipient, unread=0)
        change.tell(sender, "message", message.to_json())
        if document["reaches"]:
            await self._update_thread(change, numbered, recipient, sender, unread=1)
            change.tell(recipient, "message", message.to_json())
            data = {"message": message.id, "conversation": conversation}
            change.notify(recipient, "message_received", data | {"from": message.sender.to_json()})
        return numbered

    async def _update_thread(
        self, change: Change, message: Document, user: str, other: str, *, unread: int
    ) -> None:
        await self._store.threads.update_one(
            {"_id": thread_of(message["conversation"], user)},
            {
                "$set": {
                    "user": user,
                    "other": other,
                    "conversation": message["conversation"],
                    "last_message": message["_id"],
                    "last_seq": message["seq"],
                    "updated_at": change.at,
                },
                "$inc": {"unread": unread},
                "$setOnInsert": {"read_up_to": 0},
            },
            upsert=True,
            session=change.session,
        )


def _envelope(
    sender: str, recipient: str, draft: Draft, *, image: dict[str, str] | None, reaches: bool
) -> Document:
    """Return a message as it is stored, but for its number and time."""
    document: Document = {
        "_id": f"m-{uuid.uuid4().hex}",
        "conversation": conversation_of(sender, recipient),
        "sender": sender,
        "recipient": recipient,
        "reaches": reaches,
        "text": draft.text or None,
        "image": image,
        "delivered_at": None,
        "read_at": None,
    }
    if draft.client_id is not None:  # the unique index covers those that have one
        document["client_id"] = draft.client_id
    return document


def _content(draft: Draft) -> str:
    if not draft.image:
        return "text"
    return "text_and_image" if draft.text else "image"
