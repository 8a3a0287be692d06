"""Pictures that were made here: which file it was, how it looks, whose it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bson import Binary
from cloak_codec.likeness import FINGERPRINT_BYTES
from cloak_kit.contracts.cloak.v1.events_pb2 import JobFinished
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.mongo import Document
from pymongo import ASCENDING, DESCENDING
from pymongo.asynchronous.database import AsyncDatabase

from cloak_gateway.clock import now

_LOOKED_THROUGH = 5000


@dataclass(frozen=True, slots=True)
class MadePicture:
    """A delivered file; `fingerprint` is empty where the worker took none.

    That one `is_covert` is nobody's business but its readers': the mode is there to hide it.
    """

    job: str
    owner: str
    blob: str
    sha256: str
    cover_sha256: str
    fingerprint: bytes
    made_at: datetime
    is_covert: bool


class Made:
    """The `made` collection; it outlasts the files, which are known by their digests alone then."""

    def __init__(self, database: AsyncDatabase[Document], *, kept_s: float) -> None:
        self._made = database["made"]
        self._kept = timedelta(seconds=kept_s)

    async def prepare(self) -> None:
        """Create the indexes that the queries need."""
        await self._made.create_index([("sha256", ASCENDING), ("made_at", ASCENDING)])
        await self._made.create_index([("owner", ASCENDING), ("made_at", DESCENDING)])
        await self._made.create_index([("forget_at", ASCENDING)], expireAfterSeconds=0)

    async def add(self, record: Document, message: JobFinished) -> None:
        """Keep what this job of these inputs made; a second time changes nothing."""
        done = message.succeeded.embedded
        covered = JobRequested.FromString(record["request"]).embed.cover
        fields = {
            "owner": record["owner"],
            "blob": done.result.name,
            "sha256": done.result.sha256,
            "cover_sha256": covered.sha256,
            "fingerprint": Binary(done.fingerprint),
            "made_at": record["finished_at"],
            "is_covert": record["mode"] == "covert",
            "forget_at": now() + self._kept,
        }
        await self._made.update_one({"_id": record["_id"]}, {"$setOnInsert": fields}, upsert=True)

    async def exactly(self, sha256: str) -> MadePicture | None:
        """The first that was made with this content."""
        found = await self._made.find_one({"sha256": sha256}, sort=[("made_at", ASCENDING)])
        return None if found is None else _picture(found)

    async def readable(self, owner: str, shared_blobs: Collection[str]) -> list[MadePicture]:
        """The newest of the owner's, and those whose blobs these are; with fingerprints alone."""
        looks = {"fingerprint": {"$ne": Binary(b"")}}
        own = self._made.find({"owner": owner, **looks}).sort("made_at", DESCENDING)
        pictures = [_picture(one) for one in await own.limit(_LOOKED_THROUGH).to_list()]
        if shared_blobs:
            jobs = [name.removesuffix(".stego") for name in shared_blobs]
            others = self._made.find({"_id": {"$in": jobs}, "owner": {"$ne": owner}, **looks})
            pictures += [_picture(one) for one in await others.to_list()]
        return [one for one in pictures if len(one.fingerprint) == FINGERPRINT_BYTES]

    async def forget(self, owner: str) -> None:
        """Nothing is known any more of what a deleted user made."""
        await self._made.delete_many({"owner": owner})


def _picture(found: Document) -> MadePicture:
    return MadePicture(
        job=found["_id"],
        owner=found["owner"],
        blob=found["blob"],
        sha256=found["sha256"],
        cover_sha256=found["cover_sha256"],
        fingerprint=bytes(found["fingerprint"]),
        made_at=found["made_at"],
        is_covert=found["is_covert"],
    )
