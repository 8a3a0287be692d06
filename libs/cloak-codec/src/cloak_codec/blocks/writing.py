"""Writing symbols: blocks changed until their 8-bit pixels, and what a channel leaves, say them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """What blocks are to say: ``at`` is nearest to which multiples, for every coefficient.

    Points are ``offset`` + k ``period`` [blocks,64]; nothing is said where ``period`` is 0.
    ``step`` [blocks,64] is how far neighbouring points are apart.
    """

    offset: NDArray[np.float32] = field(repr=False)
    period: NDArray[np.float32] = field(repr=False)
    step: NDArray[np.float32] = field(repr=False)

    def part(self, chosen: NDArray[np.intp]) -> Script:
        """That of some blocks."""
        return Script(self.offset[chosen], self.period[chosen], self.step[chosen])

    def nearest(self, found: NDArray[np.float32]) -> NDArray[np.float32]:
        """The points that are nearest to coefficients; themselves where nothing is said."""
        period = np.where(self.period > 0, self.period, np.float32(1))
        points = np.rint((found - self.offset) / period) * period + self.offset
        nearest: NDArray[np.float32] = np.where(self.period > 0, points, found)
        return nearest

    def wrong(self, found: NDArray[np.float32], least: float = 0.5) -> NDArray[np.bool_]:
        """Where coefficients are at least so many steps from a point of what is said."""
        wrong: NDArray[np.bool_] = np.abs(self.nearest(found) - found) > least * self.step
        return wrong


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
            written[chosen] = _fitted(cover[chosen], script.part(chosen), headroom[chosen], colour)
        if turn == _ROUNDS:
            break
        anew = np.flatnonzero(_unread(written, script, arrivals))
        if not len(anew):
            break
        headroom[anew] += np.float32(_HEADROOM)
    return written


def _unread(written: NDArray[np.uint8], script: Script, arrivals: Arrivals) -> NDArray[np.bool_]:
    unread = np.zeros(len(written), np.bool_)
    said = np.maximum(1, np.count_nonzero(script.period > 0, axis=1))
    for arrived in arrivals(written):
        wrong = np.count_nonzero(script.wrong(coefficients(luma(arrived))), axis=1)
        unread |= wrong > _MOST_WRONG * said
    return unread


def _fitted(
    cover: NDArray[np.uint8],
    script: Script,
    headroom: NDArray[np.float32],
    colour: NDArray[np.float32],
) -> NDArray[np.uint8]:
    room = headroom[:, None, None]
    base = np.clip(cover.astype(np.float32), room, 255 - room)
    targets = script.nearest(coefficients(base @ LUMA))
    moves = np.zeros(targets.shape, np.float32)
    written = np.rint(base).astype(np.uint8)
    anew = np.arange(len(cover))
    for _ in range(_PASSES):
        moves[anew] += targets[anew] - coefficients(luma(written[anew]))
        moves[anew] *= script.period[anew] > 0
        moved = base[anew] + change(moves[anew])[..., None] * colour
        written[anew] = np.clip(np.rint(moved), 0, 255).astype(np.uint8)
        away = script.part(anew).wrong(coefficients(luma(written[anew])), _NEAR)
        anew = anew[away.any(axis=1)]
        if not len(anew):
            break
    return written
