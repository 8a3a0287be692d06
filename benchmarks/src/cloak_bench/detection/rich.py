"""The rich models: SRMQ1 of one channel, and the colour model across three.

J. Fridrich, J. Kodovsky, 2012; M. Goljan, J. Fridrich, R. Cogranne, Rich model for steganalysis of
color images, 2014. Equal to PyPI's sealwatch up to the order of the values and, in the colour
model, up to a factor of two in the submodels that it counts twice.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from cloak_bench.detection.residuals import Plane, submodels

_SRM_THRESHOLD: Final = 2
_SRM_ORDER: Final = 4  # residuals in a row


def srmq1(channel: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The 12,753 features of one channel [H,W] at the first quantisation step."""
    kinds: dict[tuple[str, bool], list[Any]] = defaultdict(list)
    for model in submodels(channel, _SRM_THRESHOLD):
        found = _rows(model.rows) + _rows([plane.T for plane in model.columns])
        kinds[model.name, model.joined is None].append((model.joined, found))
    return np.concatenate(_folded(kinds, _SRM_THRESHOLD, _SRM_ORDER))


def crm(rgb: NDArray[np.uint8], threshold: int = 2) -> NDArray[np.float32]:
    """The colour features of [H,W,3]: 2,073 for the threshold 2, 5,404 for the published 3."""
    return np.concatenate(crm_submodels(rgb, threshold))


def crm_submodels(rgb: NDArray[np.uint8], threshold: int = 2) -> list[NDArray[np.float32]]:
    """The same, submodel by submodel."""
    kinds: dict[tuple[str, bool], list[Any]] = defaultdict(list)
    for model in submodels(rgb, threshold):
        if model.name.endswith("v"):
            continue  # the same planes as its twin, once the direction does not count
        found = np.zeros((2 * threshold + 1) ** 3)
        groups = [model.rows, model.columns]
        for planes in groups[: 1 if model.rows is model.columns else 2]:
            counts = np.zeros(len(found), np.int64)
            for plane in planes:
                _count_colour(np.ascontiguousarray(plane), threshold, counts)
            found += counts / counts.sum()
        kinds[model.name, model.joined is None].append((model.joined, found))
    return _folded(kinds, threshold, 3)


def _rows(planes: list[Plane]) -> NDArray[np.float64]:
    counts = np.zeros((2 * _SRM_THRESHOLD + 1) ** _SRM_ORDER, np.int64)
    for plane in planes:
        _count_rows(np.ascontiguousarray(plane), _SRM_THRESHOLD, counts)
    shares: NDArray[np.float64] = counts / counts.sum()
    return shares


@numba.njit(cache=True, nogil=True)
def _count_rows(plane: NDArray[np.int8], threshold: int, counts: NDArray[np.int64]) -> None:
    """Add up how often each run of four neighbours in a row occurs."""
    levels = 2 * threshold + 1
    for y in range(plane.shape[0]):
        first, second = plane[y, 0] + threshold, plane[y, 1] + threshold
        third = plane[y, 2] + threshold
        for x in range(3, plane.shape[1]):
            fourth = plane[y, x] + threshold
            counts[((first * levels + second) * levels + third) * levels + fourth] += 1
            first, second, third = second, third, fourth


@numba.njit(cache=True, nogil=True)
def _count_colour(plane: NDArray[np.int8], threshold: int, counts: NDArray[np.int64]) -> None:
    """Add up how often each triple of red, green and blue occurs."""
    levels = 2 * threshold + 1
    for y in range(plane.shape[0]):
        for x in range(plane.shape[1]):
            index = 0
            for c in range(3):
                index = index * levels + plane[y, x, c] + threshold
            counts[index] += 1


def _folded(
    kinds: dict[tuple[str, bool], list[Any]], threshold: int, order: int
) -> list[NDArray[np.float32]]:
    """Bins that are equally likely in any picture, added up; minima with maxima's mirror."""
    parts = []
    for (_, is_linear), found in sorted(kinds.items()):
        orbit = _orbits(threshold, order, is_linear)
        if is_linear:
            values = found[0][1]
        else:
            by_join = dict(found)
            values = by_join[np.minimum] + by_join[np.maximum][::-1]
        parts.append(np.bincount(orbit, values).astype(np.float32))
    return parts


@cache
def _orbits(threshold: int, order: int, with_sign: bool) -> NDArray[np.int64]:
    """For every bin the number of its class under reversal and, if asked for, under negation."""
    levels = 2 * threshold + 1
    digits = np.indices((levels,) * order).reshape(order, -1)
    weights = levels ** np.arange(order - 1, -1, -1)
    same = [weights @ digits, weights @ digits[::-1]]
    if with_sign:
        opposite = 2 * threshold - digits
        same += [weights @ opposite, weights @ opposite[::-1]]
    return np.unique(np.min(same, axis=0), return_inverse=True)[1]
