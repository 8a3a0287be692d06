"""Which moves of a value fill which bit planes: the arithmetic of layered embedding, compiled.

A value's moves are bits of one byte: bit ``reach + e`` stands for a move by e. ``energies`` [n,2]
are lambda times the costs of a move by one, down and up; ``odds`` their exponentials exp(-energy).
"""

from __future__ import annotations

import math
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from cloak_codec.trellis import WET

MOST_ENERGY: Final = 1e6
_LEAST_WEIGHT: Final = 1e-30
_LEAST_WEIGHT_COST: Final = 69.0  # -ln(_LEAST_WEIGHT)


@numba.njit(cache=True, nogil=True)
def _weight(odds: NDArray[np.float32], i: int, e: int) -> np.float32:
    """How probable a move by e is beside none."""
    if e == 0:
        return np.float32(1)
    a: np.float32 = odds[i, int(e > 0)]
    return a if abs(e) == 1 else np.float32(a**4)


@numba.njit(cache=True, nogil=True)
def total_entropy(
    values: NDArray[np.uint8],
    odds: NDArray[np.float32],
    energies: NDArray[np.float32],
    reach: int,
) -> float:
    total = 0.0
    for i in range(len(values)):
        x = np.int64(values[i])
        weight, spent = 1.0, 0.0
        for way in range(2):
            a, room = odds[i, way], (x, 255 - x)[way]
            if a == 0:
                continue
            if room > 0:
                weight += a
                spent += energies[i, way] * a
            if reach == 2 and room > 1:
                weight += a**4
                spent += 4 * energies[i, way] * a**4
        if weight > 1:
            total += math.log(weight) + spent / weight
    return total / math.log(2.0)


@numba.njit(cache=True, nogil=True)
def prefix_entropies(
    values: NDArray[np.uint8], odds: NDArray[np.float32], reach: int
) -> NDArray[np.float64]:
    """What the planes from p upwards carry together, for p = 0 .. reach, in bits."""
    carried = np.zeros(reach + 1, np.float64)
    for i in range(len(values)):
        x = np.int64(values[i])
        if odds[i, 0] == 0 and odds[i, 1] == 0:
            continue
        for plane in range(reach + 1):
            # Moves that leave the upper bits alike stand next to each other.
            total, group, spread, prefix = 0.0, 0.0, 0.0, np.int64(-1)
            for e in range(-reach, reach + 1):
                if not 0 <= x + e <= 255:
                    continue
                if (x + e) >> plane != prefix:
                    spread += group * math.log(group) if group > 0 else 0.0
                    prefix, group = (x + e) >> plane, 0.0
                weight = float(_weight(odds, i, e))
                group += weight
                total += weight
            spread += group * math.log(group) if group > 0 else 0.0
            carried[plane] += math.log(total) - spread / total
    return carried / math.log(2.0)


@numba.njit(cache=True, nogil=True)
def possible_moves(
    values: NDArray[np.uint8], energies: NDArray[np.float32], reach: int
) -> NDArray[np.uint8]:
    """Each value's possible moves: bit ``reach + e`` stands for a move by e."""
    moves = np.zeros(len(values), np.uint8)
    for i in range(len(values)):
        for e in range(-reach, reach + 1):
            free = 0 <= values[i] + e <= 255 and energies[i, int(e > 0)] < WET
            if e == 0 or free:
                moves[i] |= 1 << (reach + e)
    return moves


@numba.njit(cache=True, nogil=True)
def likelier_bits(
    values: NDArray[np.uint8],
    energies: NDArray[np.float32],
    odds: NDArray[np.float32],
    moves: NDArray[np.uint8],
    reach: int,
    plane: int,
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The likelier bit of every value in a plane, given the planes above, and the log-odds."""
    bits = np.empty(len(values), np.uint8)
    costs = np.empty(len(values), np.float32)
    for i in range(len(values)):
        x = np.int64(values[i])
        ones, zeros = np.float32(0), np.float32(0)
        any_one, any_zero = False, False
        for e in range(-reach, reach + 1):
            if (moves[i] >> (reach + e)) & 1:
                if ((x + e) >> plane) & 1:
                    ones += _weight(odds, i, e)
                    any_one = True
                else:
                    zeros += _weight(odds, i, e)
                    any_zero = True
        if not (any_one and any_zero):
            bits[i] = any_one
            costs[i] = WET
            continue
        bits[i] = ones > zeros
        more, less = max(ones, zeros), min(ones, zeros)
        if less > _LEAST_WEIGHT:
            costs[i] = math.log(more / less)
        else:
            least = min(energies[i, 0], energies[i, 1])
            costs[i] = min(_LEAST_WEIGHT_COST + least, MOST_ENERGY)
    return bits, costs


@numba.njit(cache=True, nogil=True)
def settle(
    values: NDArray[np.uint8],
    moves: NDArray[np.uint8],
    bits: NDArray[np.uint8],
    reach: int,
    plane: int,
) -> None:
    """Strike out the moves that do not give the bits chosen in a plane."""
    for i in range(len(values)):
        for e in range(-reach, reach + 1):
            if ((values[i] + e) >> plane) & 1 != bits[i]:
                moves[i] &= ~np.uint8(1 << (reach + e))


@numba.njit(cache=True, nogil=True)
def after_moves(
    values: NDArray[np.uint8], moves: NDArray[np.uint8], reach: int
) -> NDArray[np.uint8]:
    """The values after the one move that is left to each."""
    moved = np.empty_like(values)
    for i in range(len(values)):
        for e in range(-reach, reach + 1):
            if (moves[i] >> (reach + e)) & 1:
                moved[i] = values[i] + e
    return moved
