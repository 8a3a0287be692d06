"""Picture files: what they are, refused in words where they cannot be used, and their pixels."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, JpegImagePlugin, UnidentifiedImageError

from cloak_codec.errors import (
    AnimatedImage,
    ImageTooLarge,
    ImageTooSmall,
    NotAnImage,
    TruncatedImage,
    UnsupportedImage,
)
from cloak_codec.limits import LIMITS, Limits

MEDIA_TYPES: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
# Known only so that the refusal can say what it is.
_RECOGNISED: Final = ("GIF", "BMP", "TIFF")
_ORIENTATION: Final = 0x0112
_TURNED: Final = (5, 6, 7, 8)
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError)
_DEEP: Final = "16-bit colour"  # which Pillow reads as 8 bits, and says nothing
_REASONS: Final = {
    "L": "greyscale",
    "LA": "greyscale",
    "1": "black and white",
    "P": "palette",
    "PA": "palette",
    "CMYK": "CMYK",
    "YCbCr": "YCbCr",
    "I;16": "16-bit greyscale",
    "I;16B": "16-bit greyscale",
    "I": "16-bit greyscale",
}


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What a picture is; width and height are as people see it, after its EXIF orientation."""

    format: str  # "png", "jpeg", "webp"
    media_type: str
    width: int
    height: int
    has_alpha: bool
    converted_from: str | None  # set where embedding works on an RGB copy: "greyscale", "CMYK", ...


@dataclass(frozen=True, slots=True)
class JpegCoding:
    """How a JPEG file was quantised (tables of 64, in zigzag order) and its colour sampled."""

    tables: tuple[tuple[int, ...], ...]
    sampling: int  # as Pillow counts: 0 is 4:4:4, 1 is 4:2:2, 2 is 4:2:0


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """A decoded picture. ``rgb`` is uint8 [H,W,3], ``alpha`` uint8 [H,W]."""

    rgb: NDArray[np.uint8] = field(repr=False)
    alpha: NDArray[np.uint8] | None = field(repr=False)
    icc_profile: bytes | None = field(repr=False)
    info: ImageInfo
    jpeg: JpegCoding | None = None  # of colour pictures that came as JPEG

    @property
    def width(self) -> int:
        return self.info.width

    @property
    def height(self) -> int:
        return self.info.height


def inspect(image: bytes, limits: Limits = LIMITS) -> ImageInfo:
    """Say what a picture is, having decoded it whole.

    Sizes are checked in the header, before a pixel is decoded. Raises NotAnImage, UnsupportedImage,
    AnimatedImage, ImageTooSmall, ImageTooLarge, TruncatedImage.
    """
    with _opened(image, limits) as picture:
        return _decoded(picture)


def pixels_in(image: bytes, limits: Limits = LIMITS) -> int:
    """How many pixels a picture has, by its header alone. Raises what ``inspect`` raises."""
    with _opened(image, limits) as picture:
        return picture.width * picture.height


def read(image: bytes, limits: Limits = LIMITS) -> Pixels:
    """Decode a picture, orientation applied. Raises what ``inspect`` raises."""
    with _opened(image, limits) as picture:
        info = _decoded(picture)
        profile = picture.info.get("icc_profile")
        coding = _coding(picture)
        turn = _UPRIGHT.get(_orientation(picture))
        upright = picture if turn is None else picture.transpose(turn)
        rgb, alpha = _planes(upright, has_alpha=info.has_alpha)
    # A profile describes the numbers as they were: after a conversion it would lie.
    keeps_profile = info.converted_from in (None, "palette", _DEEP)
    return Pixels(rgb, alpha, profile if keeps_profile else None, info, coding)


@contextmanager
def _opened(image: bytes, limits: Limits) -> Iterator[ImageFile.ImageFile]:
    if len(image) > limits.most_file_bytes:
        raise ImageTooLarge(what="bytes", limit=limits.most_file_bytes)
    try:
        picture = Image.open(io.BytesIO(image), formats=(*MEDIA_TYPES, *_RECOGNISED))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise ImageTooLarge(what="pixels", limit=limits.most_pixels) from bomb
    except UnidentifiedImageError as unknown:
        raise NotAnImage from unknown
    except _BROKEN as broken:
        raise TruncatedImage from broken
    with picture:
        _check_size(picture, limits)
        _check_kind(picture)
        yield picture


def _check_size(picture: Image.Image, limits: Limits) -> None:
    width, height = picture.size
    if width * height > limits.most_pixels:
        raise ImageTooLarge(what="pixels", limit=limits.most_pixels)
    if min(width, height) < limits.least_side:
        raise ImageTooSmall(width=width, height=height, least_side=limits.least_side)


def _check_kind(picture: Image.Image) -> None:
    # An MPO is a photograph with extra views (depth, gain map) behind the first; that one is meant.
    if picture.format != "MPO" and _frames(picture) > 1:
        raise AnimatedImage
    if picture.format in _RECOGNISED:
        raise UnsupportedImage(f"{picture.format} is not supported; use PNG, JPEG or WebP")
    if picture.mode not in ("RGB", "RGBA", *_REASONS):
        raise UnsupportedImage(f"pixels of kind {picture.mode} are not supported; use 8-bit RGB")


def _frames(picture: Image.Image) -> int:
    try:
        return int(getattr(picture, "n_frames", 1))  # GIF and TIFF are read to their end for it
    except (*_BROKEN, TypeError) as broken:
        raise TruncatedImage from broken


def _decoded(picture: ImageFile.ImageFile) -> ImageInfo:
    """What it is, once its pixels are loaded; the file's own depth is known only before that."""
    converted_from = _REASONS.get(picture.mode)
    if converted_from is None and any(str(tile.args).endswith(";16B") for tile in picture.tile):
        converted_from = _DEEP
    try:
        picture.load()
    except _BROKEN as broken:
        raise TruncatedImage from broken
    return _info(picture, converted_from)


def _info(picture: Image.Image, converted_from: str | None) -> ImageInfo:
    kind = "JPEG" if picture.format == "MPO" else str(picture.format)
    width, height = picture.size
    if _orientation(picture) in _TURNED:
        width, height = height, width
    return ImageInfo(
        format=kind.lower(),
        media_type=MEDIA_TYPES[kind],
        width=width,
        height=height,
        has_alpha=picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info,
        converted_from=converted_from,
    )


def _coding(picture: Image.Image) -> JpegCoding | None:
    if not isinstance(picture, JpegImagePlugin.JpegImageFile) or picture.mode != "RGB":
        return None
    sampling = JpegImagePlugin.get_sampling(picture)
    if sampling < 0:
        return None  # one of the rare ones that no writer offers
    tables = tuple(tuple(table) for _, table in sorted(picture.quantization.items()))
    return JpegCoding(tables, sampling)


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except (*_BROKEN, TypeError):
        return 1  # a broken EXIF block says nothing about the pixels


def _planes(
    picture: Image.Image, *, has_alpha: bool
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    if picture.mode.startswith("I"):
        high = np.asarray(picture).astype(np.uint32) >> 8
        picture = Image.fromarray(high.clip(0, 255).astype(np.uint8))
    if not has_alpha:
        return np.array(picture.convert("RGB")), None
    rgba = np.asarray(picture.convert("RGBA"))
    return np.ascontiguousarray(rgba[..., :3]), np.ascontiguousarray(rgba[..., 3])
