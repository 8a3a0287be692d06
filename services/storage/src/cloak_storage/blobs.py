"""Blobs: put if absent, open, share and delete, as the HTTP routes need them."""

from collections.abc import AsyncGenerator, AsyncIterable, Collection
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from cloak_kit.blobs import BlobInfo, BlobKind
from cloak_kit.errors import BlobNotFound
from cloak_kit.mongo import Document
from pymongo.asynchronous.database import AsyncDatabase

from cloak_storage.errors import BlobDamaged
from cloak_storage.files import Files
from cloak_storage.keys import KeyRing, key_ring
from cloak_storage.metrics import (
    DAMAGED_READS,
    REMOVED_BLOBS,
    REMOVED_BYTES,
    SERVED_BYTES,
    STORED_BLOBS,
    STORED_BYTES,
)
from cloak_storage.ranges import Span
from cloak_storage.records import Record, Records, new_info, utc_now
from cloak_storage.segments import SEGMENT_BYTES, Opener
from cloak_storage.settings import StorageSettings
from cloak_storage.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Label:
    """What the caller says of a blob to be stored."""

    owner: str
    kind: BlobKind
    media_type: str
    retention_s: float | None = None


class Blobs:
    """The records, the files behind them and the uploads on their way, kept in step."""

    def __init__(
        self,
        records: Records,
        files: Files,
        uploads: Uploads,
        keys: KeyRing,
        settings: StorageSettings,
    ) -> None:
        self.records, self.files, self.uploads = records, files, uploads
        self._keys, self._retention_s = keys, settings.retention_s
        self._shared_retention = timedelta(seconds=settings.shared_retention_s)

    @classmethod
    async def open(cls, database: AsyncDatabase[Document], settings: StorageSettings) -> Self:
        """Return the blobs of this database, its indexes made."""
        keys = key_ring(settings)
        files, records = Files(database), Records(database)
        uploads = Uploads(database, files, keys, settings)
        for part in (files, records, uploads):
            await part.prepare()
        return cls(records, files, uploads, keys, settings)

    async def put(
        self, name: str, label: Label, body: AsyncIterable[bytes]
    ) -> tuple[BlobInfo, bool]:
        """Store the body whole under this name unless it is taken.

        Returns the blob that has the name, and whether it is this one.
        """
        try:
            first = await self.records.find(name)
        except BlobNotFound:
            return await self._store(name, label, body)
        # Read to the end: a client that is cut off while sending may never see the answer.
        async for _ in body:
            pass
        return first.info, False

    async def content(self, record: Record, span: Span) -> AsyncGenerator[bytes, None]:
        """Yield the bytes of a span, opening only the segments it touches.

        Raises:
            BlobDamaged: the stored bytes are not those that were sealed.
            BlobNotFound: the blob was removed in the meantime.
        """
        opener = Opener(self._keys.unwrap(record.file.binary, record.key), record.info.size_bytes)
        index, last = span.start // SEGMENT_BYTES, max(span.start, span.stop - 1) // SEGMENT_BYTES
        served = SERVED_BYTES.labels(record.info.kind)
        try:
            async with aclosing(self.files.segments(record.file, index, last)) as segments:
                async for sealed in segments:
                    at = index * SEGMENT_BYTES
                    plain = opener.open(index, sealed)[max(0, span.start - at) : span.stop - at]
                    served.inc(len(plain))
                    yield plain
                    index += 1
        except BlobDamaged:
            await self.records.find(record.info.name)
            DAMAGED_READS.inc()
            raise

    async def delete(self, name: str, *, owner: str | None = None) -> None:
        """Remove a blob, only if it is this owner's when one is named; absent is as good."""
        try:
            record = await self.records.find(name)
        except BlobNotFound:
            return
        if owner is None or owner == record.info.owner:
            # From here on nobody sees it, and the sweeper finishes if this process does not.
            await self.records.expire([name], owner=record.info.owner, at=utc_now())
            await self.remove(record)

    async def remove(self, record: Record) -> None:
        """Remove an expired blob: its file first, so that no file is left without a record."""
        await self.files.remove(record.file)
        if await self.records.drop(record):
            REMOVED_BLOBS.labels(record.info.kind).inc()
            REMOVED_BYTES.labels(record.info.kind).inc(record.info.size_bytes)

    async def share(self, name: str, readers: Collection[str], *, by: str | None) -> BlobInfo:
        """Let these users read it; raises BlobNotFound, also when `by` may not read it."""
        await self.records.find(name, reader=by)
        keep_until = utc_now() + self._shared_retention
        return (await self.records.share(name, readers, keep_until=keep_until)).info

    async def _store(
        self, name: str, label: Label, body: AsyncIterable[bytes]
    ) -> tuple[BlobInfo, bool]:
        stored = await self.uploads.receive(name, body)
        info = new_info(
            name,
            owner=label.owner,
            kind=label.kind,
            media_type=label.media_type,
            retention_s=label.retention_s or self._retention_s[label.kind],
            size=stored.size_bytes,
            sha=stored.sha256,
        )
        mine = Record(info, stored.file, stored.key)
        # An error from here on leaves the file and its intent: the claim may have come through.
        while other := await self.records.claim(mine):
            if other.info.expires_at is None or other.info.expires_at > utc_now():
                await self.uploads.discard(stored.file)
                return other.info, False
            await self.remove(other)
        await self.uploads.settle(stored.file)
        STORED_BLOBS.labels(label.kind).inc()
        STORED_BYTES.labels(label.kind).inc(stored.size_bytes)
        return info, True
