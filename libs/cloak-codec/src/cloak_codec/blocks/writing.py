"""Writing symbols: blocks changed until their 8-bit pixels, and what a channel leaves, say them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.script import Lines, Script
from cloak_codec.blocks.transform import change, coefficients
from cloak_codec.costs import is_grey

# ITU-R BT.601, as JPEG has it, and the colour that costs least for one level of it: its multiple.
LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)
_COLOUR: Final = LUMA / np.float32(LUMA @ LUMA)
_GREY: Final = np.ones(3, np.float32)
_PASSES: Final = 8  # the later ones mend what rounding and clipping have bent
_NEAR: Final = 0.25  # steps: good enough
_ROUNDS: Final = 4
_HEADROOM: Final = 4.0  # levels a round, for blocks that clip
_MOST_WRONG: Final = 0.1  # of a block's symbols: codes mend a few in a few blocks
_CHUNK: Final = 8192  # blocks: bounds the memory of a large picture

Arrivals = Callable[[NDArray[np.uint8]], list[NDArray[np.uint8]]]


def luma(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The luma [blocks,64] of blocks [blocks,64,3]."""
    return blocks.astype(np.float32) @ LUMA


def write(cover: NDArray[np.uint8], script: Script, arrivals: Arrivals) -> NDArray[np.uint8]:
    """Blocks [blocks,64,3] that say what the script wants.

    ``arrivals`` tells what becomes of all blocks on each journey. Blocks that arrive wrong lie too
    near to black, white or a pure colour: they get more and more room.
    """
    written = cover.copy()
    colour = _GREY if is_grey(cover) else _COLOUR
    headroom = np.zeros(len(cover), np.float32)
    anew = np.arange(len(cover))
    for turn in range(_ROUNDS + 1):
        for start in range(0, len(anew), _CHUNK):
            chosen = anew[start : start + _CHUNK]
            written[chosen] = _fitted(cover[chosen], script.lines(chosen), headroom[chosen], colour)
        if turn == _ROUNDS:
            break
        anew = np.flatnonzero(_unread(written, script, arrivals))
        if not len(anew):
            break
        headroom[anew] += np.float32(_HEADROOM)
    return written


def _unread(written: NDArray[np.uint8], script: Script, arrivals: Arrivals) -> NDArray[np.bool_]:
    unread = np.zeros(len(written), np.bool_)
    for arrived in arrivals(written):
        for start in range(0, len(written), _CHUNK):
            part = slice(start, start + _CHUNK)
            lines = script.lines(part)
            wrong = np.count_nonzero(lines.wrong(coefficients(luma(arrived[part]))), axis=1)
            unread[part] |= wrong > _MOST_WRONG * np.count_nonzero(lines.said, axis=1)
    return unread


def _fitted(
    cover: NDArray[np.uint8],
    lines: Lines,
    headroom: NDArray[np.float32],
    colour: NDArray[np.float32],
) -> NDArray[np.uint8]:
    room = headroom[:, None, None]
    base = np.clip(cover.astype(np.float32), room, 255 - room)
    targets = lines.nearest(coefficients(base @ LUMA))
    moves = np.zeros(targets.shape, np.float32)
    written = np.rint(base).astype(np.uint8)
    anew = np.arange(len(cover))
    for _ in range(_PASSES):
        moves[anew] += targets[anew] - coefficients(luma(written[anew]))
        moves[anew] *= lines.said[anew]
        moved = base[anew] + change(moves[anew])[..., None] * colour
        written[anew] = np.clip(np.rint(moved), 0, 255).astype(np.uint8)
        away = lines.some(anew).wrong(coefficients(luma(written[anew])), _NEAR)
        anew = anew[away.any(axis=1)]
        if not len(anew):
            break
    return written
