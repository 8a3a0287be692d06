"""Successive-cancellation list decoding of polar codes (Tal and Vardy 2015), compiled.

Works on log-likelihood ratios (Balatsoukas-Stimming et al. 2015) with min-sum, so that a common
factor on all of them changes nothing. Level 0 holds the N received values, level n single bits.
All paths recompute a level at the same step, so a path may always write to the slot of its own
number; where it reads is in a table of a few integers, which is all that a fork copies.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from cloak_codec.crc import CRC_BITS, crc24


@numba.njit(cache=True, nogil=True)
def _refresh(
    step: int,
    levels: int,
    live: int,
    soft: NDArray[np.float32],
    soft_at: NDArray[np.int16],
    left: NDArray[np.uint8],
    left_at: NDArray[np.int16],
) -> None:
    """Recompute the soft values on the way to bit ``step`` for every path."""
    first = levels
    if step == 0:
        first = 1
    else:
        while (step >> (levels - first)) & 1 == 0:
            first -= 1
    size = 1 << levels
    for level in range(first, levels + 1):
        half = size >> level
        above, here = 2 * (size - (size >> (level - 1))), 2 * (size - half)
        right_child = (step >> (levels - level)) & 1
        for path in range(live):
            source = soft[soft_at[path, level - 1]]
            target = soft[path]
            bits = left[left_at[path, level]]
            for i in range(half):
                a, b = source[above + i], source[above + half + i]
                if right_child:
                    target[here + i] = b - a if bits[here + i] else b + a
                else:
                    least = min(abs(a), abs(b))
                    target[here + i] = least if (a < 0) == (b < 0) else -least
            soft_at[path, level] = path


@numba.njit(cache=True, nogil=True)
def _settle(
    step: int,
    levels: int,
    live: int,
    decided: NDArray[np.uint8],
    left: NDArray[np.uint8],
    left_at: NDArray[np.int16],
    scratch: NDArray[np.uint8],
) -> None:
    """Carry the bits decided at ``step`` up to the level where they are a left child."""
    size = 1 << levels
    for path in range(live):
        scratch[0] = decided[path]
        level, half = levels, 1
        while level > 0 and (step >> (levels - level)) & 1:
            here = 2 * (size - half)
            bits = left[left_at[path, level]]
            for i in range(half):
                scratch[half + i] = scratch[i]
                scratch[i] ^= bits[here + i]
            level -= 1
            half *= 2
        if level > 0:
            here = 2 * (size - half)
            for i in range(half):
                left[path, here + i] = scratch[i]
            left_at[path, level] = path


@numba.njit(cache=True, nogil=True)
def decode_list(
    llr: NDArray[np.float32], frozen: NDArray[np.bool_], carriers: int, paths: int
) -> tuple[bool, NDArray[np.uint8]]:
    """Whether a path's checksum holds, and the bits of the likeliest such path.

    ``llr`` [N] is positive for 0, N a power of two; ``carriers`` counts the bits not frozen.
    """
    size = len(llr)
    levels = 0
    while 1 << levels < size:
        levels += 1
    soft = np.zeros((paths, 2 * size), np.float32)
    soft_at = np.zeros((paths, levels + 1), np.int16)
    left = np.zeros((paths, 2 * size), np.uint8)
    left_at = np.zeros((paths, levels + 1), np.int16)
    scratch = np.zeros(size, np.uint8)
    decided = np.zeros(paths, np.uint8)
    cost = np.zeros(paths, np.float64)
    history = np.zeros((paths, carriers), np.uint8)
    forks = np.zeros(2 * paths, np.float64)
    kept = np.zeros((paths, 2), np.bool_)
    soft[0, :size] = llr
    live, seen = 1, 0
    for step in range(size):
        _refresh(step, levels, live, soft, soft_at, left, left_at)
        leaf = 2 * (size - 1)
        if frozen[step]:
            for path in range(live):
                value = soft[path, leaf]
                decided[path] = 0
                if value < 0:
                    cost[path] -= value
        else:
            for path in range(live):
                value = soft[path, leaf]
                forks[2 * path] = cost[path] + max(0.0, -value)
                forks[2 * path + 1] = cost[path] + max(0.0, value)
            ranked = np.argsort(forks[: 2 * live])
            count = min(paths, 2 * live)
            kept[:] = False
            for i in range(count):
                kept[ranked[i] // 2, ranked[i] % 2] = True
            before = live
            spare = 0
            for path in range(before):
                if kept[path, 0] and kept[path, 1]:
                    # The fork takes the slot of a path that ends here, or else a new one.
                    while spare < before and (kept[spare, 0] or kept[spare, 1]):
                        spare += 1
                    if spare < before:
                        other = spare
                        spare += 1
                    else:
                        other = live
                        live += 1
                    soft_at[other] = soft_at[path]
                    left_at[other] = left_at[path]
                    history[other, :seen] = history[path, :seen]
                    history[other, seen] = 1
                    decided[other] = 1
                    cost[other] = forks[2 * path + 1]
                    history[path, seen] = 0
                    decided[path] = 0
                    cost[path] = forks[2 * path]
                elif kept[path, 0] or kept[path, 1]:
                    bit = 1 if kept[path, 1] else 0
                    history[path, seen] = bit
                    decided[path] = bit
                    cost[path] = forks[2 * path + bit]
            seen += 1
        _settle(step, levels, live, decided, left, left_at, scratch)
    for path in np.argsort(cost[:live]):
        bits = history[path]
        checksum = 0
        for bit in bits[carriers - CRC_BITS :]:
            checksum = checksum << 1 | bit
        if checksum == crc24(bits[: carriers - CRC_BITS]):
            return True, bits
    return False, history[0]
