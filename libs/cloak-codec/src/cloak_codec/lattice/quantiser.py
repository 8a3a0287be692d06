"""Quantisation index modulation: a coordinate's place on a lattice is a bit.

Bit 0 lies a quarter of the pitch above the multiples of the pitch, bit 1 a quarter below. Even
parts of a picture, whose coordinates are near zero, so carry bits as signs, which outlast any
change of contrast. Source: Chen and Wornell, "Quantization index modulation" (2001).
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray


def nearest(
    coordinates: NDArray[np.float32], bits: NDArray[np.uint8], pitch: float
) -> NDArray[np.float32]:
    """The lattice points of ``bits`` that are nearest to ``coordinates``."""
    quarter = np.where(bits == 1, np.float32(-pitch / 4), np.float32(pitch / 4))
    unit = np.float32(pitch)
    points: NDArray[np.float32] = np.rint((coordinates - quarter) / unit) * unit + quarter
    return points


def soft_bits(coordinates: NDArray[np.float32], pitch: float) -> NDArray[np.float32]:
    """Soft values in -1..1, positive for 1: how far towards a point of 1 a coordinate lies.

    For noise of one variance the log-likelihood ratio is this triangle wave up to a factor.
    """
    phase = coordinates / np.float32(pitch)
    distance = phase - np.rint(phase)  # -1/2..1/2; bit 0 at +1/4, bit 1 at -1/4
    folded = np.abs(np.abs(distance + np.float32(0.25)) - np.float32(0.5))
    soft: NDArray[np.float32] = np.float32(4.0) * folded - np.float32(1.0)
    return soft


@numba.njit(cache=True, nogil=True, fastmath=True)
def concentration(
    coordinates: NDArray[np.float32],
    signs: NDArray[np.float32],
    pitches: NDArray[np.float32],
    scores: NDArray[np.float32],
) -> None:
    """Fill ``scores`` [pitches,2]: what pilot and lattice say for each pitch, in deviations.

    The first ``len(signs)`` coordinates carry bits that are known (+1 for 1). Column 0 sums their
    soft bits times the signs, column 1 how far the soft bits of all are from 0, both less what
    random coordinates give and over their deviation.
    """
    pilots, count = len(signs), len(coordinates)
    for k in range(len(pitches)):
        inverse = np.float32(1.0) / pitches[k]
        known = np.float32(0.0)
        loud = np.float32(0.0)
        for i in range(count):
            phase = coordinates[i] * inverse
            distance = phase - np.rint(phase)
            soft = np.float32(4.0) * abs(abs(distance + np.float32(0.25)) - np.float32(0.5))
            soft -= np.float32(1.0)
            if i < pilots:
                known += signs[i] * soft
            loud += abs(soft) - np.float32(0.5)
        scores[k, 0] = known * np.float32((3.0 / max(pilots, 1)) ** 0.5)
        scores[k, 1] = loud * np.float32((12.0 / count) ** 0.5)


@numba.njit(cache=True, nogil=True, fastmath=True)
def alignment(
    coordinates: NDArray[np.float32], pitches: NDArray[np.float32], scores: NDArray[np.float32]
) -> None:
    """Fill ``scores`` [pitches,P,P]: how clear the lattice is in even places, in deviations.

    For each offset of the ``coordinates`` [a multiple of P, a multiple of P] in every P-th of them.
    Where a picture is rough, a fraction of a pixel beside the raster hides the lattice, so only
    coordinates nearer to zero than a pitch count.
    """
    rows, columns = coordinates.shape
    period = scores.shape[1]
    for k in range(len(pitches)):
        inverse = np.float32(1.0) / pitches[k]
        for i in range(period):
            loud = np.zeros(columns, np.float32)
            even = np.zeros(columns, np.float32)
            for row in range(i, rows, period):
                for column in range(columns):
                    phase = abs(coordinates[row, column]) * inverse
                    inside = np.float32(1.0) if phase < np.float32(1.0) else np.float32(0.0)
                    off = np.float32(0.5) - abs(phase - np.float32(0.5))
                    clear = np.float32(0.5) - abs(np.float32(4.0) * off - np.float32(1.0))
                    loud[column] += inside * clear
                    even[column] += inside
            for j in range(period):
                deviation = np.sqrt((np.float32(1.0) + even[j::period].sum()) / np.float32(12.0))
                scores[k, i, j] = loud[j::period].sum() / deviation
