"""What a picture goes through on its way, with the real codecs; verification decodes after each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cloak_codec.modes import Channel

_CHAT_QUALITY: Final = 50
_CHAT_SCALE: Final = 0.75
_MARGIN: Final = Image.Resampling.BILINEAR
_USUAL: Final = Image.Resampling.BICUBIC


def journeys(
    rgb: NDArray[np.uint8], channel: Channel, *, with_margin: bool
) -> Iterator[NDArray[np.uint8]]:
    """The pictures [H,W,3] that a reader may get to see, the file's own pixels first.

    With a margin, scaling is bilinear: it loses more than the filters that programs prefer.
    """
    yield rgb
    if channel == "chat":
        yield rescaled(rgb, _CHAT_SCALE, _MARGIN if with_margin else _USUAL)
        yield recompressed(rgb, _CHAT_QUALITY)


def recompressed(rgb: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """JPEG with 4:2:0 colour, as most programs write it."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=quality, subsampling="4:2:0")
    with Image.open(file) as picture:
        return np.asarray(picture.convert("RGB"))


def rescaled(
    rgb: NDArray[np.uint8], scale: float, resampling: Image.Resampling
) -> NDArray[np.uint8]:
    """Scaled and scaled back to its size."""
    height, width = rgb.shape[:2]
    small = Image.fromarray(rgb).resize((round(width * scale), round(height * scale)), resampling)
    return np.asarray(small.resize((width, height), resampling))
