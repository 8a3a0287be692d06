"""Pictures: sent up, listed, measured, looked at."""

from __future__ import annotations

import asyncio
import io
import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from cloak_client.calls import Call, delete, get
from cloak_client.downloads import Download, ProgressCallback
from cloak_client.models import Capacity, Channel, Mode, Page, Upload, Verification
from cloak_client.session import Session

CHUNK_BYTES = 256 * 1024
TRANSFER_DEADLINE_S = 300.0
VERIFY_DEADLINE_S = 90.0  # several large pictures may be compared


class Uploads:
    """The routes /api/upload, /api/uploads, /api/blobs and /api/verify."""

    _session: Session

    async def upload(
        self,
        picture: Path | bytes,
        *,
        filename: str | None = None,
        progress: ProgressCallback | None = None,
        deadline_s: float = TRANSFER_DEADLINE_S,
    ) -> Upload:
        """Store a picture, streamed from its file; ``progress`` gets bytes sent and in all.

        The server goes by the content, not by the name. Raises Invalid (not_an_image,
        image_truncated, ...), TooLarge, and OSError if the file cannot be read.
        """
        source = picture if isinstance(picture, Path) else None
        name = filename or (source.name if source else None)
        size = len(picture) if isinstance(picture, bytes) else (await _size_of(picture))
        headers = {"Content-Type": image_type(name), "Content-Length": str(size)}
        if name is not None:
            headers["X-Filename"] = quote(name, safe=" !#$&'()+,;=@[]^`{}~")

        async def body() -> AsyncIterator[bytes]:
            done = 0
            with (
                io.BytesIO(picture)
                if isinstance(picture, bytes)
                else await asyncio.to_thread(picture.open, "rb")
            ) as file:
                while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                    yield chunk
                    done += len(chunk)
                    if progress is not None:
                        progress(done, size)

        call = Call("POST", "/api/upload", headers=headers, content=body, deadline_s=deadline_s)
        return await self._session.receive(call, Upload)

    async def uploads(self, *, limit: int | None = None, cursor: str | None = None) -> Page[Upload]:
        """One's own pictures, newest first."""
        return await self._session.receive(
            get("/api/uploads", limit=limit, cursor=cursor), Page[Upload]
        )

    async def get_upload(self, upload_id: str) -> Upload:
        """One of one's own pictures; raises NotFound."""
        return await self._session.receive(get(f"/api/uploads/{upload_id}"), Upload)

    async def delete_upload(self, upload_id: str) -> None:
        """Remove one of one's own pictures."""
        await self._session.send(delete(f"/api/uploads/{upload_id}"))

    async def capacity(
        self,
        upload_id: str,
        *,
        mode: Mode = "robust",
        sealed: bool = True,
        recipients: int = 0,
        channel: Channel | None = None,
        rate: float | None = None,
    ) -> Capacity:
        """What this very picture carries in a mode, with a passphrase (``sealed``) or without.

        With ``recipients`` it is sealed for so many people instead.
        """
        call = get(
            f"/api/uploads/{upload_id}/capacity",
            mode=mode,
            sealed="true" if sealed else "false",
            recipients=recipients or None,
            channel=channel,
            rate=rate,
        )
        return await self._session.receive(call, Capacity)

    async def verify(self, image: str) -> Verification:
        """Whether a picture one may read was made here and is as it was; raises NotFound."""
        call = Call("POST", "/api/verify", deadline_s=VERIFY_DEADLINE_S)
        call = call.with_json({"image": image}).safe_to_repeat()
        return await self._session.receive(call, Verification)

    async def preview(self, blob_id: str, *, size_px: int = 512) -> bytes:
        """A JPEG of a picture one may read; its long side is at most ``size_px`` (64 to 1024)."""
        call = get(f"/api/blobs/{blob_id}/preview", size=size_px)
        return (await self._session.send(call)).content

    @asynccontextmanager
    async def blob(self, blob_id: str) -> AsyncIterator[Download]:
        """Any picture one may read: own uploads and results, pictures in received messages."""
        async with self._session.stream(get(f"/api/blobs/{blob_id}")) as response:
            yield Download(response)


def image_type(name: str | None) -> str:
    """The image type a file's name suggests; the server looks at the content in any case."""
    guess = mimetypes.guess_type(name or "")[0] or ""
    return guess if guess.startswith("image/") else "image/png"


async def _size_of(path: Path) -> int:
    return (await asyncio.to_thread(path.stat)).st_size
