"""Who there is: a projection of cloak.users.changed that bears any order and any repetition."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged
from cloak_kit.errors import PoisonMessage
from cloak_kit.mongo import Document
from pymongo.errors import DuplicateKeyError

from cloak_messaging.resources import Person
from cloak_messaging.store import Store

_STATUS_AFTER = {"disabled": "disabled", "enabled": "active", "deleted": "deleted"}
_LOOK_AGAIN_S = 0.1


class Directory:
    """People by id and by name, as far as auth has told."""

    def __init__(self, store: Store) -> None:
        self._people, self._contacts = store.people, store.contacts

    async def apply(self, event: UserChanged) -> None:
        """Take over a change; an older or repeated one changes nothing; raises PoisonMessage."""
        change = event.WhichOneof("change")
        if not event.user_id or not event.HasField("at") or change is None:
            raise PoisonMessage("incomplete")
        at_us = event.at.ToMicroseconds()
        if change == "registered":
            await self._set_if_newer(
                event.user_id, "named_at_us", at_us, {"display_name": event.registered.display_name}
            )
            # Last, since it is by their username that people are found.
            await self._name(event.user_id, event.registered.username)
        elif change == "renamed":
            await self._set_if_newer(
                event.user_id, "named_at_us", at_us, {"display_name": event.renamed.display_name}
            )
        else:
            status = {"status": _STATUS_AFTER[change]}
            await self._set_if_newer(event.user_id, "status_at_us", at_us, status)
        if change == "deleted":
            await self._contacts.delete_many({"owner": event.user_id})
            await self._contacts.delete_many({"other": event.user_id})

    async def find(self, username: str, *, patience_s: float = 0) -> Person | None:
        """Return the active person of this name; wait that long for one who just registered."""
        named = {"username": username.strip().casefold()}
        for document in await self._look_for(named, patience_s):
            if document.get("status", "active") == "active":
                return _person(document)
        return None

    async def by_id(self, user: str, *, patience_s: float = 0) -> Person | None:
        """Return this person, also one who is disabled by now; wait for one who just registered."""
        found = await self._look_for({"_id": user, "username": {"$exists": True}}, patience_s)
        return _person(found[0]) if found else None

    async def _look_for(self, wanted: Mapping[str, Any], patience_s: float) -> list[Document]:
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + patience_s
        while True:
            found = await self._people.find(wanted).to_list()
            if found or loop.time() >= give_up_at:
                return found
            await asyncio.sleep(_LOOK_AGAIN_S)

    async def people(self, ids: Collection[str]) -> Mapping[str, Person]:
        """Return all these people with one question; nobody is missing in the answer."""
        found = await self._people.find({"_id": {"$in": sorted(set(ids))}}).to_list()
        known = {document["_id"]: _person(document) for document in found}
        return {user: known.get(user) or _unheard_of(user) for user in ids}

    async def _name(self, user: str, username: str) -> None:
        # A name never changes; it must not be lost to a renaming that was handled first.
        with suppress(DuplicateKeyError):
            await self._people.update_one(
                {"_id": user, "username": {"$exists": False}},
                {"$set": {"username": username}},
                upsert=True,
            )

    async def _set_if_newer(
        self, user: str, guard: str, at_us: int, fields: Mapping[str, Any]
    ) -> None:
        older = {"$or": [{guard: {"$lt": at_us}}, {guard: {"$exists": False}}]}
        # The guard does not match a newer document, and inserting beside it fails: it is late.
        with suppress(DuplicateKeyError):
            await self._people.update_one(
                {"_id": user, **older}, {"$set": {**fields, guard: at_us}}, upsert=True
            )


def _person(document: Document) -> Person:
    username = document.get("username", "")
    return Person(
        id=document["_id"],
        username=username,
        display_name=document.get("display_name") or username,
    )


def _unheard_of(user: str) -> Person:
    return Person(id=user, username="", display_name="")
