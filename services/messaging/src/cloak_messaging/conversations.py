"""Conversations as one of their people sees them: lists, pages, what was delivered and read."""

from collections.abc import Collection

from cloak_kit.mongo import Document
from pymongo import DESCENDING

from cloak_messaging.clock import now
from cloak_messaging.directory import Directory
from cloak_messaging.envelopes import may_see, shown, thread_of
from cloak_messaging.errors import ConversationNotFound, MessageNotFound
from cloak_messaging.ledger import Change, Ledger
from cloak_messaging.pages import cursor_after, older_than
from cloak_messaging.resources import Conversation, Message, Page
from cloak_messaging.store import Store


class Conversations:
    """Reading, and the marks that reading leaves."""

    def __init__(self, store: Store, directory: Directory, ledger: Ledger) -> None:
        self._store, self._directory, self._ledger = store, directory, ledger

    async def page(self, me: str, *, limit: int, cursor: str | None) -> Page[Conversation]:
        """List one's conversations, the latest first: three questions, however many there are."""
        wanted = {"user": me, **older_than(cursor, "updated_at", "conversation")}
        order = [("updated_at", DESCENDING), ("conversation", DESCENDING)]
        found = await self._store.threads.find(wanted).sort(order).limit(limit + 1).to_list()
        more, threads = len(found) > limit, found[:limit]
        ids = [thread["last_message"] for thread in threads]
        latest = {
            message["_id"]: message
            for message in await self._store.messages.find({"_id": {"$in": ids}}).to_list()
        }
        people = await self._directory.people({me, *(thread["other"] for thread in threads)})
        last = threads[-1] if more else None
        return Page(
            items=[
                Conversation(
                    id=thread["conversation"],
                    person=people[thread["other"]],
                    last_message=shown(latest[thread["last_message"]], people),
                    unread=thread["unread"],
                    updated_at=thread["updated_at"],
                )
                for thread in threads
            ],
            next_cursor=cursor_after(last["updated_at"], last["conversation"]) if last else None,
        )

    async def messages(
        self, me: str, conversation: str, *, before: int | None, limit: int
    ) -> Page[Message]:
        """List messages below a seq, newest first, and mark them delivered.

        Raises ConversationNotFound. The range of numbers is exact, since they have no holes; a
        message that reached nobody is left out of its recipient's page.
        """
        thread = await self._thread(me, conversation)
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

    async def mark_delivered(self, me: str, messages: Collection[str]) -> None:
        """Note the first time that these messages reached their recipient."""
        await self._store.messages.update_many(
            {"_id": {"$in": list(messages)}, "recipient": me, "delivered_at": None},
            {"$set": {"delivered_at": now()}},
        )

    async def mark_read(self, me: str, conversation: str, up_to: int) -> None:
        """Note that everything up to this seq was read; less than before changes nothing.

        Raises ConversationNotFound. Sending writes to the same thread, so counting what is left
        and a message that arrives meanwhile come one after the other.
        """
        threads, messages = self._store.threads, self._store.messages

        async def work(change: Change) -> None:
            thread = await self._thread(me, conversation, change)
            done, seq = thread["read_up_to"], min(up_to, thread["last_seq"])
            if seq <= done:
                return
            unread = {"conversation": conversation, "recipient": me, "reaches": True}
            left = await messages.count_documents(
                {**unread, "seq": {"$gt": seq, "$lte": thread["last_seq"]}}, session=change.session
            )
            await threads.update_one(
                {"_id": thread["_id"]},
                {"$set": {"read_up_to": seq, "unread": left}},
                session=change.session,
            )
            span = {**unread, "seq": {"$gt": done, "$lte": seq}}
            read = await messages.update_many(
                {**span, "read_at": None},
                {"$set": {"read_at": change.at}},
                session=change.session,
            )
            if not read.modified_count:
                return
            await messages.update_many(
                {**span, "delivered_at": None},
                {"$set": {"delivered_at": change.at}},
                session=change.session,
            )
            data = {"conversation": conversation, "up_to": seq, "reader": me}
            for user in (me, thread["other"]):
                change.tell(user, "message_read", data)

        other = (await self._thread(me, conversation))["other"]
        await self._ledger.commit(work, among=[me, other])

    async def _thread(self, me: str, conversation: str, change: Change | None = None) -> Document:
        thread = await self._store.threads.find_one(
            {"_id": thread_of(conversation, me)}, session=change.session if change else None
        )
        if thread is None:
            raise ConversationNotFound
        return thread

    async def _delivered(self, me: str, documents: list[Document]) -> list[Document]:
        """Mark what its recipient fetches for the first time, and return it so."""
        fresh = {d["_id"] for d in documents if d["recipient"] == me and d["delivered_at"] is None}
        if not fresh:
            return documents
        at = now()
        await self.mark_delivered(me, fresh)
        return [d | {"delivered_at": at} if d["_id"] in fresh else d for d in documents]
