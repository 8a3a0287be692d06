"""What blocks are to say, and which of a coefficient's values say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.alphabet import Alphabet

HEADER_ZERO: Final = -2
HEADER_ONE: Final = -3


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """Symbols [blocks,64] of an alphabet, ``SILENT``, or a header's bit on a lattice of ``pitch``.

    Small, for pictures of a million blocks; ``lines`` spells some of it out.
    """

    symbols: NDArray[np.int8] = field(repr=False)
    spoken: Alphabet
    pitch: float

    def lines(self, blocks: NDArray[np.intp] | slice) -> Lines:
        """What some blocks are to say."""
        symbols = self.symbols[blocks]
        one, zero = symbols == HEADER_ONE, symbols == HEADER_ZERO
        points = self.spoken.steps * (1 << self.spoken.bits).astype(np.float32)
        offset = symbols * self.spoken.steps
        offset[zero], offset[one] = self.pitch / 4, -self.pitch / 4
        period = np.where(symbols >= 0, points, np.float32(0))
        step = np.broadcast_to(self.spoken.steps, symbols.shape).copy()
        period[zero | one], step[zero | one] = self.pitch, self.pitch / 2
        return Lines(offset, period, step)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Points ``offset`` + k ``period`` [blocks,64], ``step`` apart from those that say otherwise.

    Nothing is said where ``period`` is 0.
    """

    offset: NDArray[np.float32] = field(repr=False)
    period: NDArray[np.float32] = field(repr=False)
    step: NDArray[np.float32] = field(repr=False)

    def some(self, blocks: NDArray[np.intp]) -> Lines:
        """Those of some blocks."""
        return Lines(self.offset[blocks], self.period[blocks], self.step[blocks])

    @property
    def said(self) -> NDArray[np.bool_]:
        """Where anything is."""
        said: NDArray[np.bool_] = self.period > 0
        return said

    def nearest(self, found: NDArray[np.float32]) -> NDArray[np.float32]:
        """The points that are nearest to coefficients; themselves where nothing is said."""
        period = np.where(self.said, self.period, np.float32(1))
        points = np.rint((found - self.offset) / period) * period + self.offset
        return np.where(self.said, points, found)

    def wrong(self, found: NDArray[np.float32], least: float = 0.5) -> NDArray[np.bool_]:
        """Where coefficients are more than so many steps from any point of what is said."""
        wrong: NDArray[np.bool_] = np.abs(self.nearest(found) - found) > least * self.step
        return wrong
