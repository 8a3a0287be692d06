"""Where in a picture the values lie that an inlay is written into, and how a pixel follows them."""

from __future__ import annotations

from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray

_GREEN: Final = 1
_BESIDE_GREEN: Final = (0, 2)  # red and blue
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
    beside = [rgb[..., c].reshape(-1, 1) - green + _MIDDLE for c in _BESIDE_GREEN]  # modulo 256
    return np.concatenate([green, *beside], axis=1)


def with_values(
    rgb: NDArray[np.uint8], layout: Layout, moved: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """``rgb`` [H,W,3] with its values in this layout at ``moved`` [places,k]."""
    steps = moved - values_of(rgb, layout)  # modulo 256, and so are the sums
    if layout is Layout.FREE:
        return rgb + steps.reshape(rgb.shape)
    steps = steps.reshape(*rgb.shape[:2], -1)
    written: NDArray[np.uint8] = rgb + steps[..., :1]
    if layout is Layout.DIFFERENCES:
        written[..., _BESIDE_GREEN] += steps[..., 1:]
    return written
