"""Sealed files in GridFS, each written once under a fresh id and never changed.

A chunk holds four sealed segments exactly, so any segment is found by arithmetic. Reads ask for
chunks by a bounded range of the index instead of through GridFS' download stream, which would
fetch up to 16 MB ahead for a range of a few bytes.
"""

from collections.abc import AsyncGenerator

from bson import ObjectId
from cloak_kit.mongo import Document
from gridfs.asynchronous import AsyncGridFSBucket, AsyncGridIn
from pymongo import ASCENDING
from pymongo.asynchronous.database import AsyncDatabase

from cloak_storage.errors import BlobDamaged
from cloak_storage.segments import SEALED_SEGMENT_BYTES

SEGMENTS_PER_CHUNK = 4
CHUNK_BYTES = SEGMENTS_PER_CHUNK * SEALED_SEGMENT_BYTES
_CHUNKS_AHEAD = 8


class Files:
    """The GridFS files of one database."""

    def __init__(self, database: AsyncDatabase[Document]) -> None:
        self._bucket = AsyncGridFSBucket(database, chunk_size_bytes=CHUNK_BYTES)
        self._files, self._chunks = database["fs.files"], database["fs.chunks"]

    async def prepare(self) -> None:
        """Create the indexes that GridFS specifies."""
        await self._files.create_index([("filename", ASCENDING), ("uploadDate", ASCENDING)])
        await self._chunks.create_index([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)

    def writer(self, file: ObjectId) -> AsyncGridIn:
        """Open a file under this id, which no other file has; it exists once it is closed."""
        writer = self._bucket.open_upload_stream_with_id(file, str(file))
        # `prepare` made the indexes. The driver's probe for them reads every chunk on servers that
        # do not push down a limit. A private name: the driver is pinned and a test covers it.
        object.__setattr__(writer, "_ensured_index", True)
        return writer

    async def segments(self, file: ObjectId, first: int, last: int) -> AsyncGenerator[bytes, None]:
        """Yield the sealed segments `first` to `last`; raises BlobDamaged when one is missing."""
        wanted = {"$gte": first // SEGMENTS_PER_CHUNK, "$lte": last // SEGMENTS_PER_CHUNK}
        expected = first
        async with (
            self._chunks.find({"files_id": file, "n": wanted}, {"n": 1, "data": 1})
            .sort("n", ASCENDING)
            .batch_size(_CHUNKS_AHEAD) as chunks
        ):
            async for chunk in chunks:
                for index, sealed in _split(chunk):
                    if first <= index <= last:
                        if index != expected:
                            raise BlobDamaged
                        yield sealed
                        expected += 1
        if expected <= last:
            raise BlobDamaged

    async def remove(self, file: ObjectId) -> bool:
        """Remove what there is of this file, whole or in parts; say whether there was any."""
        listed = await self._files.delete_one({"_id": file})
        chunks = await self._chunks.delete_many({"files_id": file})
        return listed.deleted_count + chunks.deleted_count > 0


def _split(chunk: Document) -> list[tuple[int, bytes]]:
    first, data = chunk["n"] * SEGMENTS_PER_CHUNK, chunk["data"]
    starts = range(0, len(data), SEALED_SEGMENT_BYTES)
    return [(first + i, data[at : at + SEALED_SEGMENT_BYTES]) for i, at in enumerate(starts)]
