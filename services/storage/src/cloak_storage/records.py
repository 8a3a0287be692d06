"""What is known of each blob: its name, whose it is, until when it lives, where its bytes lie.

A record is the claim on a name. It appears after its file is whole and goes after its file is
gone; in between only its readers and its expiry change. An expired record is as good as absent.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import ObjectId
from cloak_kit.blobs import BlobInfo, BlobKind
from cloak_kit.errors import BlobNotFound
from cloak_kit.mongo import Document
from cloak_kit.usage import Held, KindUsage, Usage
from pymongo import ASCENDING, DESCENDING, ReturnDocument
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

_COUNT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """A live blob: its public description, and how to reach and open its file."""

    info: BlobInfo
    file: ObjectId
    key: dict[str, Any]

    def visible_to(self, reader: str | None) -> bool:
        """Tell whether this user may read it; None is a service acting for itself."""
        return reader is None or reader == self.info.owner or reader in self.info.readers


class Records:
    """The collection `blobs`, its documents keyed by the blob's name."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._blobs = database["blobs"]

    async def prepare(self) -> None:
        """Create the indexes that expiry and the removal of a user need."""
        await self._blobs.create_index([("expires_at", ASCENDING)])
        await self._blobs.create_index([("owner", ASCENDING)])
        await self._blobs.create_index([("readers", ASCENDING)])

    async def find(self, name: str, *, reader: str | None = None) -> Record:
        """Return the live record; raises BlobNotFound, for those who may not read it too."""
        found = await self._blobs.find_one({"_id": name, "expires_at": {"$gt": utc_now()}})
        record = _record(found) if found else None
        if record is None or not record.visible_to(reader):
            raise BlobNotFound
        return record

    async def claim(self, record: Record) -> Record | None:
        """Claim the name; return who stands in the way, alive or expired, or None when claimed."""
        document = record.info.model_dump(exclude={"name"})
        document |= {"_id": record.info.name, "file": record.file, "key": record.key}
        try:
            await self._blobs.insert_one(document)
        except DuplicateKeyError:
            found = await self._blobs.find_one({"_id": record.info.name})
            # A retried insert may meet itself.
            if found and found["file"] != record.file:
                return _record(found)
            return None if found else await self.claim(record)
        return None

    async def share(self, name: str, readers: Collection[str], *, keep_until: datetime) -> Record:
        """Add readers and keep it until then at least; raises BlobNotFound."""
        found = await self._blobs.find_one_and_update(
            {"_id": name, "expires_at": {"$gt": utc_now()}},
            {
                "$addToSet": {"readers": {"$each": sorted(readers)}},
                "$max": {"expires_at": keep_until},
            },
            return_document=ReturnDocument.AFTER,
        )
        if found is None:
            raise BlobNotFound
        return _record(found)

    async def expire(self, names: Collection[str], *, owner: str, at: datetime) -> int:
        """Let this owner's blobs live until `at` at most; return how many that shortened."""
        theirs = {"_id": {"$in": sorted(names)}, "owner": owner, "expires_at": {"$gt": at}}
        return (await self._blobs.update_many(theirs, {"$set": {"expires_at": at}})).modified_count

    async def forget(self, user: str) -> int:
        """Expire all that a user owns, at once, and let them read nothing; return how many."""
        now = utc_now()
        owned = {"owner": user, "expires_at": {"$gt": now}}
        done = await self._blobs.update_many(owned, {"$set": {"expires_at": now}})
        await self._blobs.update_many({"readers": user}, {"$pull": {"readers": user}})
        return done.modified_count

    async def expired(self, *, limit: int) -> list[Record]:
        """Return some records whose time is over."""
        over = self._blobs.find({"expires_at": {"$lte": utc_now()}}).limit(limit)
        return [_record(found) async for found in over]

    async def shared_with(self, reader: str, *, limit: int) -> list[str]:
        """Names of the newest live results that list this reader."""
        wanted = {"readers": reader, "kind": "result", "expires_at": {"$gt": utc_now()}}
        found = self._blobs.find(wanted, {"_id": 1}).sort("created_at", DESCENDING).limit(limit)
        return [one["_id"] async for one in found]

    async def usage(self) -> Usage:
        """Count what there is by kind, the expired apart too; raises a PyMongoError when late."""
        is_over = {"$lte": ["$expires_at", utc_now()]}
        counted = {
            "_id": "$kind",
            "blobs": {"$sum": 1},
            "bytes": {"$sum": "$size_bytes"},
            "expired_blobs": {"$sum": {"$cond": [is_over, 1, 0]}},
            "expired_bytes": {"$sum": {"$cond": [is_over, "$size_bytes", 0]}},
        }
        found = await self._blobs.aggregate([{"$group": counted}], maxTimeMS=_COUNT_MS)
        kinds = sorted([_kind_usage(group) async for group in found], key=lambda one: one.kind)
        return Usage(total=_sum(kinds), expired=_sum([one.expired for one in kinds]), kinds=kinds)

    async def holds(self, name: str, file: ObjectId) -> bool:
        """Tell whether this name is claimed for this file."""
        return await self._blobs.find_one({"_id": name, "file": file}, {"_id": 1}) is not None

    async def by_master_key(self) -> dict[str, int]:
        """Count the records, expired ones too, by the name of the master key of each."""
        counted = {"_id": "$key.master", "blobs": {"$sum": 1}}
        found = await self._blobs.aggregate([{"$group": counted}])
        return {group["_id"]: group["blobs"] async for group in found}

    async def under_other_keys(self, master: str) -> AsyncIterator[Record]:
        """Yield every record whose data key another master key than this one wraps."""
        async with self._blobs.find({"key.master": {"$ne": master}}) as found:
            async for document in found:
                yield _record(document)

    async def rekey(self, record: Record, key: dict[str, Any]) -> bool:
        """Keep this wrapped form of the data key instead, unless another change was faster."""
        claim = {"_id": record.info.name, "file": record.file, "key": record.key}
        return (await self._blobs.update_one(claim, {"$set": {"key": key}})).modified_count == 1

    async def drop(self, record: Record) -> bool:
        """Give the name free; tell whether it was this call that did."""
        claim = {"_id": record.info.name, "file": record.file}
        return (await self._blobs.delete_one(claim)).deleted_count == 1


def new_info(
    name: str,
    *,
    owner: str,
    kind: BlobKind,
    media_type: str,
    retention_s: float,
    size: int,
    sha: str,
) -> BlobInfo:
    """Describe a blob that is made now."""
    now = utc_now()
    return BlobInfo(
        name=name,
        kind=kind,
        owner=owner,
        readers=[],
        media_type=media_type,
        size_bytes=size,
        sha256=sha,
        created_at=now,
        expires_at=now + timedelta(seconds=int(retention_s)),
    )


def utc_now() -> datetime:
    """Return the time in whole milliseconds, as the database keeps it."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _record(document: Document) -> Record:
    info = BlobInfo.model_validate(document | {"name": document["_id"]})
    return Record(info, document["file"], document["key"])


def _kind_usage(group: Document) -> KindUsage:
    expired = Held(blobs=group["expired_blobs"], bytes=group["expired_bytes"])
    return KindUsage(kind=group["_id"], blobs=group["blobs"], bytes=group["bytes"], expired=expired)


def _sum(parts: Sequence[Held]) -> Held:
    return Held(blobs=sum(part.blobs for part in parts), bytes=sum(part.bytes for part in parts))
