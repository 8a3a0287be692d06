"""The collections of messaging, and the indexes that make each question a short one.

people         one for each account: the projection of cloak.users.changed
contacts       one for each side of a pair, `<owner>:<other>`
conversations  the counter of a pair's messages
threads        a conversation as one of its two people sees it, `<conversation>:<user>`
messages       `seq` is dense within its conversation
heads          for each person, the numbers of their latest event and notification
events         what is pushed; dense per person, gone after its time
notifications  dense per person, gone after their time
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from cloak_kit.errors import Unavailable
from cloak_kit.mongo import Document
from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

Documents = AsyncCollection[Document]


@dataclass(frozen=True, slots=True)
class Store:
    """Every collection under its name."""

    database: AsyncDatabase[Document]
    people: Documents
    contacts: Documents
    conversations: Documents
    threads: Documents
    messages: Documents
    heads: Documents
    events: Documents
    notifications: Documents

    @classmethod
    async def open(cls, database: AsyncDatabase[Document]) -> Self:
        """Name the collections and create what indexes are missing."""
        store = cls(
            database,
            people=database["people"],
            contacts=database["contacts"],
            conversations=database["conversations"],
            threads=database["threads"],
            messages=database["messages"],
            heads=database["heads"],
            events=database["events"],
            notifications=database["notifications"],
        )
        for collection, indexes in store._indexes():
            await collection.create_indexes(indexes)
        return store

    @staticmethod
    async def count_on(
        counters: Documents, key: str, steps: Mapping[str, int], session: AsyncClientSession
    ) -> Document:
        """Move a counter on, from zero when it is new, and return it as it is then."""
        counter = await counters.find_one_and_update(
            {"_id": key},
            {"$inc": dict(steps)},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        if counter is None:
            raise AssertionError("an upsert returns its document")
        return counter

    async def check(self) -> None:
        """Raise unless the server answers, and can commit changes to several documents at once."""
        hello = await self.database.command("hello")
        if "setName" not in hello and hello.get("msg") != "isdbgrid":
            raise Unavailable("the document store must be a replica set, for transactions")

    def _indexes(self) -> list[tuple[Documents, list[IndexModel]]]:
        # Documents carry their own end, so that another retention needs no other index.
        expiry = IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)
        return [
            (self.people, [IndexModel([("username", ASCENDING)])]),
            (
                self.contacts,
                [
                    IndexModel(
                        [("owner", ASCENDING), ("since", DESCENDING), ("other", DESCENDING)]
                    ),
                    IndexModel([("other", ASCENDING)]),
                ],
            ),
            (
                self.threads,
                [
                    IndexModel(
                        [
                            ("user", ASCENDING),
                            ("updated_at", DESCENDING),
                            ("conversation", DESCENDING),
                        ]
                    )
                ],
            ),
            (
                self.messages,
                [
                    IndexModel([("conversation", ASCENDING), ("seq", ASCENDING)], unique=True),
                    IndexModel(
                        [("sender", ASCENDING), ("client_id", ASCENDING)],
                        unique=True,
                        partialFilterExpression={"client_id": {"$exists": True}},
                    ),
                ],
            ),
            (
                self.events,
                [IndexModel([("user", ASCENDING), ("seq", ASCENDING)], unique=True), expiry],
            ),
            (
                self.notifications,
                [IndexModel([("user", ASCENDING), ("number", ASCENDING)], unique=True), expiry],
            ),
        ]
