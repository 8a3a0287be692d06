"""Pictures that people bring: checked whole, then stored whole, or not at all."""

import asyncio
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from cloak_kit.blobs import BlobStore
from cloak_kit.errors import BlobNotFound
from cloak_kit.mongo import Document
from pymongo import ASCENDING, DESCENDING
from pymongo.asynchronous.database import AsyncDatabase

from cloak_gateway import filenames, metrics
from cloak_gateway.clock import now
from cloak_gateway.pictures import PictureFacts, facts_of
from cloak_gateway.positions import cursor_of, page_filter, position
from cloak_gateway.resources import Page, Upload
from cloak_gateway.spool import Spool
from cloak_gateway.threads import Threads

log = structlog.get_logger(__name__)
_HALF_DONE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class NewPicture:
    """What came in, and what it was called."""

    owner: str
    filename: str | None
    spool: Spool


class Uploads:
    """The `uploads` collection and the blobs it speaks of.

    A record is `storing` before its blob is there and `deleting` before it is gone, so that after
    a crash the sweeper knows which blobs belong to nobody.
    """

    def __init__(
        self, database: AsyncDatabase[Document], blobs: BlobStore, pictures: Threads
    ) -> None:
        self._records = database["uploads"]
        self._blobs = blobs
        self._pictures = pictures

    async def prepare(self) -> None:
        """Create the indexes that the queries need."""
        await self._records.create_index([("owner", ASCENDING), ("position", DESCENDING)])
        await self._records.create_index([("state", ASCENDING), ("changed_at", ASCENDING)])
        # The store keeps uploads for a time of its own; a record goes with its blob.
        await self._records.create_index([("expires_at", ASCENDING)], expireAfterSeconds=0)

    async def add(self, new: NewPicture) -> Upload:
        """Check the picture and store it; raises the refusals of a picture, StorageUnavailable."""
        facts = await self._pictures.run_on(new.spool.content, facts_of)
        record = _record(new, facts)
        await self._records.insert_one(record)
        try:
            stored = await self._blobs.put(
                record["_id"],
                new.spool.chunks(),
                owner=new.owner,
                kind="upload",
                media_type=facts.media_type,
            )
        except BaseException:
            # Also when the caller went away: what is half-stored is taken back.
            await asyncio.shield(self._take_back(record["_id"]))
            raise
        ready = {"state": "ready", "expires_at": stored.expires_at}
        await self._records.update_one({"_id": record["_id"]}, {"$set": ready})
        metrics.UPLOAD_BYTES.inc(new.spool.size_bytes)
        return _resource(record | ready)

    async def page(self, owner: str, *, limit: int, cursor: str | None) -> Page[Upload]:
        """The owner's pictures, newest first; raises InvalidRequest for a made-up cursor."""
        wanted = {"owner": owner, "state": "ready"} | page_filter(cursor)
        found = self._records.find(wanted).sort("position", DESCENDING).limit(limit + 1)
        records = await found.to_list()
        return Page(
            items=[_resource(record) for record in records[:limit]],
            next_cursor=cursor_of(records, limit),
        )

    async def get(self, owner: str, upload_id: str) -> Upload:
        """One of the owner's pictures; raises BlobNotFound."""
        record = await self._records.find_one({"_id": upload_id, "owner": owner, "state": "ready"})
        if record is None:
            raise BlobNotFound
        return _resource(record)

    async def delete(self, owner: str, upload_id: str) -> None:
        """Remove a picture and its blob; raises BlobNotFound."""
        marked = await self._records.update_one(
            {"_id": upload_id, "owner": owner, "state": "ready"},
            {"$set": {"state": "deleting", "changed_at": now()}},
        )
        if not marked.matched_count:
            raise BlobNotFound
        await self._remove(upload_id)

    async def sweep(self) -> None:
        """Finish what a crash left half stored or half deleted."""
        before = now() - _HALF_DONE_AFTER
        half_done = {"state": {"$in": ["storing", "deleting"]}, "changed_at": {"$lt": before}}
        async for record in self._records.find(half_done, {"_id": 1}).limit(100):
            await self._remove(record["_id"])
            log.info("upload.swept", upload=record["_id"])

    async def _take_back(self, upload_id: str) -> None:
        """Leave the record to the sweeper when storage is away too."""
        try:
            await self._remove(upload_id)
        except Exception as error:  # noqa: BLE001 - the first error is the one to tell
            log.warning("upload.left_to_sweeper", upload=upload_id, reason=type(error).__name__)

    async def _remove(self, upload_id: str) -> None:
        await self._blobs.delete(upload_id)
        await self._records.delete_one({"_id": upload_id})


def _record(new: NewPicture, facts: PictureFacts) -> Document:
    at = now()
    upload_id = f"u-{uuid.uuid4().hex}"
    kind = facts.media_type.removeprefix("image/")
    return {
        "_id": upload_id,
        "owner": new.owner,
        "state": "storing",
        "position": position(at, upload_id),
        "changed_at": at,
        "created_at": at,
        "filename": filenames.cleaned(new.filename, fallback=f"picture.{kind}"),
        "media_type": facts.media_type,
        "width": facts.width,
        "height": facts.height,
        "size_bytes": new.spool.size_bytes,
        "sha256": new.spool.sha256,
        "capacity": {mode: room.model_dump() for mode, room in facts.capacity.items()},
        "advice": [advice.model_dump() for advice in facts.advice],
    }


def _resource(record: Document) -> Upload:
    fields: dict[str, Any] = {**record, "id": record["_id"]}
    return Upload.model_validate(fields)
