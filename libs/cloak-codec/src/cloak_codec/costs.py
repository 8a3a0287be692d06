"""What changing a pixel costs: HILL (Li, Wang, Huang and Li 2014), or the same everywhere."""

from __future__ import annotations

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from cloak_codec.trellis import WET

_LEAST_RESIDUAL: Final = 1e-4
_MOST_HILL: Final = 1e4
_MOST_COST: Final = np.float32(1e6)
_STEEPNESS: Final = 3
# What one channel alone costs beside all three: the rich models then find neither much sooner.
_APART: Final = np.float32(1.6)


def locked_costs(
    rgb: NDArray[np.uint8], alpha: NDArray[np.uint8] | None = None
) -> NDArray[np.float32]:
    """What moving R, G and B of a pixel together costs, float32 [H,W].

    The third power of the sum of the channels' HILL costs: trained detectors see far more of a
    change in a smooth place than HILL foretells. ``WET`` where a channel is at 0 or 255, and where
    nobody sees the pixel but who looks for changes.
    """
    costs = np.zeros(rgb.shape[:2], np.float32)
    for channel in range(1 if is_grey(rgb) else 3):
        costs += hill(np.ascontiguousarray(rgb[..., channel]))
    np.power(costs, _STEEPNESS, out=costs)
    np.minimum(costs, _MOST_COST, out=costs)
    costs[((rgb == 0) | (rgb == 255)).any(axis=2)] = WET
    if alpha is not None:
        costs[alpha == 0] = WET
    return costs


def difference_costs(
    rgb: NDArray[np.uint8], channel: int, locked: NDArray[np.float32]
) -> NDArray[np.float32]:
    """What moving red (0) or blue (2) alone costs, float32 [H,W]; ``locked`` [H,W] as above.

    As above, from the geometric mean of HILL's cost in the channel's difference from green and of
    the pixel's sum. ``WET`` also where a pixel that moves both ways would leave the range.
    """
    costs = hill(rgb[..., channel].astype(np.int16) - rgb[..., 1])
    np.power(costs, _STEEPNESS, out=costs)  # in place: large pictures are what memory is for
    costs *= locked
    np.sqrt(costs, out=costs)
    costs *= _APART
    np.minimum(costs, _MOST_COST, out=costs)
    narrow = (rgb[..., channel] <= 1) | (rgb[..., channel] >= 254)
    costs[narrow | (locked >= WET)] = WET
    return costs


def is_grey(rgb: NDArray[np.uint8]) -> bool:
    """Whether all channels [H,W,3] are equal."""
    return bool((rgb[..., 0] == rgb[..., 1]).all() and (rgb[..., 1] == rgb[..., 2]).all())


@numba.njit(cache=True, nogil=True)
def hill(channel: NDArray[np.uint8] | NDArray[np.int16]) -> NDArray[np.float32]:
    """The cost of a change of one level, float32 [H,W], small where the picture is busy.

    The high-pass KB, the mean over 3x3, the inverse, the mean over 15x15; edges are mirrored.
    """
    height, width = channel.shape
    residual = np.empty((height, width), np.float32)
    for y in range(height):
        up, down = max(y - 1, 0), min(y + 1, height - 1)
        for x in range(width):
            left, right = max(x - 1, 0), min(x + 1, width - 1)
            corners = (
                np.int64(channel[up, left])
                + np.int64(channel[up, right])
                + np.int64(channel[down, left])
                + np.int64(channel[down, right])
            )
            sides = (
                np.int64(channel[up, x])
                + np.int64(channel[down, x])
                + np.int64(channel[y, left])
                + np.int64(channel[y, right])
            )
            residual[y, x] = abs(2 * sides - corners - 4 * np.int64(channel[y, x])) / 4
    busy = _mean(residual, 1)
    for y in range(height):
        for x in range(width):
            busy[y, x] = 1 / max(busy[y, x], np.float32(_LEAST_RESIDUAL))
    costs = _mean(busy, 7)
    for y in range(height):
        for x in range(width):
            costs[y, x] = min(costs[y, x], np.float32(_MOST_HILL))
    return costs


@numba.njit(cache=True, nogil=True)
def _mean(plane: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    """The mean over squares of 2 radius + 1; sides have at least ``radius`` pixels."""
    height, width = plane.shape
    area = (2 * radius + 1) ** 2
    means = np.empty((height, width), np.float32)
    # Sums over the square's rows for every column; they slide down the picture.
    columns = np.zeros(width, np.float64)
    for y in range(-radius, radius):
        columns += plane[_mirrored(y, height)]
    for y in range(height):
        columns += plane[_mirrored(y + radius, height)]
        total = 0.0
        for x in range(-radius, radius):
            total += columns[_mirrored(x, width)]
        for x in range(width):
            total += columns[_mirrored(x + radius, width)]
            means[y, x] = total / area
            total -= columns[_mirrored(x - radius, width)]
        columns -= plane[_mirrored(y - radius, height)]
    return means


@numba.njit(cache=True, nogil=True)
def _mirrored(index: int, length: int) -> int:
    if index < 0:
        return -1 - index
    return 2 * length - 1 - index if index >= length else index
