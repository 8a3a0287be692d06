"""Finding the raster of a picture that was scaled, or cropped and scaled, without the original.

First a window where the picture is even: for each scale all offsets at once, by how well
coordinates fall on any lattice. Then the best few are refined over the whole picture. Last the
pilot says where in which original raster the picture lies. A picture that holds nothing costs the
whole search.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.lattice.atoms import project, project_densely
from cloak_codec.lattice.layout import Layout, layout
from cloak_codec.lattice.listening import PITCHES
from cloak_codec.lattice.quantiser import alignment, soft_bits
from cloak_codec.lattice.raster import CELL, MOST_CELLS, Raster

_FINE_PITCHES: Final = np.array([pitch for pitch in PITCHES if 26 < pitch < 130], np.float32)
_PITCHES: Final = _FINE_PITCHES[::3]
_WINDOW: Final = 32  # cells on a side
_PLACES: Final = (0.5, 0.0, 0.25, 0.75, 1.0)
_SATURATED: Final = 30.0  # levels of roughness that a black or white pixel stands for
_STEP: Final = 1.006  # from scale to scale: half a pixel at the window's edge
_SCALES: Final = (0.42, 1.5)  # of what was written in cells of 8 pixels
_CROPPED: Final = 1.13  # least share left of a side: 0.885
_CANDIDATES: Final = 10
_CLEAR: Final = 3.0  # deviations; below, nothing is refined
_REFINED: Final = 9.0  # what holds nothing stays below 7, what holds something is above 20
_MOST_CELLS_MISSING: Final = 0.13
_MOST_PLACES: Final = 2  # tried for each alignment


@dataclass(frozen=True, slots=True)
class Alignment:
    """Cells that seem to hold a lattice, anywhere in the original's raster."""

    raster: Raster
    pitch: float
    score: float


def alignments(luma: NDArray[np.float32]) -> Iterator[Raster]:
    """Rasters of the whole original that may lie in a picture's luma [H,W], the clearest first."""
    seen: list[Raster] = []
    for found in _coarse(luma):
        refined = _refine(luma, found)
        raster = refined.raster
        if refined.score < _REFINED or any(_alike(raster, other) for other in seen):
            continue
        seen.append(raster)
        yield from _placed(luma, refined)


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
        scores = _by_offset(dense)
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


def _by_offset(dense: NDArray[np.float32]) -> NDArray[np.float32]:
    """How clear the lattice is for each pitch and offset in canonical pixels, [pitches,8,8]."""
    scores = np.empty((len(_PITCHES), CELL, CELL), np.float32)
    for i in range(CELL):
        for j in range(CELL):
            scores[:, i, j] = _lattice(dense[i::CELL, j::CELL], _PITCHES)
    return scores


def _lattice(coordinates: NDArray[np.float32], pitches: NDArray[np.float32]) -> NDArray[np.float32]:
    scores = np.empty(len(pitches), np.float32)
    alignment(np.ascontiguousarray(coordinates).ravel(), pitches, scores)
    return scores


def _score(luma: NDArray[np.float32], raster: Raster, pitch: float) -> float:
    return float(_lattice(project(luma, raster), np.array([pitch], np.float32))[0])


def _refine(luma: NDArray[np.float32], found: Alignment) -> Alignment:
    height, width = luma.shape
    best = found
    for grow in (1.0, 2.0, 1e9):
        raster = _grown(best.raster, grow, width, height)
        best = _tuned(luma, raster)
        step = 0.5
        while step > 0.06:
            moved = max(
                (
                    Alignment(one, best.pitch, _score(luma, one, best.pitch))
                    for one in _moves(best.raster, step)
                ),
                key=lambda one: one.score,
            )
            if moved.score > best.score:
                best = moved
            else:
                step /= 2
    return best


def _tuned(luma: NDArray[np.float32], raster: Raster) -> Alignment:
    """With the pitch that fits best: the window was tried with a few."""
    scores = _lattice(project(luma, raster), _FINE_PITCHES)
    k = int(np.argmax(scores))
    return Alignment(raster, float(_FINE_PITCHES[k]), float(scores[k]))


def _alike(one: Raster, other: Raster) -> bool:
    """Whether two candidates have ended in the same place."""
    return abs(one.pitch_x / other.pitch_x - 1) < _STEP - 1


def _moves(raster: Raster, step: float) -> Iterator[Raster]:
    """Shifts by ``step`` pixels and stretches by as much at the edges, about the middle."""
    for axis in ("x", "y"):
        origin, pitch, count = (
            ("left", "pitch_x", raster.columns) if axis == "x" else ("top", "pitch_y", raster.rows)
        )
        for sign in (-step, step):
            yield replace(raster, **{origin: getattr(raster, origin) + sign})
            stretch = 2 * sign / count
            yield replace(
                raster,
                **{pitch: getattr(raster, pitch) + stretch, origin: getattr(raster, origin) - sign},
            )
    for sign in (-step, step):
        more_x, more_y = 2 * sign / raster.columns, 2 * sign / raster.columns
        yield replace(
            raster,
            pitch_x=raster.pitch_x + more_x,
            pitch_y=raster.pitch_y + more_y,
            left=raster.left - sign,
            top=raster.top - more_y * raster.rows / 2,
        )


def _grown(raster: Raster, factor: float, width: int, height: int) -> Raster:
    """The raster over ``factor`` times as many cells each way, as far as the picture goes."""
    more_left = int(min(raster.columns * (factor - 1) / 2, raster.left // raster.pitch_x))
    more_up = int(min(raster.rows * (factor - 1) / 2, raster.top // raster.pitch_y))
    left, top = raster.left - more_left * raster.pitch_x, raster.top - more_up * raster.pitch_y
    columns = min(int((width - left + 1e-3) / raster.pitch_x), int(raster.columns * factor))
    rows = min(int((height - top + 1e-3) / raster.pitch_y), int(raster.rows * factor))
    return Raster(columns, rows, raster.pitch_x, raster.pitch_y, left, top)


def _placed(luma: NDArray[np.float32], found: Alignment) -> list[Raster]:
    """Originals in which the cells found may lie, the clearest pilot first."""
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
