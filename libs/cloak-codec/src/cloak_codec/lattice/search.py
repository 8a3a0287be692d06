"""Finding the raster of a picture that was scaled, or cropped and scaled, without the original.

First a window where the picture is even: for each scale all offsets at once, by how well
coordinates fall on any lattice. Then the best few are refined over the whole picture. Last the
pilot says where in which original raster the picture lies. A picture that holds nothing costs the
whole search.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.lattice.atoms import project_densely
from cloak_codec.lattice.placing import originals
from cloak_codec.lattice.quantiser import alignment
from cloak_codec.lattice.raster import CELL, MOST_CELLS, Raster
from cloak_codec.lattice.refinement import USUAL_PITCHES, Alignment, refine

_PITCHES: Final = USUAL_PITCHES[::3]
_WINDOW: Final = 32  # cells on a side
_PLACES: Final = (0.5, 0.0, 0.25, 0.75, 1.0)
_SATURATED: Final = 30.0  # levels of roughness that a black or white pixel stands for
_STEP: Final = 1.006  # from scale to scale: half a pixel at the window's edge
_SCALES: Final = (0.42, 1.5)  # of what was written in cells of 8 pixels
_CROPPED: Final = 1.13  # least share left of a side: 0.885
_CANDIDATES: Final = 10
_CLEAR: Final = 3.0  # deviations; below, nothing is refined
_REFINED: Final = 9.0  # what holds nothing stays below 7, what holds something is above 20


def alignments(luma: NDArray[np.float32]) -> Iterator[Raster]:
    """Rasters of the whole original that may lie in a picture's luma [H,W], the clearest first."""
    seen: list[Raster] = []
    for found in _coarse(luma):
        refined = refine(luma, found)
        raster = refined.raster
        if refined.score < _REFINED or any(_alike(raster, other) for other in seen):
            continue
        seen.append(raster)
        yield from originals(luma, refined)


def _coarse(luma: NDArray[np.float32]) -> list[Alignment]:
    height, width = luma.shape
    where = _evenest(luma)
    found = []
    for cell in _cell_sides(width, height):
        across, down = (min(_WINDOW, int(side / cell)) - 1 for side in (width, height))
        left = (width - (across + 1) * cell) * where[0]
        top = (height - (down + 1) * cell) * where[1]
        x, y = int(left), int(top)
        window = luma[y : y + int((down + 1) * cell) + 2, x : x + int((across + 1) * cell) + 2]
        dense = project_densely(window, cell, left - x, top - y, across * CELL, down * CELL)
        scores = np.empty((len(_PITCHES), CELL, CELL), np.float32)
        alignment(dense, _PITCHES, scores)
        k, i, j = np.unravel_index(int(np.argmax(scores)), scores.shape)
        shift = cell / CELL
        raster = Raster(across, down, cell, cell, left + j * shift, top + i * shift)
        found.append(Alignment(raster, float(_PITCHES[k]), float(scores[k, i, j])))
    found.sort(key=lambda one: -one.score)
    return [one for one in found[:_CANDIDATES] if one.score > _CLEAR]


def _evenest(luma: NDArray[np.float32]) -> tuple[float, float]:
    """Where along the width and the height the window best lies, 0..1.

    Even places show a lattice best; black and white ones could not be changed and show none.
    """
    rough = np.abs(luma[1:, 1:] - luma[:-1, :-1]) + _SATURATED * ((luma > 250) | (luma < 5))[1:, 1:]
    height, width = rough.shape
    high, wide = (min(side, _WINDOW * CELL) for side in (height, width))
    places = [
        (float(rough[y : y + high : 2, x : x + wide : 2].mean()), across, down)
        for across in _PLACES
        for down in _PLACES
        for x, y in [(int((width - wide) * across), int((height - high) * down))]
    ]
    _, across, down = min(places)
    return across, down


def _cell_sides(width: int, height: int) -> list[float]:
    """The sides in pixels that an original's cells may have here: of small ones, of large ones."""
    large = (width * height / MOST_CELLS) ** 0.5
    ranges = ((CELL * _SCALES[0], CELL * _SCALES[1]), (large * 0.99, large * _CROPPED))
    sides = {
        low * _STEP**step
        for low, high in ranges
        for step in range(int(np.log(high / low) / np.log(_STEP)) + 1)
    }
    return sorted(side for side in sides if large * 0.99 <= side <= min(width, height) / 6)


def _alike(one: Raster, other: Raster) -> bool:
    """Whether two candidates have ended in the same place."""
    return abs(one.pitch_x / other.pitch_x - 1) < _STEP - 1
