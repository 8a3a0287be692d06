"""A grid of cells over a picture, and which of them differ more than their like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_ACTIVITY_BINS: Final = 12
_DEVIATIONS: Final = 8.0
_LEAST_EXCESS: Final = 5.0  # levels
_SURE: Final = 1.5


@dataclass(frozen=True, slots=True)
class Cells:
    """Strength of the change in each cell of a grid over the picture, float32 [rows, columns]."""

    strength: Floats

    @property
    def columns(self) -> int:
        return int(self.strength.shape[1])

    @property
    def rows(self) -> int:
        return int(self.strength.shape[0])

    def listed(self) -> list[tuple[int, int, float]]:
        """(column, row, strength) of the cells that were altered."""
        rows, columns = np.nonzero(self.strength)
        return [
            (int(x), int(y), max(0.001, round(float(self.strength[y, x]), 3)))
            for y, x in zip(rows, columns, strict=True)
        ]


def usual(found: Floats, activity: Floats) -> Floats:
    """How much a cell may differ at most, by how busy it is."""
    order = np.argsort(activity, axis=None)
    levels, limits = [], []
    for group in np.array_split(order, min(_ACTIVITY_BINS, max(1, order.size // 32))):
        values = found.ravel()[group]
        middle = float(np.median(values))
        deviation = 1.4826 * float(np.median(np.abs(values - middle)))
        levels.append(float(np.median(activity.ravel()[group])))
        limits.append(middle + max(_DEVIATIONS * deviation, _LEAST_EXCESS))
    limit = np.interp(activity, levels, np.maximum.accumulate(limits))
    return limit.astype(np.float32)


def standing_out(found: Floats, limit: Floats) -> NDArray[np.bool_]:
    """Cells far over their limit, and those over it beside them: one alone may be chance."""
    strong = np.pad(found > _SURE * limit, 1)
    beside = np.zeros_like(found, bool)
    rows, columns = found.shape
    for down in range(3):
        for across in range(3):
            beside |= strong[down : down + rows, across : across + columns]
    return np.asarray((found > limit) & beside)


def activity(pooled: Floats, columns: int, rows: int) -> Floats:
    """How much neighbours differ within each cell, in levels."""
    change = np.zeros(pooled.shape[:2], np.float32)
    change[:, 1:] += np.abs(np.diff(pooled[..., :3], axis=1)).max(axis=2)
    change[1:] += np.abs(np.diff(pooled[..., :3], axis=0)).max(axis=2)
    return in_cells(change, columns, rows)


def in_cells(values: Floats, columns: int, rows: int) -> Floats:
    """The mean of the values in each cell."""
    down, across = edges(values.shape[0], rows), edges(values.shape[1], columns)
    sums = np.add.reduceat(np.add.reduceat(values, down, axis=0), across, axis=1)
    tall = np.diff([*down, values.shape[0]])
    wide = np.diff([*across, values.shape[1]])
    return np.asarray(sums / (tall[:, None] * wide[None, :]), np.float32)


def edges(length: int, count: int) -> NDArray[np.intp]:
    """Where each of `count` nearly equal parts of a length begins."""
    return np.arange(count) * length // count
