"""People's keys: what others seal for a person with, and the other half, which only they can open.

The private half is encrypted in the browser under a key made of the password, so this service keeps
it without being able to use it. Both halves lie in the user's document: a new password and the key
wrapped anew under it are one write.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from cloak_kit.mongo import Document
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from cloak_auth.errors import KeyNotFound, UserNotFound
from cloak_auth.users import utcnow


@dataclass(frozen=True, slots=True)
class PersonKey:
    """An X25519 key in base64, since when it holds, and its private half as its holder wrapped it.

    `wrapped` is opaque here.
    """

    public_key: str
    since: datetime
    wrapped: str = field(repr=False)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Read a stored key."""
        return cls(document["public"], document["since"], document["wrapped"])


class PersonKeys:
    """The field `key` of the collection `users`."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._users: AsyncCollection[Document] = database["users"]

    async def put(self, user_id: str, public_key: str, wrapped: str) -> PersonKey:
        """Keep a key in place of any former one; the same key wrapped anew stays as old as it is.

        Raises UserNotFound.
        """
        rewrapped = await self._users.update_one(
            {"_id": user_id, "key.public": public_key}, {"$set": {"key.wrapped": wrapped}}
        )
        if not rewrapped.matched_count:
            new = {"public": public_key, "wrapped": wrapped, "since": utcnow()}
            await self._users.update_one({"_id": user_id}, {"$set": {"key": new}})
        return await self.of(user_id)

    async def of(self, user_id: str) -> PersonKey:
        """Return a user's own key; raises UserNotFound, KeyNotFound."""
        return await self._find({"_id": user_id})

    async def named(self, username: str) -> PersonKey:
        """Return the key of somebody who is not shut out; raises UserNotFound, KeyNotFound."""
        return await self._find({"username": username, "disabled": False})

    async def _find(self, wanted: Document) -> PersonKey:
        user = await self._users.find_one(wanted, {"key": 1})
        if user is None:
            raise UserNotFound
        if "key" not in user:
            raise KeyNotFound
        return PersonKey.of(user["key"])
