"""People, conversations, messages, notifications."""

from __future__ import annotations

import uuid

from cloak_client.calls import delete, get, post
from cloak_client.models import Contact, Conversation, Message, Notification, Page
from cloak_client.session import Session


class Conversations:
    """The routes of messaging."""

    _session: Session

    async def contacts(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[Contact]:
        """The people one knows, invited, or was invited by."""
        return await self._session.receive(
            get("/api/contacts", limit=limit, cursor=cursor), Page[Contact]
        )

    async def add_contact(self, username: str) -> Contact:
        """Invite someone, or accept if they invited first; raises NotFound, Invalid."""
        call = post("/api/contacts", username=username).safe_to_repeat()
        return await self._session.receive(call, Contact)

    async def accept_contact(self, user_id: str) -> Contact:
        """Accept an invitation."""
        call = post(f"/api/contacts/{user_id}/accept").safe_to_repeat()
        return await self._session.receive(call, Contact)

    async def block_contact(self, user_id: str) -> Contact:
        """Take no more messages from someone, who is not told."""
        call = post(f"/api/contacts/{user_id}/block").safe_to_repeat()
        return await self._session.receive(call, Contact)

    async def remove_contact(self, user_id: str) -> None:
        """End a contact, or take back or decline an invitation."""
        await self._session.send(delete(f"/api/contacts/{user_id}"))

    async def conversations(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[Conversation]:
        """The conversations, the latest first."""
        call = get("/api/conversations", limit=limit, cursor=cursor)
        return await self._session.receive(call, Page[Conversation])

    async def messages(
        self, conversation_id: str, *, before: int | str | None = None, limit: int | None = None
    ) -> Page[Message]:
        """Messages, newest first; ``before`` takes a seq or a page's ``next_cursor``."""
        call = get(f"/api/conversations/{conversation_id}/messages", before=before, limit=limit)
        return await self._session.receive(call, Page[Message])

    async def mark_read(self, conversation_id: str, up_to: int) -> None:
        """Say that everything up to this seq was read."""
        call = post(f"/api/conversations/{conversation_id}/read", up_to=up_to)
        await self._session.send(call.safe_to_repeat())

    async def send(
        self,
        to: str,
        *,
        text: str | None = None,
        image: str | None = None,
        client_id: str | None = None,
    ) -> Message:
        """Send a text, a picture by its blob id, or both to a contact by username.

        Sent at most once: it carries a ``client_id``, one's own or a fresh one.
        Raises NotAContact, NotFound, Invalid (message_empty).
        """
        call = post(
            "/api/messages", to=to, text=text, image=image, client_id=client_id or uuid.uuid4().hex
        )
        return await self._session.receive(call.safe_to_repeat(), Message)

    async def message(self, message_id: str) -> Message:
        """One message that one sent or received."""
        return await self._session.receive(get(f"/api/messages/{message_id}"), Message)

    async def notifications(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Page[Notification]:
        """What happened, newest first."""
        call = get("/api/notifications", limit=limit, cursor=cursor)
        return await self._session.receive(call, Page[Notification])

    async def mark_notification_read(self, notification_id: str) -> None:
        """Say that a notification was seen."""
        await self._session.send(
            post(f"/api/notifications/{notification_id}/read").safe_to_repeat()
        )
