"""Uploads: streamed, sealed and hashed on the way, and stored whole or not at all.

Before the first byte an intent is written down, and it goes when the file is claimed. So a process
that dies half-way leaves a note of what the sweeper has to look at, and nothing has to search the
files for what nobody claims. The intent of an upload that fails stays too: chunks that were on
their way to the database when it was cut off may arrive there after their file was removed.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from bson import ObjectId
from cloak_kit.mongo import Document
from gridfs.asynchronous import AsyncGridIn
from pymongo import ASCENDING
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from cloak_storage.errors import UploadsBusy, UploadTooSlow
from cloak_storage.files import Files
from cloak_storage.keys import KeyRing
from cloak_storage.metrics import UPLOADS_DISCARDED, UPLOADS_UNDER_WAY
from cloak_storage.records import utc_now
from cloak_storage.segments import Sealer
from cloak_storage.settings import StorageSettings

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stored:
    """A whole file that no name claims yet."""

    file: ObjectId
    key: dict[str, Any]
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Intent:
    """An upload that began and was neither claimed nor removed."""

    file: ObjectId
    name: str


class Uploads:
    """Writes files of a bounded number of bodies at once."""

    def __init__(
        self,
        database: AsyncDatabase[Document],
        files: Files,
        keys: KeyRing,
        settings: StorageSettings,
    ) -> None:
        self._intents, self._files, self._keys = database["uploads"], files, keys
        self._slots = asyncio.Semaphore(settings.uploads_at_once)
        self._wait_s, self._deadline_s = settings.upload_wait_s, settings.upload_deadline_s

    async def prepare(self) -> None:
        """Create the index by which old intents are found."""
        await self._intents.create_index([("began_at", ASCENDING)])

    async def receive(self, name: str, body: AsyncIterable[bytes]) -> Stored:
        """Store the body as a new file; on any failure nothing of it stays.

        Raises:
            UploadsBusy: no slot came free in time.
            UploadTooSlow: the body was not complete by the deadline.
        """
        async with self._slot():
            file = ObjectId()
            await self._intents.insert_one({"_id": file, "name": name, "began_at": utc_now()})
            try:
                async with asyncio.timeout(self._deadline_s):
                    return await self._write(file, body)
            except BaseException as error:
                await self._remove(file)
                if isinstance(error, TimeoutError):
                    raise UploadTooSlow from error
                raise

    async def settle(self, file: ObjectId) -> None:
        """Forget the intent: the file is claimed, or gone."""
        await self._intents.delete_one({"_id": file})

    async def discard(self, file: ObjectId) -> None:
        """Remove a whole but unclaimed file; what cannot be removed now is left to the sweeper."""
        if await self._remove(file):
            await self.settle(file)

    async def begun_before(self, moment: datetime, *, limit: int) -> list[Intent]:
        """Return some intents so old that their uploads cannot be under way."""
        old = self._intents.find({"began_at": {"$lte": moment}}).limit(limit)
        return [Intent(found["_id"], found["name"]) async for found in old]

    async def _remove(self, file: ObjectId) -> bool:
        UPLOADS_DISCARDED.inc()
        try:
            await self._files.remove(file)
        except PyMongoError as error:
            log.warning("upload.left_behind", reason=type(error).__name__)
            return False
        return True

    async def _write(self, file: ObjectId, body: AsyncIterable[bytes]) -> Stored:
        data_key, kept = self._keys.new_key(file.binary)
        sealer, digest, size = Sealer(data_key), hashlib.sha256(), 0
        writer: AsyncGridIn = self._files.writer(file)
        # Hashing and sealing 64 KiB takes less time than handing it to a thread would.
        async for data in body:
            digest.update(data)
            size += len(data)
            for segment in sealer.add(data):
                await writer.write(segment)
        await writer.write(sealer.finish())
        await writer.close()
        return Stored(file, kept, size, digest.hexdigest())

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._wait_s):
                await self._slots.acquire()
        except TimeoutError as error:
            raise UploadsBusy from error
        try:
            with UPLOADS_UNDER_WAY.track_inprogress():
                yield
        finally:
            self._slots.release()
