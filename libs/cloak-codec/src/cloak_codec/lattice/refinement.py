"""Refining an alignment: small moves of a raster that make its lattice clearer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.lattice.atoms import project
from cloak_codec.lattice.listening import PITCHES
from cloak_codec.lattice.quantiser import alignment
from cloak_codec.lattice.raster import Raster

# What survives a channel that scales and crops is written within these.
USUAL_PITCHES: Final = np.array([pitch for pitch in PITCHES if 26 < pitch < 130], np.float32)
_GROWTH: Final = (1.0, 2.0, 1e9)  # from the window to the whole picture
_STEPS: Final = (0.5, 0.06)  # pixels, from the first to the last that is worth it


@dataclass(frozen=True, slots=True)
class Alignment:
    """Cells that seem to hold a lattice, anywhere in the original's raster."""

    raster: Raster
    pitch: float
    score: float


def refine(luma: NDArray[np.float32], found: Alignment) -> Alignment:
    """The clearest alignment near ``found`` in a picture's luma [H,W], over all of the picture."""
    best = found
    first, last = _STEPS
    for growth in _GROWTH:
        best = _tuned(luma, _grown(best.raster, growth, luma.shape[1], luma.shape[0]))
        step = first
        while step > last:
            moves = [
                Alignment(raster, best.pitch, _score(luma, raster, best.pitch))
                for raster in _moves(best.raster, step)
            ]
            clearest = max(moves, key=lambda move: move.score)
            if clearest.score > best.score:
                best = clearest
            else:
                step /= 2
    return best


def _scores(
    luma: NDArray[np.float32], raster: Raster, pitches: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How clear a lattice of each pitch is on the raster, in deviations."""
    scores = np.empty((len(pitches), 1, 1), np.float32)
    alignment(project(luma, raster)[0], pitches, scores)
    return scores.ravel()


def _score(luma: NDArray[np.float32], raster: Raster, pitch: float) -> float:
    return float(_scores(luma, raster, np.array([pitch], np.float32))[0])


def _tuned(luma: NDArray[np.float32], raster: Raster) -> Alignment:
    """With the pitch that fits best: the window was tried with a few."""
    scores = _scores(luma, raster, USUAL_PITCHES)
    k = int(np.argmax(scores))
    return Alignment(raster, float(USUAL_PITCHES[k]), float(scores[k]))


def _moves(raster: Raster, step: float) -> Iterator[Raster]:
    """Shifts by ``step`` pixels and stretches by as much at the edges."""
    for pixels in (-step, step):
        yield replace(raster, left=raster.left + pixels)
        yield replace(raster, top=raster.top + pixels)
        yield _stretched(raster, pixels, 0.0)
        yield _stretched(raster, 0.0, pixels)
        yield _stretched(raster, pixels, pixels * raster.rows / raster.columns)


def _stretched(raster: Raster, across: float, down: float) -> Raster:
    """By so many pixels at each edge, about the middle."""
    return replace(
        raster,
        pitch_x=raster.pitch_x + 2 * across / raster.columns,
        pitch_y=raster.pitch_y + 2 * down / raster.rows,
        left=raster.left - across,
        top=raster.top - down,
    )


def _grown(raster: Raster, factor: float, width: int, height: int) -> Raster:
    """The raster over ``factor`` times as many cells each way, as far as the picture goes."""
    more_left = int(min(raster.columns * (factor - 1) / 2, raster.left // raster.pitch_x))
    more_up = int(min(raster.rows * (factor - 1) / 2, raster.top // raster.pitch_y))
    left, top = raster.left - more_left * raster.pitch_x, raster.top - more_up * raster.pitch_y
    columns = min(int((width - left + 1e-3) / raster.pitch_x), int(raster.columns * factor))
    rows = min(int((height - top + 1e-3) / raster.pitch_y), int(raster.rows * factor))
    return Raster(columns, rows, raster.pitch_x, raster.pitch_y, left, top)
