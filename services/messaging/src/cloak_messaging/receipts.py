"""Receipts: how far messages reached their recipient and were read, told to who sent them."""

from collections.abc import Mapping

from cloak_kit.mongo import Document

from cloak_messaging.envelopes import thread_of
from cloak_messaging.errors import ConversationNotFound
from cloak_messaging.ledger import Change, Ledger
from cloak_messaging.store import Store


class Receipts:
    """Marks that only move on: what is marked up to a seq is marked below it too."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._threads, self._messages, self._ledger = store.threads, store.messages, ledger

    async def delivered(self, me: str, up_to: Mapping[str, int]) -> None:
        """Note how far messages have reached me, by conversation, and tell their senders once."""
        behind = {
            thread["conversation"]: thread
            for thread in await self._mine(me, up_to)
            if thread.get("delivered_up_to", 0) < up_to[thread["conversation"]]
        }
        if not behind:
            return

        async def work(change: Change) -> None:
            for thread in await self._mine(me, behind, change):
                seq = min(up_to[thread["conversation"]], thread["last_seq"])
                if await self._deliver(change, thread, seq):
                    data = {"conversation": thread["conversation"], "up_to": seq}
                    change.tell(thread["other"], "message_delivered", data)

        others = [thread["other"] for thread in behind.values()]
        await self._ledger.commit(work, among=[me, *others])

    async def read(self, me: str, conversation: str, up_to: int) -> None:
        """Note that everything up to this seq was read; less than before changes nothing.

        Raises ConversationNotFound. Sending writes to the same thread, so counting what is left
        and a message that arrives meanwhile come one after the other.
        """

        async def work(change: Change) -> None:
            thread = await self._one(me, conversation, change)
            done, seq = thread["read_up_to"], min(up_to, thread["last_seq"])
            if seq <= done:
                return
            received = {"conversation": conversation, "recipient": me, "reaches": True}
            left = await self._messages.count_documents(
                {**received, "seq": {"$gt": seq, "$lte": thread["last_seq"]}},
                session=change.session,
            )
            await self._threads.update_one(
                {"_id": thread["_id"]},
                {"$set": {"read_up_to": seq, "unread": left}},
                session=change.session,
            )
            await self._deliver(change, thread, seq)
            read = await self._messages.update_many(
                {**received, "seq": {"$gt": done, "$lte": seq}, "read_at": None},
                {"$set": {"read_at": change.at}},
                session=change.session,
            )
            if read.modified_count:
                data = {"conversation": conversation, "up_to": seq, "reader": me}
                for user in (me, thread["other"]):
                    change.tell(user, "message_read", data)

        other = (await self._one(me, conversation))["other"]
        await self._ledger.commit(work, among=[me, other])

    async def _deliver(self, change: Change, thread: Document, seq: int) -> bool:
        """Move the mark of my thread on, and say whether a message was reached by it."""
        done = thread.get("delivered_up_to", 0)  # threads are older than this mark
        if seq <= done:
            return False
        await self._threads.update_one(
            {"_id": thread["_id"]}, {"$set": {"delivered_up_to": seq}}, session=change.session
        )
        reached = await self._messages.update_many(
            {
                "conversation": thread["conversation"],
                "seq": {"$gt": done, "$lte": seq},
                "recipient": thread["user"],
                "reaches": True,
                "delivered_at": None,
            },
            {"$set": {"delivered_at": change.at}},
            session=change.session,
        )
        return bool(reached.modified_count)

    async def _one(self, me: str, conversation: str, change: Change | None = None) -> Document:
        found = await self._mine(me, [conversation], change)
        if not found:
            raise ConversationNotFound
        return found[0]

    async def _mine(
        self, me: str, conversations: Mapping[str, object] | list[str], change: Change | None = None
    ) -> list[Document]:
        ids = [thread_of(conversation, me) for conversation in sorted(conversations)]
        found = self._threads.find(
            {"_id": {"$in": ids}}, session=change.session if change else None
        )
        return await found.to_list()
