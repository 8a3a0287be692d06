"""What is seen of sessions: by their holder, and by admins when somebody was last here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from cloak_kit.mongo import Document
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from cloak_auth.sessions import FAMILIES
from cloak_auth.users import User, utcnow
from cloak_auth.visitors import Visitor

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class SeenSession:
    """A session as its holder sees it; `visitor` is who used it last."""

    id: str
    created_at: datetime
    last_used_at: datetime
    visitor: Visitor

    @classmethod
    def of(cls, family: Mapping[str, Any]) -> Self:
        """Read a stored document; those of an earlier version know no visitor."""
        return cls(
            id=family["_id"],
            created_at=family["created_at"],
            last_used_at=_last_used(family),
            visitor=Visitor(family.get("address", ""), family.get("device", "")),
        )


class SeenSessions:
    """Reads what `Sessions` keeps."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._families: AsyncCollection[Document] = database[FAMILIES]

    async def of(self, user: User) -> list[SeenSession]:
        """List the user's sessions, last used first; at most 100."""
        live = {
            "user_id": user.id,
            "epoch": user.sessions_epoch,
            "expires_at": {"$gt": utcnow()},
        }
        found = self._families.find(live).sort("expires_at", -1).limit(_SHOWN)
        sessions = [SeenSession.of(family) async for family in found]
        return sorted(sessions, key=lambda session: session.last_used_at, reverse=True)

    async def last_used(self, user_ids: Collection[str]) -> dict[str, datetime]:
        """Say when these users last signed in or refreshed, if it was in a session not yet over."""
        found = self._families.find(
            {"user_id": {"$in": list(user_ids)}}, {"user_id": 1, "created_at": 1, "rotated_at": 1}
        )
        latest: dict[str, datetime] = {}
        async for family in found:
            at = _last_used(family)
            latest[family["user_id"]] = max(at, latest.get(family["user_id"], at))
        return latest


def _last_used(family: Mapping[str, Any]) -> datetime:
    used: datetime = family.get("rotated_at", family["created_at"])
    return used
