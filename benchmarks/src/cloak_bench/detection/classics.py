"""What simple tools look for: RS, sample pairs and the chi-square test, as StegExpose joins them.

J. Fridrich, M. Goljan, R. Du, Detecting LSB steganography in color and gray-scale images, 2001;
S. Dumitrescu, X. Wu, Z. Wang, Detection of LSB steganography via sample pair analysis, 2003;
A. Westfeld, A. Pfitzmann, Attacks on steganographic systems, 1999;
B. Boehm, StegExpose, 2014. They estimate how full the lowest bits are by LSB *replacement*; other
methods they do not see, which is why they prove nothing about those.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

THRESHOLD: Final = 0.2  # StegExpose's own
_MASK: Final = np.array([0, 1, 1, 0])
_SEEN: Final = 4  # a pair of levels occurs more often than that, else it is left out


def estimates(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The shares of full lowest bits by RS, sample pairs and chi-square, mean over the channels."""
    found = [
        (regular_singular(rgb[..., c]), sample_pairs(rgb[..., c]), chi_square(rgb[..., c]))
        for c in range(3)
    ]
    means: NDArray[np.float32] = np.mean(found, axis=0).astype(np.float32)
    return means


def flagged(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which pictures StegExpose's mean of the estimates [N,3] calls stego."""
    means: NDArray[np.float32] = rows.mean(1)
    return means > THRESHOLD


def sample_pairs(channel: NDArray[np.uint8]) -> float:
    """The share of values with a replaced lowest bit, by sample pairs along the rows."""
    u, v = channel[:, :-1].astype(np.int64).ravel(), channel[:, 1:].astype(np.int64).ravel()
    odd = v % 2 == 1
    x = np.sum((odd & (u > v)) | (~odd & (u < v)))
    y = np.sum((odd & (u < v)) | (~odd & (u > v)))
    z, w = np.sum(u == v), np.sum((u // 2 == v // 2) & (u != v))
    return _clipped(_smaller_root((w + z) / 2, 2 * x - len(u), y - x))


def regular_singular(channel: NDArray[np.uint8]) -> float:
    """The same share by RS, on groups of four pixels in a row."""
    width = channel.shape[1] // 4 * 4
    groups = channel[:, :width].astype(np.int64).reshape(-1, 4)
    d0, n0 = (_difference(groups, sign) for sign in (1, -1))
    d1, n1 = (_difference(groups ^ 1, sign) for sign in (1, -1))
    z = _smaller_root(2 * (d1 + d0), n0 - n1 - d1 - 3 * d0, d0 - n0)
    return _clipped(z / (z - 0.5)) if z != 0.5 else 1.0


def chi_square(channel: NDArray[np.uint8]) -> float:
    """How probable it is that pairs of levels are as equal as replacement makes them, 0..1."""
    counts = np.bincount(channel.ravel(), minlength=256)
    expected = (counts[::2] + counts[1::2]) / 2
    seen = expected > _SEEN
    if np.sum(seen) < 2:
        return 0.0
    distance = float(np.sum((counts[::2][seen] - expected[seen]) ** 2 / expected[seen]))
    return _chi_square_tail(distance, int(np.sum(seen)) - 1)


def _difference(groups: NDArray[np.int64], sign: int) -> float:
    """Share of regular less share of singular groups under flipping, or shifted flipping."""
    flipped = groups ^ 1 if sign == 1 else ((groups + 1) ^ 1) - 1
    changed = np.where(_MASK == 1, flipped, groups)
    before, after = (np.abs(np.diff(g, axis=1)).sum(1) for g in (groups, changed))
    return float(np.mean(after > before) - np.mean(after < before))


def _smaller_root(a: float, b: float, c: float) -> float:
    """The root of least size of a z^2 + b z + c, its real part where both are complex."""
    if a == 0:
        return -c / b if b else 0.0
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    return float(min(((-b + root) / (2 * a), (-b - root) / (2 * a)), key=abs))


def _clipped(share: float) -> float:
    return min(1.0, max(0.0, float(share)))


def _chi_square_tail(distance: float, freedom: int) -> float:
    """P(chi-square of so many degrees > distance), by Wilson and Hilferty's approximation."""
    spread = 2 / (9 * freedom)
    z = ((distance / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return 0.5 * math.erfc(z / math.sqrt(2))
