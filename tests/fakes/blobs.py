"""A BlobStore in memory, for tests of what uses one; it passes the contract of the real one."""

import hashlib
from collections.abc import AsyncIterable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cloak_kit.blobs import BlobInfo, BlobKind
from cloak_kit.errors import BlobNotFound, BodyTooLarge

DEFAULT_RETENTION = timedelta(days=7)
SHARED_KEPT_FOR = timedelta(days=365)


@dataclass
class BlobsInMemory:
    """Blobs of one test; `contents` and `infos` may be looked at, `away` makes every call raise."""

    contents: dict[str, bytes] = field(default_factory=dict)
    infos: dict[str, BlobInfo] = field(default_factory=dict)
    away: Exception | None = None

    async def put(
        self,
        name: str,
        body: bytes | AsyncIterable[bytes],
        *,
        owner: str,
        kind: BlobKind,
        media_type: str,
        retention_s: float | None = None,
    ) -> BlobInfo:
        """Store it whole under this name; if the name is taken, keep and return the first one."""
        self._answer()
        content = body if isinstance(body, bytes) else b"".join([data async for data in body])
        try:
            return self._live(name, None)
        except BlobNotFound:
            now = datetime.now(UTC)
            kept_for = timedelta(seconds=retention_s) if retention_s else DEFAULT_RETENTION
            info = BlobInfo(
                name=name,
                kind=kind,
                owner=owner,
                readers=[],
                media_type=media_type,
                size_bytes=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                created_at=now,
                expires_at=now + kept_for,
            )
            self.contents[name], self.infos[name] = content, info
            return info

    async def read(self, name: str, *, limit_bytes: int, reader: str | None = None) -> bytes:
        """Return the content; raises BlobNotFound, BodyTooLarge."""
        self._answer()
        self._live(name, reader)
        if len(self.contents[name]) > limit_bytes:
            raise BodyTooLarge(limit_bytes=limit_bytes)
        return self.contents[name]

    async def info(self, name: str, *, reader: str | None = None) -> BlobInfo:
        """Describe it; raises BlobNotFound when it is not there, or not for this reader."""
        self._answer()
        return self._live(name, reader)

    async def share(self, name: str, readers: Collection[str]) -> BlobInfo:
        """Let these users read it too; raises BlobNotFound."""
        self._answer()
        info = self._live(name, None)
        more = [reader for reader in sorted(readers) if reader not in info.readers]
        kept_until = max(info.expires_at or info.created_at, datetime.now(UTC) + SHARED_KEPT_FOR)
        update = {"readers": info.readers + more, "expires_at": kept_until}
        self.infos[name] = info.model_copy(update=update)
        return self.infos[name]

    async def delete(self, name: str) -> None:
        """Remove it; a missing one is as good as removed."""
        self._answer()
        self.infos.pop(name, None)
        self.contents.pop(name, None)

    def _answer(self) -> None:
        if self.away is not None:
            raise self.away

    def _live(self, name: str, reader: str | None) -> BlobInfo:
        info = self.infos.get(name)
        if info is None or (info.expires_at and info.expires_at <= datetime.now(UTC)):
            raise BlobNotFound
        if reader is not None and reader != info.owner and reader not in info.readers:
            raise BlobNotFound
        return info
