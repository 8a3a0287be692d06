"""A file on its way from the server."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import unquote

import httpx

ProgressCallback = Callable[[int, int | None], None]

_EXTENDED_NAME = re.compile(r"filename\*\s*=\s*(?:utf-8|UTF-8)''([^;]+)")
_PLAIN_NAME = re.compile(r'filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))')


class Download:
    """The body of an answer, read once: by chunks, whole, or into a file."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.media_type = response.headers.get("content-type", "application/octet-stream")
        self.filename = filename_in(response.headers.get("content-disposition", ""))
        self.etag: str | None = response.headers.get("etag")
        length = response.headers.get("content-length", "")
        self.size_bytes = int(length) if length.isdigit() else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes as they come."""
        async for chunk in self._response.aiter_bytes():
            yield chunk

    async def read(self) -> bytes:
        """All bytes."""
        return await self._response.aread()

    async def save(self, path: Path, *, progress: ProgressCallback | None = None) -> int:
        """Write the file, whole or not at all, over one of that name; gives its size in bytes."""
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        done = 0
        try:
            with await asyncio.to_thread(part.open, "wb") as file:
                async for chunk in self.chunks():
                    await asyncio.to_thread(file.write, chunk)
                    done += len(chunk)
                    if progress is not None:
                        progress(done, self.size_bytes)
            await asyncio.to_thread(part.replace, path)
        finally:
            part.unlink(missing_ok=True)
        return done


def filename_in(disposition: str) -> str | None:
    """The file's name in a Content-Disposition (RFC 6266): its last part only, or None."""
    extended = _EXTENDED_NAME.search(disposition)
    plain = _PLAIN_NAME.search(disposition)
    if extended:
        name = unquote(extended[1].strip())
    elif plain:
        name = re.sub(r"\\(.)", r"\1", plain[1]) if plain[1] is not None else plain[2].strip()
    else:
        return None
    return re.split(r"[/\\]", name)[-1] or None
