"""What a picture is and carries, and a small view of it: CPU-bound, for threads."""

import io
from dataclasses import dataclass
from typing import get_args

import cloak_codec as codec
from PIL import Image, ImageOps

from cloak_gateway.errors import codec_refusals
from cloak_gateway.resources import Advice, Capacity, ModeName, Size

MODES: tuple[ModeName, ...] = get_args(ModeName)
_PREVIEW_QUALITY = 80


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What is known of a cover; sizes in pixels, as people see it."""

    media_type: str
    width: int
    height: int
    capacity: dict[ModeName, Capacity]
    advice: list[Advice]


def facts_of(image: bytes) -> PictureFacts:
    """Decode it whole and say what it is; raises the refusals of a picture."""
    with codec_refusals():
        info = codec.inspect(image)
        advice = codec.advise(image)
    return PictureFacts(
        media_type=info.media_type,
        width=info.width,
        height=info.height,
        capacity={mode: _promised((info.width, info.height), mode) for mode in MODES},
        advice=[Advice(code=a.code, message=a.message) for a in advice],
    )


def size_of(image: bytes) -> tuple[int, int]:
    """Width and height as people see it; raises the refusals of a picture."""
    with codec_refusals():
        info = codec.inspect(image)
    return info.width, info.height


def _promised(size: tuple[int, int], mode: ModeName) -> Capacity:
    """By the size alone: to look at every upload as covert messages do would take seconds."""
    way = codec.Way.checked(codec.Mode(mode))
    return capacity(way, way.capacity(size, sealed=True), sealed=True, exact=False)


def capacity(
    way: codec.Way, found: codec.Capacity, *, sealed: bool, exact: bool, recipients: int = 0
) -> Capacity:
    """What the codec says, as it is sent; where the size decides, it is exact anyway."""
    return Capacity(
        mode=way.mode.value,
        channel=way.channel,
        rate=way.rate,
        sealed=sealed,
        recipients=recipients,
        exact=exact or not way.is_inlaid,
        usable=found.usable,
        payload_bytes=found.payload_bytes,
        characters=found.characters,
        picture=found.picture and Size(width=found.picture[0], height=found.picture[1]),
    )


def preview_of(image: bytes, *, long_side: int) -> bytes:
    """A JPEG that is at most `long_side` pixels long, upright, over white where transparent."""
    with Image.open(io.BytesIO(image), formats=("PNG", "JPEG", "WEBP")) as picture:
        picture.draft("RGB", (long_side, long_side))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
        rgba = upright.convert("RGBA")
    flat = Image.new("RGB", rgba.size, "white")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    file = io.BytesIO()
    flat.save(file, "JPEG", quality=_PREVIEW_QUALITY)
    return file.getvalue()
