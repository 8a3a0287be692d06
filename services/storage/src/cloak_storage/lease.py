"""A lease in the database: of all replicas one at a time holds it, and its holder may die."""

import uuid
from datetime import timedelta

from cloak_kit.mongo import Document
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from cloak_storage.records import utc_now


class Lease:
    """The right to do something alone for a while; clocks may differ by less than that while."""

    def __init__(self, database: AsyncDatabase[Document], name: str, *, length_s: float) -> None:
        self._leases, self._name = database["leases"], name
        self._length = timedelta(seconds=length_s)
        self._holder = uuid.uuid4().hex

    async def take(self) -> bool:
        """Take or renew it; tell whether it is held by this object now."""
        now = utc_now()
        free = {"$or": [{"until": {"$lte": now}}, {"holder": self._holder}]}
        held = {"holder": self._holder, "until": now + self._length}
        try:
            await self._leases.update_one({"_id": self._name, **free}, {"$set": held}, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    async def give_back(self) -> None:
        """Let the next one have it at once."""
        await self._leases.delete_one({"_id": self._name, "holder": self._holder})
