"""From a picture to its work picture, and from the work picture's residual back onto it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cloak_codec.geometry import Sampling, WorkSize

_BAND_ROWS: Final = 256  # bounds the memory of a large picture's residual in floats
_FILTER: Final = Image.Resampling.LANCZOS


def work_picture(rgb: NDArray[np.uint8], size: WorkSize) -> NDArray[np.uint8]:
    """What the networks see of ``rgb`` [H,W,3]."""
    if size.sampling is Sampling.SCALED:
        return np.asarray(Image.fromarray(rgb).resize((size.width, size.height), _FILTER))
    return np.asarray(rgb[_places(rgb, size)])


def add_residual(
    rgb: NDArray[np.uint8], residual: NDArray[Any], strength: float, size: WorkSize
) -> NDArray[np.uint8]:
    """``rgb`` plus ``strength`` times its work picture's residual [h,w,3], rounded to 8 bits."""
    if size.sampling is Sampling.SCALED:
        return _add_enlarged(rgb, residual, strength)
    stego = rgb.copy()
    places = _places(rgb, size)
    if size.sampling is Sampling.PICKED:
        stego[places] = _changed(rgb[places], residual, strength)
        return stego
    corner = stego[places]
    for top in range(0, size.height, _BAND_ROWS):
        band = np.s_[top : top + _BAND_ROWS]
        corner[band] = _changed(corner[band], residual[band], strength)
    return stego


def _places(rgb: NDArray[np.uint8], size: WorkSize) -> Any:
    """The index of the work picture's pixels in the picture."""
    if size.sampling is Sampling.CORNER:
        return np.s_[: size.height, : size.width]
    height, width = rgb.shape[:2]
    return np.ix_(_middles(height, size.height), _middles(width, size.width))


def _middles(length: int, count: int) -> NDArray[np.int64]:
    """The middle pixels of ``count`` equal parts of ``length`` pixels."""
    return (2 * np.arange(count, dtype=np.int64) + 1) * length // (2 * count)


def _add_enlarged(
    rgb: NDArray[np.uint8], residual: NDArray[Any], strength: float
) -> NDArray[np.uint8]:
    height, width = rgb.shape[:2]
    planes = [
        Image.fromarray(np.float32(strength) * residual[..., channel].astype(np.float32))
        for channel in range(3)
    ]
    down = residual.shape[0] / height
    stego = np.empty_like(rgb)
    for top in range(0, height, _BAND_ROWS):
        bottom = min(height, top + _BAND_ROWS)
        # The filter reads beyond the box, so bands meet without a seam.
        box = (0.0, top * down, float(residual.shape[1]), bottom * down)
        for channel, plane in enumerate(planes):
            band = np.asarray(plane.resize((width, bottom - top), _FILTER, box=box))
            stego[top:bottom, :, channel] = _rounded(rgb[top:bottom, :, channel] + band)
    return stego


def _changed(
    levels: NDArray[np.uint8], residual: NDArray[Any], strength: float
) -> NDArray[np.uint8]:
    return _rounded(levels + np.float32(strength) * residual.astype(np.float32))


def _rounded(levels: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.clip(np.rint(levels), 0, 255).astype(np.uint8)
