"""Messages in the lowest bits of 8-bit values, at the least cost: layered trellis codes.

A value may move by up to ``reach`` levels, 1 or 2. The payload-limited sender moves it by e with a
probability in proportion to exp(-lambda cost e^2), which fills the bit planes 1 and 0 (2, 1 and 0)
from above; each plane's likelier bit is its cover bit, and the log-odds are what changing it costs
(Filler, Judas and Fridrich 2011). Readers need the planes' shares of the message and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.moves import (
    MOST_ENERGY,
    after_moves,
    likelier_bits,
    possible_moves,
    prefix_entropies,
    settle,
    total_entropy,
)
from cloak_codec.trellis import WET, cheapest, syndrome

SHARE_BITS: Final = 12  # resolution of a plane's share of the message
_SEGMENT: Final = 65_536  # values searched at once: what bounds the memory
_SAMPLE: Final = 65_536  # values that tell how much a lambda carries
_TRIES: Final = 6
_UPPER: Final = (1.0, 1.02, 1.04)  # scales what the upper planes carry, if need be
_JITTER: Final = 0.06  # by how much more a further try's costs differ
_WHOLE: Final = 1 << SHARE_BITS
_SEARCHED: Final = 25.0  # ln of lambda times the usual cost, either way
_HALVINGS: Final = 18


@dataclass(frozen=True, slots=True)
class Coding:
    """How a message lies in values: all that a reader has to be told."""

    reach: int  # levels that a value may move by, 1 or 2
    height: int  # of the trellis code
    shares: tuple[int, ...]  # of each plane but the lowest, in 1/4096 of the message

    def lengths(self, bits: int) -> list[int]:
        """The message bits in each plane, the highest plane first."""
        upper = [bits * share >> SHARE_BITS for share in self.shares]
        return [*upper, bits - sum(upper)]


def write_layers(
    values: NDArray[np.uint8],
    costs: NDArray[np.float32],
    message: NDArray[np.uint8],
    reach: int,
    height: int,
) -> tuple[NDArray[np.uint8], Coding] | None:
    """``values`` [n] with the bits ``message`` [m] in them, and how; None where they do not fit.

    ``costs`` [n] are those of moving a value by 1; from ``WET`` on it never moves. The values are
    in random order: the first ones stand for all.
    """
    sample = min(len(values), _SAMPLE)
    wanted = len(message) * sample / len(values)
    factor = _factor(values[:sample], costs[:sample], wanted, reach)
    if factor is None:
        return None
    energies = np.minimum(costs * np.float32(factor), np.float32(MOST_ENERGY))
    energies[costs >= WET] = WET
    for upper in _UPPER:
        coding = _coding(values, energies, reach, height, len(message), upper)
        if (moved := _write(values, energies, message, coding)) is not None:
            return moved, coding
    return None


def read_layers(values: NDArray[np.uint8], bits: int, coding: Coding) -> NDArray[np.uint8]:
    """The ``bits`` message bits in ``values`` [n]."""
    message, lengths = [], coding.lengths(bits)
    for plane, length in zip(range(coding.reach, -1, -1), lengths, strict=True):
        carried = (values >> np.uint8(plane)) & np.uint8(1)
        for (first, last), (begin, end) in _segments(len(values), length):
            message.append(syndrome(carried[first:last], end - begin, coding.height))
    return np.concatenate(message)


def entropy_bits(values: NDArray[np.uint8], energies: NDArray[np.float32], reach: int) -> float:
    """What values [n] carry when their moves cost ``energies`` [n] (lambda times cost), in bits."""
    return float(total_entropy(values, np.exp(-energies), energies, reach))


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


def _coding(
    values: NDArray[np.uint8],
    energies: NDArray[np.float32],
    reach: int,
    height: int,
    bits: int,
    upper: float,
) -> Coding:
    """Each plane gets what it carries given the planes above; ``upper`` scales what these get."""
    carried = prefix_entropies(values, np.exp(-energies), reach)
    shares: list[int] = []
    for above, here in pairwise((0.0, *carried[:0:-1])):
        share = int(min((here - above) * upper / bits, 1.0) * _WHOLE)
        shares.append(min(share, _WHOLE - 1 - sum(shares)))
    return Coding(reach, height, tuple(shares))


def _write(
    values: NDArray[np.uint8],
    energies: NDArray[np.float32],
    message: NDArray[np.uint8],
    coding: Coding,
) -> NDArray[np.uint8] | None:
    """Segment by segment; where one does not come out, again with somewhat uneven costs."""
    moved = np.empty_like(values)
    lengths = coding.lengths(len(message))
    planes = np.split(message, np.cumsum(lengths)[:-1])
    cuts = [list(_segments(len(values), length)) for length in lengths]
    for segment in zip(*cuts, strict=True):
        first, last = segment[0][0]
        parts = [plane[begin:end] for plane, (_, (begin, end)) in zip(planes, segment, strict=True)]
        if max(len(part) for part in parts) > last - first:
            return None
        for attempt in range(_TRIES):
            unequal = np.random.default_rng(attempt).random(last - first, np.float32)
            tried = energies[first:last] * (1 + np.float32(_JITTER * attempt) * unequal)
            found = _write_segment(values[first:last], tried, parts, coding)
            if found is not None:
                moved[first:last] = found
                break
        else:
            return None
    return moved


def _write_segment(
    values: NDArray[np.uint8],
    energies: NDArray[np.float32],
    parts: list[NDArray[np.uint8]],
    coding: Coding,
) -> NDArray[np.uint8] | None:
    odds = np.exp(-energies)
    moves = possible_moves(values, energies, coding.reach)
    for plane, part in zip(range(coding.reach, -1, -1), parts, strict=True):
        bits, costs = likelier_bits(values, energies, odds, moves, coding.reach, plane)
        bits, broken = cheapest(bits, costs, part, coding.height)
        if broken:
            return None
        settle(values, moves, bits, coding.reach, plane)
    return after_moves(values, moves, coding.reach)


def _segments(places: int, bits: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """(first, last) of the values and of the message bits of each segment, in order."""
    count = max(1, (places + _SEGMENT // 2) // _SEGMENT)
    for k in range(count):
        ends = k + 1
        yield (
            (k * places // count, ends * places // count),
            (k * bits // count, ends * bits // count),
        )
