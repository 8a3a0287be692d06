"""Finished pictures as files: colour profile and transparency kept, everything else left behind."""

from __future__ import annotations

import io
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cloak_codec.errors import UnsupportedImage
from cloak_codec.imagefile import MEDIA_TYPES, Pixels
from cloak_codec.modes import Mode, Output

_JPEG_QUALITY: Final = 92
_MOST_PROFILE_BYTES: Final = 1 << 20  # Pillow reads no larger one back from a PNG
_LARGE_PIXELS: Final = 4_000_000
_COMPRESSION: Final = {False: 6, True: 3}  # zlib's level; 6 takes three times as long as 3


def media_type(output: Output) -> str:
    """The media type of files in this format."""
    return MEDIA_TYPES[output.upper()]


def check_output(cover: Pixels, output: Output) -> None:
    """Raises UnsupportedImage where the cover cannot be written in this format."""
    if output == "jpeg" and cover.alpha is not None:
        raise UnsupportedImage("JPEG has no transparency; ask for PNG or use an opaque cover")
    if output == "png" and len(cover.icc_profile or b"") > _MOST_PROFILE_BYTES:
        raise UnsupportedImage("its colour profile is too large for PNG; remove it or ask for JPEG")


def write(cover: Pixels, rgb: NDArray[np.uint8], output: Output) -> bytes:
    """A file with the pixels ``rgb`` and the cover's alpha and colour profile; no EXIF, no GPS.

    A JPEG cover's own quantisation and colour sampling serve for the result as well: a file that
    is finer than its cover would be larger, and remarkable.
    """
    file = io.BytesIO()
    profile = {} if cover.icc_profile is None else {"icc_profile": cover.icc_profile}
    if output == "jpeg":
        Image.fromarray(rgb).save(file, "JPEG", **_coding(cover), **profile)
    else:
        pixels = rgb if cover.alpha is None else np.dstack([rgb, cover.alpha])
        level = _COMPRESSION[rgb.shape[0] * rgb.shape[1] > _LARGE_PIXELS]
        Image.fromarray(pixels).save(file, "PNG", compress_level=level, **profile)
    return file.getvalue()


def _coding(cover: Pixels) -> dict[str, Any]:
    if cover.jpeg is None:
        return {"quality": _JPEG_QUALITY, "subsampling": "4:4:4"}
    tables = {i: list(table) for i, table in enumerate(cover.jpeg.tables)}
    return {"qtables": tables, "subsampling": cover.jpeg.sampling}


def chosen_output(wanted: Output | Literal["auto"], mode: Mode, media_type: str) -> Output:
    """The format of a result; ``auto``: JPEG for covers that are JPEG, where the mode allows it."""
    if wanted != "auto":
        return wanted
    return "jpeg" if mode is Mode.ROBUST and media_type == MEDIA_TYPES["JPEG"] else "png"
