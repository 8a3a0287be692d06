"""Syndrome-trellis codes (Filler, Judas and Fridrich 2011): the Viterbi search, compiled.

The message is the syndrome of the changed cover bits under a banded parity-check matrix; the search
finds the cheapest bits with that syndrome. A state is as many syndrome bits as a column has. A
column c joins the states s and s ^ c, in different halves because a column's highest bit is set.
What lies beyond the last message bit is left free: the best end state wins.
"""

from __future__ import annotations

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from cloak_codec.butterfly import LANES, extend
from cloak_codec.submatrices import columns_for, run_in

WET: Final = 2.0**43  # the cost of a bit that must not change; the same in 32 and 64 bits
_WET_FROM: Final = 2.0**40
_UNREACHABLE: Final = np.float32(1e30)
_SETTLE: Final = 16  # message bits between two subtractions of the least cost


@numba.njit(cache=True, nogil=True)
def _emit(costs: NDArray[np.float32], bit: int) -> None:
    """Keep the states whose lowest bit is the message bit, and move on by one syndrome bit."""
    half = len(costs) // 2
    for state in range(half):
        costs[state] = costs[2 * state + bit]
    costs[half:] = _UNREACHABLE


@numba.njit(cache=True, nogil=True)
def cheapest(
    cover: NDArray[np.uint8], costs: NDArray[np.float32], message: NDArray[np.uint8], height: int
) -> tuple[NDArray[np.uint8], int]:
    """The bits [n] nearest to ``cover`` [n] whose syndrome is ``message`` [m], and a count.

    ``costs`` [n] are those of changing a bit; the count is that of wet bits changed: 0, or else the
    message cannot be carried. m is at most n. ``height`` is that of the columns.
    """
    places, bits = len(cover), len(message)
    if bits == 0:
        return cover.copy(), 0
    columns = columns_for(places, bits, height)
    lead = run_in(places, bits, height)
    rest = places - lead
    states = np.full(1 << height, _UNREACHABLE, np.float32)
    states[0] = 0
    paths = np.empty((places, len(states) // LANES), np.uint16)
    j = 0
    for i in range(-1, bits):
        end = lead + (i + 1) * rest // bits
        while j < end:
            if cover[j]:
                extend(states, paths[j], columns[j], costs[j], 0)
            else:
                extend(states, paths[j], columns[j], 0, costs[j])
            j += 1
        if i >= 0:
            _emit(states, message[i])
            if i % _SETTLE == 0:
                least = states.min()
                if 0 < least < _UNREACHABLE / 2:
                    states[: len(states) // 2] -= least
    return _trace_back(cover, costs, message, columns, paths, height, int(np.argmin(states)))


@numba.njit(cache=True, nogil=True)
def _trace_back(
    cover: NDArray[np.uint8],
    costs: NDArray[np.float32],
    message: NDArray[np.uint8],
    columns: NDArray[np.uint16],
    paths: NDArray[np.uint16],
    height: int,
    state: int,
) -> tuple[NDArray[np.uint8], int]:
    places, bits = len(cover), len(message)
    lead = run_in(places, bits, height)
    rest = places - lead
    changed = np.empty(places, np.uint8)
    broken = 0
    j = places - 1
    for i in range(bits - 1, -2, -1):
        first = lead + i * rest // bits if i >= 0 else 0
        if i >= 0:
            state = (2 * state + message[i]) % (1 << height)
        while j >= first:
            bit = (paths[j, state // LANES] >> (state % LANES)) & 1
            changed[j] = bit
            if bit:
                state ^= int(columns[j])
            if bit != cover[j] and costs[j] >= _WET_FROM:
                broken += 1
            j -= 1
    return changed, broken + (state != 0)


@numba.njit(cache=True, nogil=True)
def syndrome(carried: NDArray[np.uint8], bits: int, height: int) -> NDArray[np.uint8]:
    """The ``bits`` message bits that the bits ``carried`` [n] hold."""
    places = len(carried)
    message = np.empty(bits, np.uint8)
    if bits == 0:
        return message
    columns = columns_for(places, bits, height)
    lead = run_in(places, bits, height)
    rest = places - lead
    register = 0
    j = 0
    for i in range(-1, bits):
        end = lead + (i + 1) * rest // bits
        while j < end:
            if carried[j]:
                register ^= int(columns[j])
            j += 1
        if i >= 0:
            message[i] = register & 1
            register >>= 1
    return message
