"""Pictures as files and as pixels, for tests."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import skimage.data
from numpy.typing import NDArray
from PIL import Image

PHOTOGRAPHS = ("astronaut", "chelsea", "coffee", "rocket")


def photograph(name: str, width: int = 224, height: int = 224) -> NDArray[np.uint8]:
    """One of scikit-image's photographs at a size: uint8 [H,W,3]."""
    picture = Image.fromarray(getattr(skimage.data, name)()).convert("RGB")
    return np.asarray(picture.resize((width, height), Image.Resampling.LANCZOS))


def as_file(pixels: NDArray[np.uint8], kind: str = "PNG", **options: Any) -> bytes:
    """Pixels as a picture's file."""
    return saved(Image.fromarray(pixels), kind, **options)


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """A picture's file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def pixels_of(file: bytes) -> NDArray[np.uint8]:
    """A file's pixels as RGB."""
    return np.asarray(Image.open(io.BytesIO(file)).convert("RGB"))


def recompressed(file: bytes, quality: int) -> bytes:
    """The picture as a JPEG."""
    return as_file(pixels_of(file), "JPEG", quality=quality)


def rescaled(file: bytes, scale: float) -> bytes:
    """The picture scaled and scaled back, as a PNG."""
    picture = Image.open(io.BytesIO(file)).convert("RGB")
    width, height = picture.size
    small = picture.resize((round(width * scale), round(height * scale)), Image.Resampling.BICUBIC)
    return saved(small.resize((width, height), Image.Resampling.BICUBIC))
