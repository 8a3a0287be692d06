"""Pictures that jobs work on: the caller's own, or any picture the caller may read."""

import re
from dataclasses import dataclass, replace

import cloak_codec as codec
from cloak_kit.blobs import BlobInfo, BlobStore
from cloak_kit.contracts.cloak.v1.jobs_pb2 import BlobRef
from cloak_kit.errors import BlobNotFound

from cloak_gateway.errors import codec_refusals
from cloak_gateway.pictures import size_of
from cloak_gateway.threads import Threads
from cloak_gateway.uploads import Uploads

_PICTURE_NAME = re.compile(r"(u-[0-9a-f]{32}|j-[0-9a-f]{32}\.stego)\Z")


@dataclass(frozen=True, slots=True)
class Cover:
    """A picture to hide something in; `size` is width and height in pixels.

    `room` is what it carries, where that depends on more than its size.
    """

    ref: BlobRef
    filename: str
    size: tuple[int, int]
    room: codec.Capacity | None = None


def checked_name(name: str) -> str:
    """The name, if it is one a picture has; raises BlobNotFound."""
    if not _PICTURE_NAME.match(name):
        raise BlobNotFound
    return name


class Covers:
    """Finds pictures for their readers; someone else's are as good as not there."""

    def __init__(
        self, uploads: Uploads, blobs: BlobStore, pictures: Threads, *, limit_bytes: int
    ) -> None:
        self._uploads = uploads
        self._blobs = blobs
        self._pictures = pictures
        self._limit_bytes = limit_bytes

    async def cover(self, reader: str, name: str) -> Cover:
        """A picture and its size; raises BlobNotFound, the refusals of a picture."""
        try:
            upload = await self._uploads.get(reader, checked_name(name))
        except BlobNotFound:
            return await self._measured(reader, name)
        # The record may outlive the blob: retention is the store's business.
        info = await self._blobs.info(name, reader=reader)
        return Cover(reference_to(info), upload.filename, (upload.width, upload.height))

    async def measured_for(
        self, reader: str, cover: Cover, way: codec.Way, *, sealed: bool
    ) -> Cover:
        """The cover with its room for this way of hiding; raises BlobNotFound, Busy."""
        if not way.is_inlaid:
            return cover
        room = await self.room(reader, cover.ref.name, way, sealed=sealed)
        return replace(cover, room=room)

    async def room(
        self, reader: str, name: str, way: codec.Way, *, sealed: bool, recipients: int = 0
    ) -> codec.Capacity:
        """What this very picture carries; raises BlobNotFound, the refusals of a picture, Busy."""
        return await self._pictures.run_on(
            lambda: self._blobs.read(name, limit_bytes=self._limit_bytes, reader=reader),
            lambda image: _room_in(image, way, sealed=sealed, recipients=recipients),
        )

    async def picture(self, reader: str, name: str) -> BlobRef:
        """A reference to a picture; raises BlobNotFound."""
        return reference_to(await self._blobs.info(checked_name(name), reader=reader))

    async def _measured(self, reader: str, name: str) -> Cover:
        info = await self._blobs.info(name, reader=reader)
        size = await self._pictures.run_on(
            lambda: self._blobs.read(name, limit_bytes=self._limit_bytes, reader=reader), size_of
        )
        return Cover(reference_to(info), "picture", size)


def _room_in(image: bytes, way: codec.Way, *, sealed: bool, recipients: int) -> codec.Capacity:
    with codec_refusals():
        return way.capacity_of(image, sealed=sealed, recipients=recipients)


def reference_to(info: BlobInfo) -> BlobRef:
    """What the workers are told of a blob."""
    return BlobRef(
        name=info.name,
        media_type=info.media_type,
        size_bytes=info.size_bytes,
        sha256=info.sha256,
    )
