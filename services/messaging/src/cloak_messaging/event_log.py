"""Reading a person's events: in order, without holes, and honest about what has expired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cloak_kit.mongo import Document
from pymongo import ASCENDING
from pymongo.read_concern import ReadConcern

from cloak_messaging.store import Store

BATCH = 100
_COMMITTED = ReadConcern("majority")  # what a fail-over could take back is not pushed


@dataclass(frozen=True, slots=True)
class Event:
    """One event of one person's log."""

    seq: int
    kind: str
    data: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What came after a position: the log's head, and the next events up to it.

    `expired` says that the event right after the position is gone: the reader has to start over.
    """

    head: int
    events: Sequence[Event] = ()
    expired: bool = False


class EventLog:
    """The events of everybody, asked for one person at a time."""

    def __init__(self, store: Store) -> None:
        self._heads = store.heads.with_options(read_concern=_COMMITTED)
        self._events = store.events.with_options(read_concern=_COMMITTED)

    async def head(self, user: str) -> int:
        """Return the number of this person's latest event; 0 before the first."""
        found = await self._heads.find_one({"_id": user})
        return int(found["events"]) if found else 0

    async def after(self, user: str, position: int) -> News:
        """Return the next events, at most BATCH, up to the first one that has expired.

        The head is read before the events: all up to it are committed, so one that is missing is
        missing for ever.
        """
        head = await self.head(user)
        if head == position:
            return News(head)
        if position > head:  # of a store that was restored from an older copy
            return News(head, expired=True)
        wanted = {"$gt": position, "$lte": min(head, position + BATCH)}
        found = self._events.find({"user": user, "seq": wanted}).sort("seq", ASCENDING)
        documents: list[Document] = await found.to_list()
        events = [
            Event(d["seq"], d["kind"], d["data"], d["at"])
            for expected, d in enumerate(documents, start=position + 1)
            if d["seq"] == expected
        ]
        return News(head, events, expired=not events)
