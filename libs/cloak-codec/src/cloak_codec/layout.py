"""Where in a picture the values lie that an inlay is written into, and how a pixel follows them."""

from __future__ import annotations

from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray

_GREEN: Final = 1
BESIDE_GREEN: Final = (0, 2)  # red and blue, in the order of their differences
_MIDDLE: Final = np.uint8(128)  # the difference of equal channels


class Layout(Enum):
    """How many places there are, and the values of a place: its leading one and what follows it."""

    LOCKED = "locked"  # a place for each pixel: green, with which red and blue move
    DIFFERENCES = "differences"  # beside it red - green and blue - green, which move red and blue
    FREE = "free"  # a place for each red, green and blue by itself


def values_of(rgb: NDArray[np.uint8], layout: Layout) -> NDArray[np.uint8]:
    """The values [places,k] of a picture [H,W,3]: k is 3 for ``DIFFERENCES``, else 1."""
    if layout is Layout.FREE:
        return rgb.reshape(-1, 1)
    green = rgb[..., _GREEN].reshape(-1, 1)
    if layout is Layout.LOCKED:
        return np.ascontiguousarray(green)
    values = np.empty((len(green), 1 + len(BESIDE_GREEN)), np.uint8)
    values[:, :1] = green
    for place, channel in enumerate(BESIDE_GREEN, start=1):
        values[:, place] = rgb[..., channel].reshape(-1) - green[:, 0] + _MIDDLE  # modulo 256
    return values


def with_steps(
    rgb: NDArray[np.uint8], layout: Layout, steps: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """``rgb`` [H,W,3] with its values moved by ``steps`` [places,k], all modulo 256."""
    if layout is Layout.FREE:
        return rgb + steps.reshape(rgb.shape)
    steps = steps.reshape(*rgb.shape[:2], -1)
    written: NDArray[np.uint8] = rgb + steps[..., :1]
    if layout is Layout.DIFFERENCES:
        written[..., BESIDE_GREEN] += steps[..., 1:]
    return written
