"""How dear moves are to who must carry a message: lambda times their costs, float32 [n,2].

The payload-limited sender moves a value by e with a probability in proportion to exp(-energy e^2),
with the energy of moves down (the first) or up, at the lambda that carries just as many bits.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.moves import MOST_ENERGY, total_entropy
from cloak_codec.trellis import WET

_SAMPLE: Final = 65_536  # values that tell how much a lambda carries
_AT_ONCE: Final = 1 << 18  # values of which more than their costs is kept
_SEARCHED: Final = 25.0  # ln of lambda times the usual cost, either way
_HALVINGS: Final = 18
_PART_SAMPLE: Final = 8_192  # the same in a part of the values, where lambda is nearly known
_MOST_RISE: Final = 9.0
_PART_HALVINGS: Final = 6


def entropy_bits(values: NDArray[np.uint8], energies: NDArray[np.float32], reach: int) -> float:
    """What values [n] carry at these energies, in bits; [n] where both ways are alike."""
    total = 0.0
    for first in range(0, len(values), _AT_ONCE):
        part = energies[first : first + _AT_ONCE]
        ways = _both_ways(part) if part.ndim == 1 else part
        total += total_entropy(values[first : first + _AT_ONCE], np.exp(-ways), ways, reach)
    return total


def lambda_for(
    values: NDArray[np.uint8], costs: NDArray[np.float32], bits: int, reach: int
) -> float | None:
    """The lambda at which values [n] carry ``bits``; None where none carries so much.

    ``costs`` [n] are those of moving a value by 1. The values are in random order: the first ones
    stand for all.
    """
    sample = min(len(values), _SAMPLE)
    wanted = bits * sample / len(values)
    return _factor(values[:sample], costs[:sample], wanted, reach)


def energies_at(factor: float, costs: NDArray[np.float32]) -> NDArray[np.float32]:
    """The energies [n,2] of values with these ``costs`` [n] at a lambda; wet ones stay wet."""
    energies = np.minimum(costs * np.float32(factor), np.float32(MOST_ENERGY))
    energies[costs >= WET] = WET
    return _both_ways(energies)


def in_company(
    values: NDArray[np.uint8],
    energies: NDArray[np.float32],
    shares: NDArray[np.float32],
    bits: int,
    reach: int,
) -> NDArray[np.float32]:
    """``energies`` [n,2] times ``shares`` [n,2], with the lambda at which they carry ``bits``."""
    wet = energies >= WET
    cheaper = energies * shares
    sample = cheaper[:_PART_SAMPLE]
    wanted = bits * len(sample) / len(values)
    low, high = 1.0, _MOST_RISE
    for _ in range(_PART_HALVINGS):
        middle = math.sqrt(low * high)
        carried = entropy_bits(values[: len(sample)], sample * np.float32(middle), reach)
        low, high = (middle, high) if carried > wanted else (low, middle)
    together: NDArray[np.float32] = np.minimum(cheaper * np.float32(low), MOST_ENERGY)
    together[wet] = WET
    return together


def _factor(
    values: NDArray[np.uint8], costs: NDArray[np.float32], bits: float, reach: int
) -> float | None:
    """The lambda at which the values carry ``bits``; None where none carries so much."""
    movable = costs[costs < WET]
    if not len(movable):
        return None
    usual = float(np.median(movable))
    low, high = -_SEARCHED, _SEARCHED
    if entropy_bits(values, costs * np.float32(math.exp(low) / usual), reach) <= bits:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        carried = entropy_bits(values, costs * np.float32(math.exp(middle) / usual), reach)
        low, high = (middle, high) if carried > bits else (low, middle)
    return math.exp(low) / usual


def _both_ways(energies: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.repeat(energies[:, None], 2, axis=1)
