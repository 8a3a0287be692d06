"""Where in an original's raster the cells of an alignment lie: what the pilot says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.lattice.atoms import project
from cloak_codec.lattice.layout import Layout, layout
from cloak_codec.lattice.quantiser import soft_bits
from cloak_codec.lattice.raster import MOST_CELLS, Raster
from cloak_codec.lattice.refinement import Alignment

_MOST_CELLS_MISSING: Final = 0.13  # of a side
_MOST_PLACES: Final = 2  # worth a try


def originals(luma: NDArray[np.float32], found: Alignment) -> list[Raster]:
    """Rasters of originals in which the cells found may lie, the clearest pilot first."""
    seen = found.raster
    soft = soft_bits(project(luma, seen)[0], found.pitch)
    most = 1 / (1 - _MOST_CELLS_MISSING)
    places: list[tuple[float, int, int, int, int]] = []
    for columns in range(seen.columns, int(seen.columns * most) + 3):
        for rows in range(seen.rows, int(seen.rows * most) + 3):
            if columns * rows <= MOST_CELLS:
                places += _places(soft, layout(columns, rows))
    places.sort(key=lambda place: -place[0])
    return [
        Raster(
            columns,
            rows,
            seen.pitch_x,
            seen.pitch_y,
            seen.left - left * seen.pitch_x,
            seen.top - up * seen.pitch_y,
        )
        for _, columns, rows, left, up in places[:_MOST_PLACES]
    ]


def _places(soft: NDArray[np.float32], plan: Layout) -> Iterator[tuple[float, int, int, int, int]]:
    """(pilot score, columns, rows, cells missing left, cells missing above) for every place."""
    rows, columns = soft.shape
    signs = np.zeros((plan.rows, plan.columns), np.float32)
    signs.flat[plan.pilot_at] = plan.pilot_bits * np.float32(2) - np.float32(1)
    energy = np.abs(signs)
    for up in range(plan.rows - rows + 1):
        for left in range(plan.columns - columns + 1):
            here = np.s_[up : up + rows, left : left + columns]
            said = float(np.vdot(signs[here], soft))
            loudness = float(np.vdot(energy[here], soft * soft))
            yield said / (loudness + 1e-9) ** 0.5, plan.columns, plan.rows, left, up
