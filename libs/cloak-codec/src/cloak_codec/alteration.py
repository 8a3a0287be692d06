"""What was done to a picture since it was made: told from both files' pixels alone.

A file that was passed on without loss equals the made one outside of what was changed, pixel by
pixel. Any other differs everywhere; what recompression and scaling do is then learned from the
picture itself, by how busy a place is, and a cell counts as altered where it differs far more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cloak_codec.cells import Cells, activity, edges, in_cells, standing_out, usual
from cloak_codec.imagefile import Pixels, read
from cloak_codec.limits import LIMITS, Limits
from cloak_codec.registration import located
from cloak_codec.tones import toned, tones_of

Change = Literal["repacked", "recompressed", "scaled", "brightness", "cropped"]
Floats = NDArray[np.float32]

_CELL: Final = 16  # pixels
_MOST_CELLS: Final = 256  # along the longer side
_LONGEST: Final = 2048  # pixels of the copies that are compared where something was lost
_POOL: Final = 4  # differences are averaged over 4 x 4 pixels: noise goes, what was drawn stays
_STRIP: Final = 64  # rows of cells at a time
_FULL_STRENGTH: Final = 64.0  # levels
_MOST_NOISE: Final = 6.5  # levels
_ALIKE: Final = 0.2  # of how much the picture's own tones vary
_BRIGHTER: Final = 1.5  # levels, on average


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a picture that was seen differs from the one that was made.

    ``changes`` are those of the whole picture; ``noise`` is the usual difference in levels.
    ``cells`` are of the picture seen.
    """

    changes: tuple[Change, ...]
    cells: Cells
    noise: float
    size: tuple[int, int]  # width and height of the picture seen, as people see it

    @property
    def unlikeness(self) -> tuple[float, float]:
        """Sorts made pictures by how little a seen one differs from them: usually, then in all."""
        return self.noise, float(self.cells.strength.sum())

    @property
    def is_altered(self) -> bool:
        """Places differ by more than what was done to the whole picture, or some are missing."""
        return "cropped" in self.changes or bool(self.cells.strength.any())


def compare(made: bytes, seen: bytes, limits: Limits = LIMITS) -> Comparison | None:
    """Compare two files; None where they do not show the same picture.

    Besides the whole picture at any size, a part of it at its own size is recognised. Raises what
    ``inspect`` raises.
    """
    limits = limits.for_reading()
    before, after = read(made, limits), read(seen, limits)
    found = [_of_whole(before, after), _of_part(before, after)]
    return min((one for one in found if one), key=lambda one: one.unlikeness, default=None)


def _of_whole(before: Pixels, after: Pixels) -> Comparison | None:
    # One is the other scaled, give or take the rounding of its sides.
    difference = abs(before.width * after.height - before.height * after.width)
    if difference > 1.5 * max(before.width, before.height, after.width, after.height):
        return None
    exact = _unlossy(before, after)
    return exact if exact is not None else _lossy(before, after)


def _of_part(before: Pixels, after: Pixels) -> Comparison | None:
    if (before.width, before.height) == (after.width, after.height):
        return None
    place = located(before.rgb, after.rgb)
    if place is None:
        return None
    x, y = place
    window = (slice(y, y + after.height), slice(x, x + after.width))
    alpha = None if before.alpha is None else before.alpha[window]
    info = replace(before.info, width=after.width, height=after.height)
    found = _of_whole(replace(before, rgb=before.rgb[window], alpha=alpha, info=info), after)
    if found is None:
        return None
    others = tuple(change for change in found.changes if change != "repacked")
    return replace(found, changes=("cropped", *others))


def _unlossy(before: Pixels, after: Pixels) -> Comparison | None:
    """The comparison of pixels that are mostly the very same, else None."""
    if (before.width, before.height) != (after.width, after.height):
        return None
    cell = _CELL * -(-max(before.width, before.height) // (_CELL * _MOST_CELLS))
    columns, rows = -(-before.width // cell), -(-before.height // cell)
    across, down = edges(before.width, columns), edges(before.height, rows)
    peaks = np.zeros((rows, columns), np.uint8)
    for first in range(0, rows, _STRIP):
        starts = down[first : first + _STRIP]
        end = down[first + _STRIP] if first + _STRIP < rows else before.height
        pixels = _peak_difference(before, after, slice(int(starts[0]), int(end)))
        by_row = np.maximum.reduceat(pixels, starts - starts[0], axis=0)
        peaks[first : first + _STRIP] = np.maximum.reduceat(by_row, across, axis=1)
    if np.count_nonzero(peaks) * 2 > peaks.size:
        return None
    strength = np.minimum(peaks / _FULL_STRENGTH, 1.0).astype(np.float32)
    return Comparison(("repacked",), Cells(strength), 0.0, (after.width, after.height))


def _peak_difference(before: Pixels, after: Pixels, rows: slice) -> NDArray[np.uint8]:
    """Of each pixel the largest difference of its channels, transparency included."""
    one, other = before.rgb[rows], after.rgb[rows]
    found = (np.maximum(one, other) - np.minimum(one, other)).max(axis=2)
    if before.alpha is None and after.alpha is None:
        return np.asarray(found)
    one, other = _alpha(before)[rows], _alpha(after)[rows]
    return np.asarray(np.maximum(found, np.maximum(one, other) - np.minimum(one, other)))


def _lossy(before: Pixels, after: Pixels) -> Comparison | None:
    """The comparison of pixels that all may differ; None where nothing is alike."""
    width, height = min((before.width, before.height), (after.width, after.height))
    shrink = min(1.0, _LONGEST / max(width, height))
    size = (round(width * shrink), round(height * shrink))
    other = _pooled(_copy(after, size))
    copy = _copy(before, size)
    tones = tones_of(_pooled(copy), other)
    one = _pooled(toned(copy, tones))
    difference = np.abs(other - one).max(axis=2)
    spread = float(np.median(np.abs(one[..., 1] - np.median(one[..., 1]))))
    noise = float(np.median(difference))
    if noise > max(_MOST_NOISE, _ALIKE * spread):
        return None
    columns, rows = -(-size[0] // _CELL), -(-size[1] // _CELL)
    found = in_cells(difference**2, columns, rows) ** 0.5
    stands_out = standing_out(found, usual(found, activity(one, columns, rows)))
    strength = np.where(stands_out, np.clip(found / _FULL_STRENGTH, 0, 1), 0).astype(np.float32)
    changes: list[Change] = []
    if (before.width, before.height) != (after.width, after.height):
        changes.append("scaled")
    if float(np.abs(tones[:3] - np.arange(256)).mean()) > _BRIGHTER:
        changes.append("brightness")
    if after.info.format != "png" or not changes:
        changes.append("recompressed")
    return Comparison(tuple(changes), Cells(strength), noise, (after.width, after.height))


def _copy(pixels: Pixels, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The picture at this size, uint8 [h,w,4], opaque where it has no transparency."""
    rgb = _resized(pixels.rgb, size)
    if pixels.alpha is None:
        return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])
    return np.dstack([rgb, _resized(pixels.alpha, size)])


def _resized(plane: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    if (plane.shape[1], plane.shape[0]) == size:
        return plane
    picture = Image.fromarray(plane)
    return np.asarray(picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0))


def _pooled(copy: NDArray[np.uint8]) -> Floats:
    """Averages over 4 x 4 pixels, float32 [h/4,w/4,4]."""
    height, width = copy.shape[:2]
    small = (-(-width // _POOL), -(-height // _POOL))
    picture = [Image.fromarray(copy[..., n]).resize(small, Image.Resampling.BOX) for n in range(4)]
    return np.dstack([np.asarray(plane, np.float32) for plane in picture])


def _alpha(pixels: Pixels) -> NDArray[np.uint8]:
    if pixels.alpha is not None:
        return pixels.alpha
    return np.full(pixels.rgb.shape[:2], 255, np.uint8)
