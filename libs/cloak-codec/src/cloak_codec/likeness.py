"""How a picture looks, in 256 bits that survive recompression, scaling and small changes.

After PDQ (Meta, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019):
the signs, against their median, of low frequencies of a small grey copy.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cloak_codec.imagefile import read
from cloak_codec.limits import LIMITS, Limits

FINGERPRINT_BYTES: Final = 32
_SIDE: Final = 64
_FREQUENCIES: Final = 16


def _cosines() -> NDArray[np.float64]:
    """Rows 1 to 16 of the DCT-II of 64 values; the mean, row 0, says nothing of a likeness."""
    rows = np.arange(1, _FREQUENCIES + 1)[:, None]
    return np.asarray(np.cos(np.pi / _SIDE * (np.arange(_SIDE) + 0.5) * rows))


_COSINES: Final = _cosines()


def fingerprint(image: bytes, limits: Limits = LIMITS) -> bytes:
    """The 32 bytes of this picture as people see it. Raises what ``inspect`` raises."""
    return fingerprint_of(read(image, limits.for_reading()).rgb)


def fingerprint_of(rgb: NDArray[np.uint8]) -> bytes:
    """The 32 bytes of pixels, uint8 [H,W,3]."""
    grey = Image.fromarray(rgb).convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    spectrum = _COSINES @ np.asarray(grey, np.float64) @ _COSINES.T
    return np.packbits(spectrum > np.median(spectrum)).tobytes()


def distance(one: bytes, other: bytes) -> int:
    """How many of the 256 bits differ: about 128 for pictures that have nothing in common."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()
