"""Users as they are kept: each change and the event that tells of it are one write."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from cloak_kit.mongo import Document
from cloak_kit.tokens import Role
from pymongo import ReturnDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from cloak_auth.errors import UsernameTaken, UserNotFound
from cloak_auth.events import Change, queued


@dataclass(frozen=True, slots=True)
class User:
    """An account; `sessions_epoch` counts the times that all its sessions were ended at once."""

    id: str
    username: str
    display_name: str
    role: Role
    disabled: bool
    created_at: datetime
    password_hash: str
    sessions_epoch: int

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Read a stored document."""
        return cls(
            id=document["_id"],
            username=document["username"],
            display_name=document["display_name"],
            role=document["role"],
            disabled=document["disabled"],
            created_at=document["created_at"],
            password_hash=document["password_hash"],
            sessions_epoch=document["sessions_epoch"],
        )

    def __repr__(self) -> str:
        return f"User({self.id})"


class Users:
    """The collection `users`. A change of what others are told goes with its event (see outbox)."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._users: AsyncCollection[Document] = database["users"]

    async def prepare(self) -> None:
        """Create the indexes."""
        await self._users.create_index("username", unique=True)
        await self._users.create_index("role", partialFilterExpression={"role": "admin"})

    async def insert(self, user: User, change: Change) -> None:
        """Add an account; raises UsernameTaken."""
        document: Document = {
            "_id": user.id,
            "username": user.username,
            "display_name": user.display_name,
            "role": user.role,
            "disabled": user.disabled,
            "created_at": user.created_at,
            "password_hash": user.password_hash,
            "sessions_epoch": user.sessions_epoch,
            "outbox": [queued(user.id, change)],
            "unpublished": True,
        }
        try:
            await self._users.insert_one(document)
        except DuplicateKeyError as error:
            raise UsernameTaken from error

    async def by_id(self, user_id: str) -> User:
        """Return the user; raises UserNotFound."""
        document = await self._users.find_one({"_id": user_id})
        if document is None:
            raise UserNotFound
        return User.of(document)

    async def by_name(self, username: str) -> User | None:
        """Return the user of this lower-case name, if there is one."""
        document = await self._users.find_one({"username": username})
        return User.of(document) if document else None

    async def page(self, query: str, *, after: str, limit: int) -> list[User]:
        """List users by name, whose username or shown name holds the query, after this username."""
        wanted: Document = {"username": {"$gt": after}}
        if query:
            pattern = {"$regex": re.escape(query), "$options": "i"}
            wanted["$or"] = [{"username": pattern}, {"display_name": pattern}]
        found = self._users.find(wanted).sort("username", 1).limit(limit)
        return [User.of(document) async for document in found]

    async def rename(self, user_id: str, display_name: str, change: Change) -> None:
        """Change the shown name; the same name again changes nothing and tells nobody."""
        await self._change(
            {"_id": user_id, "display_name": {"$ne": display_name}},
            {"$set": {"display_name": display_name}},
            change,
        )

    async def set_disabled(self, user_id: str, disabled: bool, change: Change) -> None:
        """Shut out, which ends all sessions, or let in; what is so already stays untold."""
        await self._change(
            {"_id": user_id, "disabled": not disabled},
            {"$set": {"disabled": disabled}, "$inc": {"sessions_epoch": int(disabled)}},
            change,
        )

    async def set_role(self, user_id: str, role: Role) -> None:
        """Give a role."""
        await self._users.update_one({"_id": user_id}, {"$set": {"role": role}})

    async def replace_password(
        self, user: User, password_hash: str, wrapped: str | None
    ) -> User | None:
        """Set a new password and end all sessions, unless the password changed meanwhile.

        `wrapped`, if given, takes the place of the private half of the key that the user has.
        """
        rewrapped = {} if wrapped is None else {"key.wrapped": wrapped}
        document = await self._users.find_one_and_update(
            {"_id": user.id, "password_hash": user.password_hash},
            {
                "$set": {"password_hash": password_hash, **rewrapped},
                "$inc": {"sessions_epoch": 1},
            },
            return_document=ReturnDocument.AFTER,
        )
        return User.of(document) if document else None

    async def rehash(self, user: User, password_hash: str) -> User:
        """Store the same password at today's cost; return the user with the hash that counts."""
        stored = await self._users.update_one(
            {"_id": user.id, "password_hash": user.password_hash},
            {"$set": {"password_hash": password_hash}},
        )
        return replace(user, password_hash=password_hash) if stored.matched_count else user

    async def another_admin_than(self, user_id: str) -> bool:
        """Say whether an admin who is not disabled remains without this user."""
        others = {"role": "admin", "disabled": False, "_id": {"$ne": user_id}}
        return await self._users.find_one(others, {"_id": 1}) is not None

    async def _change(self, wanted: Document, update: Document, change: Change) -> None:
        await self._users.update_one(
            wanted,
            {
                **update,
                "$set": update["$set"] | {"unpublished": True},
                "$push": {"outbox": queued(wanted["_id"], change)},
            },
        )


def utcnow() -> datetime:
    """Return the time in the resolution of the store: milliseconds, rounded down."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
