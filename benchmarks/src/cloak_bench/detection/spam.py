"""SPAM: how differences of neighbouring pixels follow each other.

T. Pevny, P. Bas, J. Fridrich, Steganalysis by subtractive pixel adjacency matrix, 2010.
"""

from __future__ import annotations

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

_THRESHOLD: Final = 3
_LEVELS: Final = 2 * _THRESHOLD + 1


def spam(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The 686 features of each channel of [H,W,3], red, green, blue: 2,058."""
    return np.concatenate([_of_channel(rgb[..., c].astype(np.int16)) for c in range(3)])


def _of_channel(x: NDArray[np.int16]) -> NDArray[np.float32]:
    straight = _both_ways(x[:, :-1] - x[:, 1:], 0, 1) + _both_ways(x[:-1] - x[1:], 1, 0)
    diagonal = _both_ways(x[:-1, :-1] - x[1:, 1:], 1, 1)
    diagonal += _both_ways(x[1:, :-1] - x[:-1, 1:], -1, 1)
    return np.concatenate([straight / 4, diagonal / 4]).astype(np.float32)


def _both_ways(differences: NDArray[np.int16], down: int, right: int) -> NDArray[np.float64]:
    """Three in a row, read forwards, and read backwards with the sign turned."""
    clipped = np.clip(differences, -_THRESHOLD, _THRESHOLD).astype(np.int8)
    counts = np.zeros((_LEVELS,) * 3, np.int64)
    _count(clipped, down, right, counts)
    shares: NDArray[np.float64] = counts / counts.sum()
    backwards = shares.transpose(2, 1, 0)[::-1, ::-1, ::-1]
    return np.ravel(shares + backwards)


@numba.njit(cache=True, nogil=True)
def _count(d: NDArray[np.int8], down: int, right: int, counts: NDArray[np.int64]) -> None:
    top, bottom = max(0, -2 * down), d.shape[0] - max(0, 2 * down)
    for y in range(top, bottom):
        for x in range(d.shape[1] - 2 * right):
            counts[
                d[y, x] + _THRESHOLD,
                d[y + down, x + right] + _THRESHOLD,
                d[y + 2 * down, x + 2 * right] + _THRESHOLD,
            ] += 1
