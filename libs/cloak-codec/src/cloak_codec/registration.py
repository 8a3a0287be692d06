"""Where in a picture a part of it lies that was cut out at its own size."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float32]

_COARSE_SIDE: Final = 384  # pixels of the copy that is searched whole
_ALIKE: Final = 0.8  # correlation
_NEAR: Final = 160  # pixels of the sample by which the place is made exact


def located(whole: NDArray[np.uint8], part: NDArray[np.uint8]) -> tuple[int, int] | None:
    """Column and row of the part's corner in the whole, uint8 [H,W,3]; None if it is not there."""
    height, width = whole.shape[:2]
    if (
        part.shape[0] > height
        or part.shape[1] > width
        or min(part.shape[:2]) * 3 < min(height, width)
    ):
        return None
    shrink = max(1, -(-max(height, width) // _COARSE_SIDE))
    found = _best(_grey(whole, shrink), _grey(part, shrink))
    if found is None or found[0] < _ALIKE:
        return None
    return _refined(whole, part, (found[1] * shrink, found[2] * shrink), shrink)


def _grey(rgb: NDArray[np.uint8], shrink: int) -> Floats:
    grey = Image.fromarray(rgb).convert("L")
    return np.asarray(grey.reduce(shrink) if shrink > 1 else grey, np.float32)


def _best(whole: Floats, part: Floats) -> tuple[float, int, int] | None:
    """The highest correlation, and its column and row (normalised, by Fourier transforms)."""
    rows, columns = whole.shape[0] - part.shape[0] + 1, whole.shape[1] - part.shape[1] + 1
    if rows < 1 or columns < 1:
        return None
    template = part - part.mean()
    energy = float((template**2).sum())
    if energy == 0:
        return None
    shape = whole.shape
    level = whole - whole.mean()
    spectrum = np.fft.rfft2(level) * np.conj(np.fft.rfft2(template, shape))
    products = np.fft.irfft2(spectrum, shape)[:rows, :columns]
    size = part.size
    sums, squares = _window_sums(level, part.shape), _window_sums(level**2, part.shape)
    spread = np.maximum(squares - sums**2 / size, 1e-6)
    correlation = products / np.sqrt(spread * energy)
    y, x = np.unravel_index(int(np.argmax(correlation)), correlation.shape)
    return float(correlation[y, x]), int(x), int(y)


def _window_sums(values: Floats, window: tuple[int, ...]) -> NDArray[np.float64]:
    table = np.pad(values.astype(np.float64), ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    height, width = window[0], window[1]
    upper = table[:-height, width:] - table[:-height, :-width]
    lower = table[height:, width:] - table[height:, :-width]
    return np.asarray(lower - upper)


def _refined(
    whole: NDArray[np.uint8], part: NDArray[np.uint8], near: tuple[int, int], reach: int
) -> tuple[int, int] | None:
    """The exact place within so many pixels, by the busiest sample of the part."""
    height, width = part.shape[:2]
    side = min(_NEAR, height, width)
    grey = np.asarray(Image.fromarray(part).convert("L"), np.float32)
    corners = [
        (x, y)
        for x in (0, (width - side) // 2, width - side)
        for y in (0, (height - side) // 2, height - side)
    ]
    x, y = max(
        corners, key=lambda at: float(grey[at[1] : at[1] + side, at[0] : at[0] + side].std())
    )
    top, left = max(0, near[1] + y - reach), max(0, near[0] + x - reach)
    area = whole[top : near[1] + y + side + reach, left : near[0] + x + side + reach]
    around = np.asarray(Image.fromarray(np.ascontiguousarray(area)).convert("L"), np.float32)
    found = _best(around, grey[y : y + side, x : x + side])
    if found is None:
        return None
    column, row = left + found[1] - x, top + found[2] - y
    fits = 0 <= column <= whole.shape[1] - width and 0 <= row <= whole.shape[0] - height
    return (column, row) if fits else None
