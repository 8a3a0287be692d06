"""What happens to pictures on their way, with the real encoders, and how far apart two are."""

import io
from dataclasses import dataclass

import numpy as np
from cloak_codec.quality import psnr_db
from PIL import Image, ImageOps


def opened(picture: bytes) -> Image.Image:
    """Decode a picture as people see it: turned as its EXIF says, in RGB."""
    return ImageOps.exif_transpose(Image.open(io.BytesIO(picture))).convert("RGB")


def recompressed(picture: bytes, *, quality: int) -> bytes:
    """Save it as a JPEG with 4:2:0 chroma, as chat applications do."""
    return _saved(opened(picture), "JPEG", quality=quality, subsampling="4:2:0")


def resized_and_back(picture: bytes, *, share: float) -> bytes:
    """Scale it to a share of its size and back to the size it had."""
    image = opened(picture)
    small = image.resize(
        (round(image.width * share), round(image.height * share)), Image.Resampling.BICUBIC
    )
    return _saved(small.resize(image.size, Image.Resampling.BICUBIC), "PNG")


def distance_db(one: bytes, other: bytes) -> float:
    """PSNR of two pictures; the second is scaled to the size of the first where they differ."""
    first, second = opened(one), opened(other)
    if first.size != second.size:
        second = second.resize(first.size, Image.Resampling.LANCZOS)
    return psnr_db(np.asarray(first), np.asarray(second))


@dataclass(frozen=True, slots=True)
class Triple:
    """A cover, what became of it, and what was hidden in it, for the contact sheet."""

    title: str
    cover: bytes
    stego: bytes
    secret: Image.Image
    revealed: Image.Image


def _saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()
