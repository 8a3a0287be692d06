"""Conversations as one of their people sees them: opened, listed, read page by page."""

from cloak_kit.mongo import Document
from pymongo import DESCENDING

from cloak_messaging.clock import now
from cloak_messaging.contacts import Contacts
from cloak_messaging.directory import Directory
from cloak_messaging.envelopes import conversation_of, may_see, shown, thread_of
from cloak_messaging.errors import ConversationNotFound, MessageNotFound
from cloak_messaging.pages import cursor_after, older_than
from cloak_messaging.receipts import Receipts
from cloak_messaging.resources import Conversation, Message, Page, Person
from cloak_messaging.store import Store


class Conversations:
    """Reading, and what it leaves: whatever its recipient is shown counts as delivered."""

    def __init__(
        self, store: Store, directory: Directory, contacts: Contacts, receipts: Receipts
    ) -> None:
        self._store, self._directory, self._contacts = store, directory, contacts
        self._receipts = receipts

    async def open(self, me: Person, username: str) -> tuple[Conversation, bool]:
        """Return the conversation with a contact, and say whether it is new; raises NotAContact.

        A new one has no messages and is on my list alone: the other person is told nothing.
        """
        other, _ = await self._contacts.accepted(me.id, username)
        conversation = conversation_of(me.id, other.id)

        fresh = {
            "user": me.id,
            "other": other.id,
            "conversation": conversation,
            "last_message": None,
            "last_seq": 0,
            "read_up_to": 0,
            "unread": 0,
            "updated_at": now(),
        }
        opened = await self._store.threads.update_one(
            {"_id": thread_of(conversation, me.id)}, {"$setOnInsert": fresh}, upsert=True
        )
        (shown_now,) = await self._shown(me.id, [await self.thread(me.id, conversation)])
        return shown_now, opened.upserted_id is not None

    async def page(self, me: str, *, limit: int, cursor: str | None) -> Page[Conversation]:
        """List one's conversations, the latest first: three questions, however many there are."""
        wanted = {"user": me, **older_than(cursor, "updated_at", "conversation")}
        order = [("updated_at", DESCENDING), ("conversation", DESCENDING)]
        found = await self._store.threads.find(wanted).sort(order).limit(limit + 1).to_list()
        more, threads = len(found) > limit, found[:limit]
        last = threads[-1] if more else None
        return Page(
            items=await self._shown(me, threads),
            next_cursor=cursor_after(last["updated_at"], last["conversation"]) if last else None,
        )

    async def messages(
        self, me: str, conversation: str, *, before: int | None, limit: int
    ) -> Page[Message]:
        """List messages below a seq, newest first, and mark them delivered.

        Raises ConversationNotFound. The range of numbers is exact, since they have no holes; a
        message that reached nobody is left out of its recipient's page.
        """
        thread = await self.thread(me, conversation)
        below = min(before or thread["last_seq"] + 1, thread["last_seq"] + 1)
        lowest = max(1, below - limit)
        found = self._store.messages.find(
            {"conversation": conversation, "seq": {"$gte": lowest, "$lt": below}}
        )
        documents = await found.sort("seq", DESCENDING).to_list()
        fetched = await self._delivered(me, [d for d in documents if may_see(d, me)])
        people = await self._directory.people([me, thread["other"]])
        return Page(
            items=[shown(document, people) for document in fetched],
            next_cursor=str(lowest) if lowest > 1 else None,
        )

    async def message(self, me: str, message: str) -> Message:
        """Return one message that one sent or received; raises MessageNotFound."""
        document = await self._store.messages.find_one({"_id": message})
        if document is None or not may_see(document, me):
            raise MessageNotFound
        (document,) = await self._delivered(me, [document])
        people = await self._directory.people([document["sender"], document["recipient"]])
        return shown(document, people)

    async def thread(self, me: str, conversation: str) -> Document:
        """Return a conversation as I see it; raises ConversationNotFound."""
        thread = await self._store.threads.find_one({"_id": thread_of(conversation, me)})
        if thread is None:
            raise ConversationNotFound
        return thread

    async def _shown(self, me: str, threads: list[Document]) -> list[Conversation]:
        ids = [thread["last_message"] for thread in threads if thread["last_message"]]
        found = await self._store.messages.find({"_id": {"$in": ids}}).to_list() if ids else []
        latest = {message["_id"]: message for message in await self._delivered(me, found)}
        people = await self._directory.people({me, *(thread["other"] for thread in threads)})
        return [
            Conversation(
                id=thread["conversation"],
                person=people[thread["other"]],
                last_message=shown(latest[thread["last_message"]], people)
                if thread["last_message"]
                else None,
                unread=thread["unread"],
                updated_at=thread["updated_at"],
            )
            for thread in threads
        ]

    async def _delivered(self, me: str, documents: list[Document]) -> list[Document]:
        """Mark what its recipient fetches for the first time, and return it so."""
        fresh = [d for d in documents if d["recipient"] == me and d["delivered_at"] is None]
        if not fresh:
            return documents
        up_to: dict[str, int] = {}
        for message in fresh:
            up_to[message["conversation"]] = max(
                up_to.get(message["conversation"], 0), message["seq"]
            )
        await self._receipts.delivered(me, up_to)
        ids = [message["_id"] for message in fresh]
        marked = {
            message["_id"]: message
            for message in await self._store.messages.find({"_id": {"$in": ids}}).to_list()
        }
        return [marked.get(document["_id"], document) for document in documents]
