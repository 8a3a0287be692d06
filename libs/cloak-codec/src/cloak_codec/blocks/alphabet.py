"""What each coefficient of a block says: how far its points are apart, and how many bits it holds.

Points lie at multiples of the step by which JPEG of a given quality rounds this coefficient, so
that its rounding puts back what little a picture's 8 bits have moved, and no finer rounding takes a
point beyond the middle between two. Bits go where they cost least: the first bit on a coefficient
costs a third of its step's square, the second as much as its whole, the third four times that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.transform import COEFFICIENTS

MOST_BITS_A_COEFFICIENT: Final = 4
MOST_BITS: Final = COEFFICIENTS * MOST_BITS_A_COEFFICIENT
_LEAST_STEP: Final = 4  # levels: what 8-bit pixels can tell apart
# JPEG's luma table of quality 50 (ITU-T T.81, K.1), row by row.
_TABLE: Final = (
    *(16, 11, 10, 16, 24, 40, 51, 61),
    *(12, 12, 14, 19, 26, 58, 60, 55),
    *(14, 13, 16, 24, 40, 57, 69, 56),
    *(14, 17, 22, 29, 51, 87, 80, 62),
    *(18, 22, 37, 56, 68, 109, 103, 77),
    *(24, 35, 55, 64, 81, 104, 113, 92),
    *(49, 64, 78, 87, 103, 121, 120, 101),
    *(72, 92, 95, 98, 112, 100, 103, 99),
)
_COSTS: Final = (1, 3, 12, 48)  # of the first bit, the second ..., in thirds of a squared step


@dataclass(frozen=True, slots=True, eq=False)
class Alphabet:
    """The points of every coefficient: multiples of ``steps`` [64], 2 ** ``bits`` [64] of them.

    ``cost`` is the mean squared change of a coefficient that writing makes, levels squared.
    """

    steps: NDArray[np.float32] = field(repr=False)
    bits: NDArray[np.intp] = field(repr=False)
    cost: float

    @property
    def carriers(self) -> NDArray[np.intp]:
        """The coefficients that carry anything."""
        return np.flatnonzero(self.bits)


@lru_cache(maxsize=256)
def alphabet(quality: int, bits: int) -> Alphabet:
    """The alphabet of so many bits a block for JPEG of a quality of 1 to 100."""
    steps = [max(_LEAST_STEP, step) for step in steps_of(quality)]
    ways = [
        (step * step * cost, i, order)
        for i, step in enumerate(steps)
        for order, cost in enumerate(_COSTS)
    ]
    ways.sort()
    held = np.zeros(COEFFICIENTS, np.intp)
    for _, i, _ in ways[:bits]:
        held[i] += 1
    cost = sum(way[0] for way in ways[:bits]) / 3 / COEFFICIENTS
    return Alphabet(np.array(steps, np.float32), held, cost)


def steps_of(quality: int) -> tuple[int, ...]:
    """The luma steps of JPEG of a quality, as the Independent JPEG Group scales them."""
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return tuple(min(255, max(1, (entry * scale + 50) // 100)) for entry in _TABLE)
