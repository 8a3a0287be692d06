"""How much a picture changed: PSNR and SSIM over all 8-bit values."""

from __future__ import annotations

import math
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

_WINDOW: Final = 7  # the uniform window and sample covariance of scikit-image's default
_IDENTICAL_DB: Final = 100.0
_C1: Final = (0.01 * 255) ** 2
_C2: Final = (0.03 * 255) ** 2


def psnr_db(reference: NDArray[np.uint8], changed: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB, peak 255; 100 for identical pictures."""
    error = int(_squared_error(reference.reshape(-1), changed.reshape(-1))) / reference.size
    return _IDENTICAL_DB if error == 0 else 10 * math.log10(255**2 / error)


def ssim(reference: NDArray[np.uint8], changed: NDArray[np.uint8]) -> float:
    """Mean structural similarity of [H,W,3] pictures, 7x7 windows, mean over the channels."""
    return float(np.mean([_ssim(reference[..., c], changed[..., c]) for c in range(3)]))


@numba.njit(cache=True, nogil=True)
def _squared_error(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> np.int64:
    total = np.int64(0)
    for i in range(len(a)):
        difference = np.int64(a[i]) - np.int64(b[i])
        total += difference * difference
    return total


@numba.njit(cache=True, nogil=True)
def _ssim(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    height, width = a.shape
    # Sums over 7 rows of x, y, xx, yy, xy for every column; they slide down the picture.
    columns = np.zeros((5, width), np.int64)
    count = _WINDOW * _WINDOW
    sample = count / (count - 1)
    total = 0.0
    for row in range(height):
        for x in range(width):
            p, q = np.int64(a[row, x]), np.int64(b[row, x])
            columns[0, x] += p
            columns[1, x] += q
            columns[2, x] += p * p
            columns[3, x] += q * q
            columns[4, x] += p * q
            if row >= _WINDOW:
                p, q = np.int64(a[row - _WINDOW, x]), np.int64(b[row - _WINDOW, x])
                columns[0, x] -= p
                columns[1, x] -= q
                columns[2, x] -= p * p
                columns[3, x] -= q * q
                columns[4, x] -= p * q
        if row < _WINDOW - 1:
            continue
        sums = np.zeros(5, np.int64)
        for x in range(width):
            for i in range(5):
                sums[i] += columns[i, x]
                if x >= _WINDOW:
                    sums[i] -= columns[i, x - _WINDOW]
            if x < _WINDOW - 1:
                continue
            mean_p, mean_q = sums[0] / count, sums[1] / count
            var_p = sample * (sums[2] / count - mean_p * mean_p)
            var_q = sample * (sums[3] / count - mean_q * mean_q)
            both = sample * (sums[4] / count - mean_p * mean_q)
            total += ((2 * mean_p * mean_q + _C1) * (2 * both + _C2)) / (
                (mean_p * mean_p + mean_q * mean_q + _C1) * (var_p + var_q + _C2)
            )
    windows = (height - _WINDOW + 1) * (width - _WINDOW + 1)
    return float(total / windows)
