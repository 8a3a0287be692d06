"""The outbox: events that were stored with their user's change go to Kafka, each user's in order.

A change and its event are one write, so a crash loses neither. Each user's events are published by
one process at a time, which holds a lease on the user's document; one that dies leaves the rest to
the next sweep. An event may go out twice (a crash between publishing and crossing it off), never
not at all, and never after a later one of the same user.
"""

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from cloak_kit.errors import Unavailable
from cloak_kit.kafka import Publisher
from cloak_kit.mongo import Document
from cloak_kit.telemetry import bound_ids
from cloak_kit.tracing import resumed
from pymongo import ReturnDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from cloak_auth.events import queued_end, told
from cloak_auth.metrics import EVENTS_DELAYED, EVENTS_PUBLISHED
from cloak_auth.users import utcnow

log = structlog.get_logger(__name__)


class Outbox:
    """Publishes what waits: at once when woken, else at every poll."""

    def __init__(
        self,
        database: AsyncDatabase[Document],
        publisher: Publisher,
        *,
        poll_s: float,
        lease_s: float,
    ) -> None:
        self._users: AsyncCollection[Document] = database["users"]
        self._publisher = publisher
        self._poll_s, self._lease_s = poll_s, lease_s
        self._holder = uuid.uuid4().hex
        self._woken = asyncio.Event()
        self._stopping = False

    async def prepare(self) -> None:
        """Create the index that finds waiting events without reading all users."""
        await self._users.create_index("unpublished", partialFilterExpression={"unpublished": True})

    async def run(self) -> None:
        """Publish until `stop` is called, and once more what is left then."""
        while not self._stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_s):
                    await self._woken.wait()
            self._woken.clear()
            try:
                await self.sweep()
            except (Unavailable, PyMongoError) as error:
                EVENTS_DELAYED.inc()
                log.warning("outbox.delayed", reason=type(error).__name__)

    def stop(self) -> None:
        """Let `run` end."""
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        """Look for events now: some were just written."""
        self._woken.set()

    async def tell_of_ended(self, user_id: str, session_ids: Sequence[str]) -> None:
        """Let others know, soon and whatever happens, that these sessions of a user are over."""
        entry = queued_end(user_id, session_ids)
        await self._users.update_one(
            {"_id": user_id}, {"$set": {"unpublished": True}, "$push": {"outbox": entry}}
        )
        self.wake()

    async def sweep(self) -> None:
        """Publish everything that waits; raises Unavailable, PyMongoError and leaves the rest."""
        waiting = self._users.find({"unpublished": True}, {"_id": 1})
        for user_id in [document["_id"] async for document in waiting]:
            await self._publish_events_of(user_id)

    async def _publish_events_of(self, user_id: str) -> None:
        now = utcnow()
        claimed = await self._users.find_one_and_update(
            {"_id": user_id, "unpublished": True, "publishing.until": {"$not": {"$gt": now}}},
            {"$set": {"publishing": {"by": self._holder, "until": self._lease_end()}}},
            return_document=ReturnDocument.AFTER,
        )
        if claimed is None:
            return
        mine: Document = {"_id": user_id, "publishing.by": self._holder}
        try:
            for entry in claimed["outbox"]:
                topic, event = told(entry)
                ids = bound_ids(request_id=entry["request_id"])
                with ids, resumed(entry.get("trace", {})):
                    await self._publisher.publish(topic, event, key=user_id)
                EVENTS_PUBLISHED.inc()
                crossed_off = await self._users.update_one(
                    mine,
                    {
                        "$pull": {"outbox": {"id": entry["id"]}},
                        "$set": {"publishing.until": self._lease_end()},
                    },
                )
                if not crossed_off.matched_count:
                    return  # the lease ran out meanwhile, and another process goes on
        finally:
            await self._users.update_one(
                mine | {"outbox": {"$size": 0}}, {"$unset": {"unpublished": ""}}
            )
            await self._users.update_one(mine, {"$unset": {"publishing": ""}})

    def _lease_end(self) -> datetime:
        return utcnow() + timedelta(seconds=self._lease_s)
