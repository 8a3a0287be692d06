"""Which place of a raster carries which bit, and the pilot that says "here".

The layout is public and depends on the raster's columns and rows alone. Every cell has
``MOST_DIMENSIONS`` places. In the first dimension a share of the cells carries the pilot, bits
known to every reader. Code bits fill the other cells of the first dimension and then, for messages
that are long for their picture, further dimensions, each spread over the whole picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.errors import InvalidSealed
from cloak_codec.frame import BODY_BYTES, HEAD_BYTES, input_bits
from cloak_codec.keystream import permutation, words
from cloak_codec.lattice.atoms import MOST_DIMENSIONS
from cloak_codec.lattice.raster import raster_of

_LEAST_PILOT: Final = 40  # cells
_PILOT_SHARE: Final = 16  # one cell in so many
# Checksummed bits per code bit: with fewer dimensions each is louder, until the code gets too thin.
_RATES: Final = ((1, (12, 20)), (2, (12, 20)), (MOST_DIMENSIONS, (10, 20)))


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The layout of ``columns`` x ``rows`` cells, which are counted row by row."""

    columns: int
    rows: int
    pilot_at: NDArray[np.intp] = field(repr=False)
    pilot_bits: NDArray[np.uint8] = field(repr=False)
    code_at: NDArray[np.intp] = field(repr=False)  # cells of the first dimension

    @property
    def cells(self) -> int:
        return self.columns * self.rows

    def code_bits(self, dimensions: int) -> int:
        """How many code bits the first ``dimensions`` dimensions take."""
        return len(self.code_at) + (dimensions - 1) * self.cells

    def dimensions(self, frame_bytes: int) -> int | None:
        """The dimensions that a frame of so many bytes takes, None where it does not fit."""
        inputs = input_bits(frame_bytes)
        for dimensions, (numerator, denominator) in _RATES:
            if inputs * denominator <= self.code_bits(dimensions) * numerator:
                return dimensions
        return None

    def checked(self, frame_bytes: int) -> int:
        """The dimensions of a frame of one of the format's sizes. Raises InvalidSealed."""
        dimensions = self.dimensions(frame_bytes)
        if dimensions is None or frame_bytes - HEAD_BYTES not in BODY_BYTES:
            raise InvalidSealed(f"{frame_bytes} sealed bytes are no frame for this cover")
        return dimensions

    def body_sizes(self) -> tuple[int, ...]:
        """The body sizes in bytes that fit, smallest first."""
        return tuple(size for size in BODY_BYTES if self.dimensions(HEAD_BYTES + size))

    def lay(self, code_bits: NDArray[np.uint8], dimensions: int) -> NDArray[np.uint8]:
        """The bit of every place, [dimensions,rows,columns]."""
        bits = np.empty((dimensions, self.cells), np.uint8)
        bits[0, self.pilot_at] = self.pilot_bits
        bits[0, self.code_at] = code_bits[: len(self.code_at)]
        bits[1:] = code_bits[len(self.code_at) :].reshape(dimensions - 1, self.cells)
        return bits.reshape(dimensions, self.rows, self.columns)

    def take(self, soft: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
        """The soft code bits of a picture's soft values [at least ``dimensions``,rows,columns]."""
        flat = soft[:dimensions].reshape(dimensions, self.cells)
        return np.concatenate([flat[0, self.code_at], flat[1:].ravel()])


def plan_for(width: int, height: int) -> Layout:
    """The layout that a writer uses for a picture of ``width`` x ``height`` pixels."""
    raster = raster_of(width, height)
    return layout(raster.columns, raster.rows)


@lru_cache(maxsize=256)
def layout(columns: int, rows: int) -> Layout:
    """The format's layout for ``columns`` x ``rows`` cells."""
    cells, name = columns * rows, f"{columns}x{rows}"
    order = permutation(words(f"image-cloak/3/robust/order/{name}", cells))
    pilot = min(cells, max(_LEAST_PILOT, cells // _PILOT_SHARE))
    signs = words(f"image-cloak/3/robust/pilot/{name}", pilot) & np.uint64(1)
    return Layout(columns, rows, order[:pilot], signs.astype(np.uint8), order[pilot:])
