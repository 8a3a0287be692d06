"""Sessions: families of refresh tokens, of which only the newest is good.

Each refresh exchanges the token for its successor. A token that was exchanged before ends the
session: two parties hold its tokens, and one of them is a thief. The one exception are refreshes
that overlap, as two tabs of a browser cause them: a request that was under way before the exchange
took place gets *the same* successor, which is derived from the token it shows. The family never
forks, so a thief who slips in there meets the owner at the next exchange, where one of them is
found out. A request that begins after the exchange is never excused.

Access tokens carry their session's id, and others verify them on their own: they are told of each
end, and before it takes place. A crash in between leaves a session whose tokens are refused for
their lifetime, never one that is over and whose tokens still work.
"""

import secrets
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bson import Binary
from cloak_kit.mongo import Document
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from cloak_auth.errors import InvalidRefreshToken, RefreshTokenReused
from cloak_auth.refresh_tokens import RefreshToken
from cloak_auth.users import User, utcnow
from cloak_auth.visitors import Visitor

FAMILIES = "refresh_families"
TellOfEnded = Callable[[str, Sequence[str]], Awaitable[None]]
_ENDED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Renewed:
    """An exchange: whose session, its next token, and whether another request made it."""

    session: str
    user_id: str
    epoch: int
    token: RefreshToken
    concurrent: bool


class Sessions:
    """The collection `refresh_families`: one document a session, gone when the session is over."""

    def __init__(
        self,
        database: AsyncDatabase[Document],
        tell_of_ended: TellOfEnded,
        *,
        idle_s: float,
        lifetime_s: float,
    ) -> None:
        """`tell_of_ended(user_id, session_ids)` must not return before others will learn of it."""
        self._families: AsyncCollection[Document] = database[FAMILIES]
        self._tell_of_ended = tell_of_ended
        self._idle = timedelta(seconds=idle_s)
        self._lifetime = timedelta(seconds=lifetime_s)

    async def prepare(self) -> None:
        """Create the indexes."""
        await self._families.create_index("locator", unique=True)
        await self._families.create_index("user_id")
        await self._families.create_index("expires_at", expireAfterSeconds=0)

    async def begin(self, user: User, visitor: Visitor) -> tuple[str, RefreshToken]:
        """Start a session; return its id and its first token."""
        token, now, session = RefreshToken.first(), utcnow(), uuid.uuid4().hex
        await self._families.insert_one(
            {
                "_id": session,
                "user_id": user.id,
                "epoch": user.sessions_epoch,
                "locator": Binary(token.locator_hash),
                "current": Binary(token.secret_hash),
                "created_at": now,
                "expires_at": now + self._idle,
                "address": visitor.address,
                "device": visitor.device,
            }
        )
        return session, token

    async def renew(self, token: RefreshToken, visitor: Visitor, *, began_at: datetime) -> Renewed:
        """Exchange a token, for a request that began then.

        Raises InvalidRefreshToken, and RefreshTokenReused after ending the session.
        """
        family = await self._find(token)
        overlaps = began_at <= family.get("rotated_at", began_at)
        if family["current"] == token.secret_hash:
            renewed = await self._exchange(family, token, visitor)
            if renewed:
                return renewed
            # Another request has exchanged it since it was read here: the two do overlap.
            family, overlaps = await self._find(token), True
        if overlaps and family.get("previous") == token.secret_hash:
            return self._renewed(family, token.successor(family["link"]), concurrent=True)
        await self._end(family["user_id"], [family["_id"]])
        raise RefreshTokenReused

    async def exists(self, session: str, user_id: str) -> bool:
        """Say whether this is a session of the user that nothing has ended."""
        mine = {"_id": session, "user_id": user_id}
        return await self._families.find_one(mine, {"_id": 1}) is not None

    async def end_by(self, token: RefreshToken) -> None:
        """End the session of this token, spent or not, if it is not over yet."""
        family = await self._families.find_one({"locator": Binary(token.locator_hash)})
        if family is not None:
            await self._end(family["user_id"], [family["_id"]])

    async def end(self, session: str, user_id: str) -> bool:
        """End a session of this user; say whether there was one."""
        if not await self.exists(session, user_id):
            return False
        await self._end(user_id, [session])
        return True

    async def end_others(self, session: str, user_id: str) -> None:
        """End all sessions of this user but one."""
        others = {"user_id": user_id, "_id": {"$ne": session}}
        while True:
            found = self._families.find(others, {"_id": 1}).limit(_ENDED_AT_ONCE)
            ids = [family["_id"] async for family in found]
            if not ids:
                return
            await self._end(user_id, ids)

    async def carry_over(self, session: str, user: User) -> None:
        """Let this one session outlive a change that ended all of the user's."""
        await self._families.update_one(
            {"_id": session, "user_id": user.id, "epoch": user.sessions_epoch - 1},
            {"$set": {"epoch": user.sessions_epoch}},
        )

    async def _end(self, user_id: str, session_ids: list[str]) -> None:
        await self._tell_of_ended(user_id, session_ids)
        await self._families.delete_many({"_id": {"$in": session_ids}})

    async def _find(self, token: RefreshToken) -> Document:
        family = await self._families.find_one({"locator": Binary(token.locator_hash)})
        if family is None or family["expires_at"] <= utcnow():
            raise InvalidRefreshToken
        return family

    async def _exchange(
        self, family: Document, token: RefreshToken, visitor: Visitor
    ) -> Renewed | None:
        link, now = secrets.token_bytes(32), utcnow()
        successor = token.successor(link)
        exchanged = await self._families.update_one(
            {"_id": family["_id"], "current": Binary(token.secret_hash)},
            {
                "$set": {
                    "current": Binary(successor.secret_hash),
                    "previous": Binary(token.secret_hash),
                    "link": Binary(link),
                    "rotated_at": now,
                    "expires_at": min(now + self._idle, family["created_at"] + self._lifetime),
                    "address": visitor.address,
                    "device": visitor.device,
                }
            },
        )
        if not exchanged.modified_count:
            return None
        return self._renewed(family, successor, concurrent=False)

    @staticmethod
    def _renewed(family: Document, token: RefreshToken, *, concurrent: bool) -> Renewed:
        return Renewed(family["_id"], family["user_id"], family["epoch"], token, concurrent)
