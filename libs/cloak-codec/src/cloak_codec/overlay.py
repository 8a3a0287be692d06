"""From a picture to its work picture."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cloak_codec.geometry import Sampling, WorkSize

_FILTER: Final = Image.Resampling.LANCZOS


def work_picture(rgb: NDArray[np.uint8], size: WorkSize) -> NDArray[np.uint8]:
    """What the networks see of ``rgb`` [H,W,3]."""
    if size.sampling is Sampling.SCALED:
        return np.asarray(Image.fromarray(rgb).resize((size.width, size.height), _FILTER))
    return np.asarray(rgb[_places(rgb, size)])


def _places(rgb: NDArray[np.uint8], size: WorkSize) -> Any:
    """The index of the work picture's pixels in the picture."""
    if size.sampling is Sampling.CORNER:
        return np.s_[: size.height, : size.width]
    height, width = rgb.shape[:2]
    return np.ix_(_middles(height, size.height), _middles(width, size.width))


def _middles(length: int, count: int) -> NDArray[np.int64]:
    """The middle pixels of ``count`` equal parts of ``length`` pixels."""
    return (2 * np.arange(count, dtype=np.int64) + 1) * length // (2 * count)
