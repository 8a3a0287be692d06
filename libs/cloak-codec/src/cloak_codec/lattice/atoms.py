"""The wave forms that carry bits, as rows of weights for any pitch, offset and blur.

A cell's atoms are products of one-dimensional wave forms that fade towards the cell's edges, so
that seams hardly show, and still lie mostly in one coefficient of JPEG's transform each: what a
codec flattens first is energy that is spread thin. Reading is separable: weights down the columns,
then along the rows. A reader that supposes a blur weighs with the wave form divided by the blur's
frequency response, which undoes the blur and takes the projection in one step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from cloak_codec.lattice.raster import CELL, Raster

MOST_DIMENSIONS: Final = 4
_FORMS: Final = (0, 1, 2)
_B, _A, _C = _FORMS  # wave forms: see _plain
# Dimension -> what is summed: (wave form down, wave form across). Each dimension is orthonormal to
# the others and without mean.
_PRODUCTS: Final = (((_B, _A),), ((_A, _B),), ((_A, _A),), ((_A, _C), (_C, _A)))
_NORMS: Final = (0.341631731689, 0.343748339643, 0.502920428929)
_C_OVER_B: Final = 0.073526768725  # what makes C orthogonal to B
_FINE: Final = 16  # samples of a tabulated wave form per canonical pixel
_REACH: Final = CELL  # canonical pixels beyond the cell that an undone blur reaches
_LEAST_RESPONSE: Final = 0.3  # what is weaker is not amplified: it would be noise


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """For each cell along one side: ``taps`` [forms,cells,length] from ``start`` [cells] on."""

    start: NDArray[np.intp] = field(repr=False)
    taps: NDArray[np.float32] = field(repr=False)


def project(
    luma: NDArray[np.float32], raster: Raster, *, dimensions: int = 1, blur: float = 0.0
) -> NDArray[np.float32]:
    """The coordinates [dimensions,rows,columns] of a picture's luma [H,W], in levels.

    ``blur`` is the standard deviation in canonical pixels of the Gaussian to undo.
    """
    height, width = luma.shape
    down = _weights(raster.rows, raster.pitch_y, raster.top, height, blur)
    across = _dense(_weights(raster.columns, raster.pitch_x, raster.left, width, blur), width)
    kinds = min(dimensions, 2) if dimensions < 4 else 3
    columns = np.empty((kinds, raster.rows, width), np.float32)
    length = down.taps.shape[2]
    for row, start in enumerate(down.start):
        columns[:, row] = down.taps[:kinds, row] @ luma[start : start + length]
    scale = np.float32(CELL * CELL / (raster.pitch_x * raster.pitch_y))
    planes = []
    for products in _PRODUCTS[:dimensions]:
        plane = sum(columns[i] @ across[j].T for i, j in products)
        planes.append(plane * (scale / np.float32(len(products) ** 0.5)))
    return np.stack(planes)


def synthesise(
    coordinates: NDArray[np.float32], raster: Raster, shape: tuple[int, int]
) -> NDArray[np.float32]:
    """The luma [H,W] that adds ``coordinates`` [dimensions,rows,columns] to a picture's own."""
    height, width = shape
    down = _weights(raster.rows, raster.pitch_y, raster.top, height, 0.0)
    across = _dense(_weights(raster.columns, raster.pitch_x, raster.left, width, 0.0), width)
    rows = np.zeros((3, raster.rows, width), np.float32)
    for plane, products in zip(coordinates, _PRODUCTS, strict=False):
        for i, j in products:
            rows[i] += (plane * np.float32(len(products) ** -0.5)) @ across[j]
    luma = np.zeros(shape, np.float32)
    length = down.taps.shape[2]
    for row, start in enumerate(down.start):
        luma[start : start + length] += down.taps[:, row].T @ rows[:, row]
    return luma


def project_densely(
    luma: NDArray[np.float32], cell: float, left: float, top: float, across: int, down: int
) -> NDArray[np.float32]:
    """First coordinates [down,across] of the cells that begin at each canonical pixel.

    ``cell`` is a cell's side in pixels of the picture, ``left`` and ``top`` where the first begins.
    """
    height, width = luma.shape
    step = cell / CELL
    rows = _tabulate(top + step * np.arange(down), cell, height, 0.0, (_B,))
    columns = _tabulate(left + step * np.arange(across), cell, width, 0.0, (_A,))
    coordinates: NDArray[np.float32] = _banded(
        luma, rows.start, rows.taps[0], columns.start, columns.taps[0]
    )
    return coordinates * np.float32((CELL / cell) ** 2)


@numba.njit(cache=True, nogil=True, fastmath=True)
def _banded(
    luma: NDArray[np.float32],
    top: NDArray[np.intp],
    down: NDArray[np.float32],
    left: NDArray[np.intp],
    across: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Weights ``down`` [M,taps] from ``top`` [M] on, ``across`` [N,taps] from ``left``: [M,N].

    A tenth of the work of the product with whole matrices, which are mostly zeros.
    """
    turned = np.empty((luma.shape[1], len(top)), np.float32)
    weighed = np.empty(max(luma.shape[1], len(top)), np.float32)
    for row in range(len(top)):
        weighed[:] = 0
        for tap in range(down.shape[1]):
            weight, at = down[row, tap], top[row] + tap
            for x in range(luma.shape[1]):
                weighed[x] += weight * luma[at, x]
        turned[:, row] = weighed[: luma.shape[1]]
    coordinates = np.empty((len(top), len(left)), np.float32)
    for column in range(len(left)):
        weighed[:] = 0
        for tap in range(across.shape[1]):
            weight, at = across[column, tap], left[column] + tap
            for row in range(len(top)):
                weighed[row] += weight * turned[at, row]
        coordinates[:, column] = weighed[: len(top)]
    return coordinates


@lru_cache(maxsize=64)
def _weights(cells: int, pitch: float, offset: float, length: int, blur: float) -> Weights:
    return _tabulate(offset + pitch * np.arange(cells), pitch, length, blur)


def _tabulate(
    first: NDArray[np.floating],
    pitch: float,
    length: int,
    blur: float,
    forms: tuple[int, ...] = _FORMS,
) -> Weights:
    """The weights of cells that begin at ``first`` and are ``pitch`` pixels wide."""
    scale = pitch / CELL
    reach = 0.0 if blur == 0.0 else _REACH * scale
    taps = min(length, int(np.ceil(pitch + 2 * reach)) + 1)
    start = np.clip(np.floor(first - reach).astype(np.intp), 0, length - taps)
    pixel = start[:, None] + np.arange(taps) + 0.5
    at = (pixel - first[:, None]) / scale
    rows = np.stack([_wave(form, at, blur) for form in forms])
    if _A in forms:  # has no mean; sampled between pixels it would get one
        waves = rows[forms.index(_A)]
        inside = np.abs(at - CELL / 2) < CELL / 2 + reach / scale
        mean = waves.sum(axis=1) / np.maximum(1, inside.sum(axis=1))
        waves -= mean[:, None] * inside
    return Weights(start, rows.astype(np.float32))


def _dense(weights: Weights, length: int) -> NDArray[np.float32]:
    kinds, cells, taps = weights.taps.shape
    dense = np.zeros((kinds, cells, length), np.float32)
    at = weights.start[:, None] + np.arange(taps)
    dense[:, np.arange(cells)[:, None], at] = weights.taps
    return dense


def _wave(form: int, at: NDArray[np.float64], blur: float) -> NDArray[np.float64]:
    """The wave form at places in canonical pixels from the cell's beginning."""
    if blur == 0.0:
        return np.where((at > 0) & (at < CELL), _plain(form, at * (np.pi / CELL)), 0.0)
    table = _sharpened(form, blur)
    places = np.arange(len(table)) / _FINE - 2 * CELL
    return np.interp(at, places, table, left=0.0, right=0.0)


def _plain(form: int, turn: NDArray[np.float64]) -> NDArray[np.float64]:
    """``turn`` goes from 0 to pi over the cell; the squares of 8 even samples sum to 1."""
    if form == _A:
        return _NORMS[_A] * (np.sin(2 * turn) + 0.5 * np.cos(turn))
    rounded = np.sin(turn) + 0.35
    if form == _B:
        return _NORMS[_B] * rounded
    return _NORMS[_C] * (np.sin(3 * turn) - _C_OVER_B * rounded)


@lru_cache(maxsize=32)
def _sharpened(form: int, blur: float) -> NDArray[np.float64]:
    """The wave form with a Gaussian of ``blur`` divided out, from -2 cells to +3 cells."""
    places = np.arange(-2 * CELL * _FINE, 3 * CELL * _FINE) / _FINE
    plain = _wave(form, places, 0.0)
    frequency = np.fft.rfftfreq(len(plain), 1 / _FINE)
    response = np.exp(-2 * (np.pi * blur * frequency) ** 2)
    # Beyond a picture's highest frequency there is nothing that a blur could have weakened.
    response = np.where(frequency <= 0.5, np.maximum(response, _LEAST_RESPONSE), 1.0)
    return np.asarray(np.fft.irfft(np.fft.rfft(plain) / response, len(plain)), np.float64)
