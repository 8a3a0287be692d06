"""Messages in the lowest bits of 8-bit values, at the least cost: layered trellis codes.

A value may move by up to ``reach`` levels, 1 or 2, with the probabilities of ``energies``, which
fills the bit planes 1 and 0 (2, 1 and 0) from above; each plane's likelier bit is its cover bit,
and the log-odds are what changing it costs (Filler, Judas and Fridrich 2011). Readers need the
planes' shares of the message, and how many segments there are at least.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.company import Company
from cloak_codec.energies import energies_at, in_company, lambda_for
from cloak_codec.moves import after_moves, likelier_bits, possible_moves, prefix_entropies, settle
from cloak_codec.trellis import cheapest, syndrome

SHARE_BITS: Final = 12  # resolution of a plane's share of the message
_SAMPLE: Final = 1 << 20  # values that tell how much each plane carries
_SEGMENT: Final = 65_536  # values searched at once: what bounds the memory
_FINE_SEGMENTS: Final = 8  # at least so many where the later keep the earlier company
_TRIES: Final = 6
_UPPER: Final = (1.0, 1.02, 1.04)  # scales what the upper planes carry, if need be
_JITTER: Final = 0.06  # by how much more a further try's costs differ
_WHOLE: Final = 1 << SHARE_BITS


@dataclass(frozen=True, slots=True)
class Coding:
    """How a message lies in values: all that a reader has to be told."""

    reach: int  # levels that a value may move by, 1 or 2
    height: int  # of the trellis code
    shares: tuple[int, ...]  # of each plane but the lowest, in 1/4096 of the message
    fine: bool = False  # in segments that are small for company's sake

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
    company: Company | None = None,
) -> tuple[NDArray[np.uint8], Coding] | None:
    """``values`` [n] with the bits ``message`` [m] in them, and how; None where they do not fit.

    ``costs`` [n] are those of moving a value by 1; from ``WET`` on it never moves. In ``company``
    it costs less to go along with neighbours. The values are in random order: the first ones stand
    for all.
    """
    factor = lambda_for(values, costs, len(message), reach)
    if factor is None:
        return None
    for upper in _UPPER:
        shares = _plane_shares(values, costs, factor, reach, len(message) / len(values), upper)
        coding = Coding(reach, height, shares, fine=company is not None)
        if (moved := _write(values, costs, factor, message, coding, company)) is not None:
            return moved, coding
    return None


def read_layers(values: NDArray[np.uint8], bits: int, coding: Coding) -> NDArray[np.uint8]:
    """The ``bits`` message bits in ``values`` [n]."""
    message, lengths = [], coding.lengths(bits)
    for plane, length in zip(range(coding.reach, -1, -1), lengths, strict=True):
        carried = (values >> np.uint8(plane)) & np.uint8(1)
        for (first, last), (begin, end) in _segments(len(values), length, coding.fine):
            message.append(syndrome(carried[first:last], end - begin, coding.height))
    return np.concatenate(message)


def _plane_shares(
    values: NDArray[np.uint8],
    costs: NDArray[np.float32],
    factor: float,
    reach: int,
    rate: float,
    upper: float,
) -> tuple[int, ...]:
    """Each plane gets what it carries given the planes above; ``upper`` scales what these get."""
    odds = np.exp(-energies_at(factor, costs[:_SAMPLE]))
    carried = prefix_entropies(values[:_SAMPLE], odds, reach)
    bits = rate * len(odds)
    shares: list[int] = []
    for above, here in pairwise((0.0, *carried[:0:-1])):
        share = int(min((here - above) * upper / bits, 1.0) * _WHOLE)
        shares.append(min(share, _WHOLE - 1 - sum(shares)))
    return tuple(shares)


def _write(
    values: NDArray[np.uint8],
    costs: NDArray[np.float32],
    factor: float,
    message: NDArray[np.uint8],
    coding: Coding,
    company: Company | None,
) -> NDArray[np.uint8] | None:
    """Segment by segment; where one does not come out, again with somewhat uneven costs."""
    moved = values.copy()
    lengths = coding.lengths(len(message))
    planes = np.split(message, np.cumsum(lengths)[:-1])
    cuts = [list(_segments(len(values), length, coding.fine)) for length in lengths]
    if company is not None:
        company.told(0, values, moved)
    for segment in zip(*cuts, strict=True):
        first, last = segment[0][0]
        parts = [plane[begin:end] for plane, (_, (begin, end)) in zip(planes, segment, strict=True)]
        if max(len(part) for part in parts) > last - first:
            return None
        here = energies_at(factor, costs[first:last])
        if company is not None:
            bits = sum(len(part) for part in parts)
            shares = company.shares(first, last)
            here = in_company(values[first:last], here, shares, bits, coding.reach)
        for attempt in range(_TRIES):
            unequal = np.random.default_rng(attempt).random((last - first, 1), np.float32)
            tried = here * (1 + np.float32(_JITTER * attempt) * unequal)
            found = _write_segment(values[first:last], tried, parts, coding)
            if found is not None:
                moved[first:last] = found
                break
        else:
            return None
        if company is not None:
            company.told(first, values[first:last], moved[first:last])
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


def _segments(
    places: int, bits: int, fine: bool
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """(first, last) of the values and of the message bits of each segment, in order."""
    count = max(_FINE_SEGMENTS if fine else 1, (places + _SEGMENT // 2) // _SEGMENT)
    for k in range(count):
        ends = k + 1
        yield (
            (k * places // count, ends * places // count),
            (k * bits // count, ends * bits // count),
        )
