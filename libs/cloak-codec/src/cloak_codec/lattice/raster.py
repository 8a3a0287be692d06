"""Where a picture's cells lie: counts, pitch and offset, in pixels of the picture at hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

CELL: Final = 8  # canonical pixels on a side: the unit of every length in the format
MOST_CELLS: Final = 1 << 14  # beyond, cells grow with the picture instead of their number
_LEAST_CELLS: Final = 8  # on a side, of pictures long and thin


@dataclass(frozen=True, slots=True)
class Raster:
    """``columns`` x ``rows`` cells of ``pitch_x`` x ``pitch_y`` pixels, the first at left, top."""

    columns: int
    rows: int
    pitch_x: float = CELL
    pitch_y: float = CELL
    left: float = 0.0
    top: float = 0.0

    @property
    def cells(self) -> int:
        return self.columns * self.rows


def raster_of(width: int, height: int) -> Raster:
    """The raster that a writer lays over a picture of ``width`` x ``height`` pixels."""
    if (width // CELL) * (height // CELL) <= MOST_CELLS:
        return Raster(width // CELL, height // CELL)
    columns, rows = _counts(width, height)
    return spread(columns, rows, width, height)


def spread(columns: int, rows: int, width: int, height: int) -> Raster:
    """So many cells over the whole of a picture: what scaling leaves of a large one's raster."""
    return Raster(columns, rows, width / columns, height / rows)


def large_counts(width: int, height: int) -> list[tuple[int, int]]:
    """(columns, rows) of large pictures that may have been scaled to this size, likeliest first.

    Rounding to whole pixels moves the ratio of the sides, and with it a count by one.
    """
    columns, rows = _counts(width, height)
    near = [(columns + i, rows + j) for i in (0, -1, 1) for j in (0, -1, 1)]
    return sorted(near, key=lambda at: abs(at[0] * height / (at[1] * width) - 1.0))


def _counts(width: int, height: int) -> tuple[int, int]:
    # Integers alone: every machine rounds alike.
    columns = math.isqrt(MOST_CELLS * width // height)
    columns = max(_LEAST_CELLS, min(columns, MOST_CELLS // _LEAST_CELLS))
    return columns, MOST_CELLS // columns
