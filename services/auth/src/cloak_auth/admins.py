"""What admins do with others' accounts, so that there is always an admin left."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from cloak_kit.contracts.cloak.v1.events_pb2 import UserDisabled, UserEnabled
from cloak_kit.errors import Unavailable
from cloak_kit.mongo import Document
from cloak_kit.tokens import Role
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from cloak_auth.errors import LastAdmin
from cloak_auth.outbox import Outbox
from cloak_auth.users import User, Users, utcnow

_TURN_S, _WAIT_S = 10, 5


class Admins:
    """Roles and shut-outs; those that take an admin away happen one at a time, everywhere."""

    def __init__(self, database: AsyncDatabase[Document], users: Users, outbox: Outbox) -> None:
        self._turns: AsyncCollection[Document] = database["turns"]
        self._users = users
        self._outbox = outbox

    async def change(self, user_id: str, *, role: Role | None, disabled: bool | None) -> User:
        """Give a role, shut out or let in; raises UserNotFound, LastAdmin, Unavailable."""
        async with self._turn():
            user = await self._users.by_id(user_id)
            stays = (role or user.role) == "admin" and not (
                user.disabled if disabled is None else disabled
            )
            is_one = user.role == "admin" and not user.disabled
            if is_one and not stays and not await self._users.another_admin_than(user_id):
                raise LastAdmin
            if role is not None:
                await self._users.set_role(user_id, role)
            if disabled is not None:
                change = UserDisabled() if disabled else UserEnabled()
                await self._users.set_disabled(user_id, disabled, change)
                self._outbox.wake()
        return await self._users.by_id(user_id)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Let one process in at a time: two admins who demote each other must not both succeed.

        A lock of one document, which one that dies holds for 10 s.
        """
        holder, loop = uuid.uuid4().hex, asyncio.get_running_loop()
        give_up_at = loop.time() + _WAIT_S
        while not await self._take(holder):
            if loop.time() > give_up_at:
                raise Unavailable
            await asyncio.sleep(0.05)
        try:
            yield
        finally:
            await self._turns.delete_one({"_id": "admins", "holder": holder})

    async def _take(self, holder: str) -> bool:
        now = utcnow()
        taken = {"holder": holder, "until": now + timedelta(seconds=_TURN_S)}
        try:
            await self._turns.update_one(
                {"_id": "admins", "until": {"$lt": now}}, {"$set": taken}, upsert=True
            )
        except DuplicateKeyError:
            return False
        return True
