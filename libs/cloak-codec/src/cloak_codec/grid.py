"""The grid of ``robust``'s first version: which cell of 8x8 pixels carries which bit; its pilot.

The layout is public and depends on the number of cells alone. A share of the cells carries the
pilot, bits known to every reader; the others carry the code bits, spread over the whole picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.frame import (
    BODY_BYTES,
    HEAD_BYTES,
    PATIENT_PATHS,
    QUICK_PATHS,
    Frame,
    decode_frame,
    input_bits,
)
from cloak_codec.keystream import permutation, words

CELL: Final = 8  # pixels on a side
LEAST_PILOT: Final = 40  # cells
PILOT_SHARE: Final = 16  # one cell in so many
# A picture without a pilot scores like a normal variable of deviation 1; measured on covers under
# random layouts, 3.9 stands for 5 in 100,000.
PILOT_FOUND: Final = 3.9
PILOT_POSSIBLE: Final = 2.0  # below this, decoding is not tried
# Data and checksum bits per code bit: beyond, the chat channel was not survived at 36 dB.
_MOST_RATE: Final = (7, 10)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The layout for ``cells`` cells, counted row by row."""

    cells: int
    pilot_at: NDArray[np.intp] = field(repr=False)
    pilot_bits: NDArray[np.uint8] = field(repr=False)
    code_at: NDArray[np.intp] = field(repr=False)

    def body_sizes(self) -> tuple[int, ...]:
        """The body sizes in bytes that fit the grid, smallest first."""
        numerator, denominator = _MOST_RATE
        most = len(self.code_at) * numerator
        return tuple(
            size for size in BODY_BYTES if input_bits(HEAD_BYTES + size) * denominator <= most
        )

    def decode(self, logits: NDArray[np.float32]) -> Frame | None:
        """The frame that these logits [cells] hold, whatever its size, or None."""
        soft = logits[self.code_at]
        for paths in (QUICK_PATHS, PATIENT_PATHS):
            for size in self.body_sizes():
                frame = decode_frame(soft, HEAD_BYTES + size, paths, version=1)
                if frame is not None:
                    return frame
        return None

    def pilot_score(self, logits: NDArray[np.float32]) -> float:
        """How clearly the pilot stands in ``logits`` [cells], in standard deviations."""
        heard = logits[self.pilot_at].astype(np.float64)
        # One loud cell must not decide: cap each at twice the typical one.
        heard = np.clip(heard, *(np.median(np.abs(heard)) * np.array([-2.0, 2.0])))
        energy = math.sqrt(float(np.sum(heard * heard)))
        if energy == 0.0:
            return 0.0
        signs = self.pilot_bits * 2.0 - 1.0
        return float(np.sum(signs * heard)) / energy


@lru_cache(maxsize=64)
def grid(cells: int) -> Grid:
    """The format's layout for ``cells`` cells."""
    order = permutation(words(f"image-cloak/1/robust/order/{cells}", cells))
    pilot = min(cells, max(LEAST_PILOT, cells // PILOT_SHARE))
    signs = words(f"image-cloak/1/robust/pilot/{cells}", pilot) & np.uint64(1)
    return Grid(cells, order[:pilot], signs.astype(np.uint8), order[pilot:])
