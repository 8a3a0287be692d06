"""A body on its way in: in memory while small, in a temporary file beyond, never unbounded."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Self

from cloak_kit.errors import BodyTooLarge

_CHUNK_BYTES = 1 << 18


class Spool:
    """Bytes of a length that is not known before; the file is gone when the block ends."""

    def __init__(self, *, memory_bytes: int, limit_bytes: int) -> None:
        self._file = SpooledTemporaryFile(max_size=memory_bytes)  # noqa: SIM115 - closed by our own block
        self._memory_bytes = memory_bytes
        self._limit_bytes = limit_bytes
        self._hash = hashlib.sha256()
        self.size_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def sha256(self) -> str:
        """Lower-case hex of what was written so far."""
        return self._hash.hexdigest()

    async def write(self, chunk: bytes) -> None:
        """Append; raises BodyTooLarge."""
        self.size_bytes += len(chunk)
        if self.size_bytes > self._limit_bytes:
            raise BodyTooLarge(limit_bytes=self._limit_bytes)
        self._hash.update(chunk)
        if self.size_bytes > self._memory_bytes:
            await asyncio.to_thread(self._file.write, chunk)
        else:
            self._file.write(chunk)

    async def content(self) -> bytes:
        """Everything, in memory."""
        return await asyncio.to_thread(self._read_all)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Everything, from the beginning, in pieces."""
        self._file.seek(0)
        while chunk := await asyncio.to_thread(self._file.read, _CHUNK_BYTES):
            yield chunk

    def _read_all(self) -> bytes:
        self._file.seek(0)
        return self._file.read()
