"""Who there is by name: a projection of cloak.users.changed, in any order and any repetition."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged
from cloak_kit.errors import PoisonMessage
from cloak_kit.mongo import Document
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from cloak_gateway.resources import Person


class People:
    """The `people` collection, as far as auth has told."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._people = database["people"]

    async def apply(self, event: UserChanged) -> None:
        """Take over a change; an older or repeated one changes nothing; raises PoisonMessage."""
        change = event.WhichOneof("change")
        if not event.user_id or not event.HasField("at") or change is None:
            raise PoisonMessage("incomplete")
        at_us = event.at.ToMicroseconds()
        match change:
            case "registered":
                registered = event.registered
                await self._set_if_newer(
                    event.user_id, at_us, {"display_name": registered.display_name}
                )
                await self._people.update_one(
                    {"_id": event.user_id, "deleted": {"$ne": True}},
                    {"$set": {"username": registered.username}},
                )
            case "renamed":
                names = {"display_name": event.renamed.display_name}
                await self._set_if_newer(event.user_id, at_us, names)
            case "deleted":
                # Ids are never given again: what comes late finds this and changes nothing.
                await self._people.replace_one(
                    {"_id": event.user_id}, {"deleted": True, "named_at_us": 1 << 62}, upsert=True
                )

    async def named(self, ids: Collection[str]) -> Mapping[str, Person]:
        """Those of these people who are known; nobody who was deleted."""
        wanted = {"_id": {"$in": sorted(set(ids))}, "username": {"$exists": True}}
        found = await self._people.find(wanted | {"deleted": {"$ne": True}}).to_list()
        return {document["_id"]: _person(document) for document in found}

    async def _set_if_newer(self, user: str, at_us: int, fields: Mapping[str, Any]) -> None:
        older = {"$or": [{"named_at_us": {"$lt": at_us}}, {"named_at_us": {"$exists": False}}]}
        # A newer document does not match, and inserting beside it fails: this change is late.
        with suppress(DuplicateKeyError):
            await self._people.update_one(
                {"_id": user, **older}, {"$set": {**fields, "named_at_us": at_us}}, upsert=True
            )


def _person(document: Document) -> Person:
    username = document["username"]
    return Person(
        id=document["_id"],
        username=username,
        display_name=document.get("display_name") or username,
    )
