"""The imprint: a header that a secret plane carries without giving up a pixel.

Each 2x2 square of the plane takes a faint checkerboard whose sign is one symbol of a strong code.
The 1,024 symbols (a pilot and a code word) repeat every 64 pixels, so a small part of a plane is
enough to find them, and a reader who has decoded them can take them off again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.keystream import permutation, words
from cloak_codec.polar import PolarCode, polar_code

HEADER_BYTES: Final = 18
TILE: Final = 64  # pixels after which the symbols repeat
_SQUARES: Final = TILE // 2
_SYMBOLS: Final = _SQUARES * _SQUARES
_PILOT: Final = 64
_MASK: Final = 256  # squares after which the whitening signs repeat
_CHECKERBOARD: Final = np.array([[1, -1], [-1, 1]], np.float32)
_NOISE: Final = 100.0  # variance of a square's sum over 12 values that revealing adds
_PATHS: Final = 32
# As for the robust grid: below 1 in 10,000 without an imprint.
IMPRINT_FOUND: Final = 4.3
IMPRINT_POSSIBLE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a plane says: the pilot's score in standard deviations, and the header if it decodes."""

    score: float
    header: bytes | None


def read_imprint(plane: NDArray[np.uint8]) -> Imprint:
    """Look for a header in a plane, or in any part of one that begins at a multiple of 512."""
    symbols = _soft_symbols(plane)
    layout = _layout()
    score = _score(symbols[layout.pilot_at] * layout.pilot_signs)
    if score < IMPRINT_POSSIBLE:
        return Imprint(score, None)
    data = layout.code.decode(symbols[layout.code_at].astype(np.float32), _PATHS)
    return Imprint(score, None if data is None else np.packbits(data).tobytes())


def lift(plane: NDArray[np.uint8], header: bytes) -> NDArray[np.uint8]:
    """Take the imprint of a known ``header`` off; its amplitude is measured by least squares."""
    pattern = _pattern(plane.shape[0], plane.shape[1], header)
    amplitude = float(np.mean(_squares(plane) * pattern)) / 12.0
    return _add(plane, pattern, -amplitude)


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    order: NDArray[np.intp]
    pilot_at: NDArray[np.intp]
    pilot_signs: NDArray[np.float32]
    code_at: NDArray[np.intp]
    code: PolarCode
    mask: NDArray[np.float32]


@lru_cache(maxsize=1)
def _layout() -> _Layout:
    order = permutation(words("image-cloak/1/plane/order", _SYMBOLS))
    pilot = words("image-cloak/1/plane/pilot", _PILOT) & np.uint64(1)
    mask = words("image-cloak/1/plane/mask", _MASK * _MASK) & np.uint64(1)
    return _Layout(
        order=order,
        pilot_at=order[:_PILOT],
        pilot_signs=_signs(pilot),
        code_at=order[_PILOT:],
        code=polar_code(8 * HEADER_BYTES, _SYMBOLS - _PILOT),
        mask=_signs(mask).reshape(_MASK, _MASK),
    )


def _signs(bits: NDArray[np.uint64] | NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.where(bits > 0, 1.0, -1.0).astype(np.float32)


def _tiled(tile: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    down, across = -(-rows // len(tile)), -(-columns // len(tile))
    return np.asarray(np.tile(tile, (down, across))[:rows, :columns], np.float32)


def _pattern(height: int, width: int, header: bytes) -> NDArray[np.float32]:
    """The sign of every 2x2 square."""
    layout = _layout()
    symbols = np.empty(_SYMBOLS, np.float32)
    symbols[layout.pilot_at] = layout.pilot_signs
    data = np.unpackbits(np.frombuffer(header, np.uint8))
    symbols[layout.code_at] = _signs(layout.code.encode(data))
    rows, columns = height // 2, width // 2
    tile = symbols.reshape(_SQUARES, _SQUARES)
    return _tiled(tile, rows, columns) * _tiled(layout.mask, rows, columns)


def _add(
    plane: NDArray[np.uint8], pattern: NDArray[np.float32], amplitude: float
) -> NDArray[np.uint8]:
    full = np.kron(pattern, _CHECKERBOARD * np.float32(amplitude))[..., None]
    return np.clip(np.rint(plane + full), 0, 255).astype(np.uint8)


def _squares(plane: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How much of the checkerboard each 2x2 square holds, summed over its 12 values."""
    grey = plane.sum(axis=2, dtype=np.int32)
    balance = grey[0::2, 0::2] - grey[0::2, 1::2] - grey[1::2, 0::2] + grey[1::2, 1::2]
    return np.asarray(balance, np.float32)


def _soft_symbols(plane: NDArray[np.uint8]) -> NDArray[np.float64]:
    squares = _squares(plane)
    rows, columns = squares.shape
    # Where the picture itself has texture, a square says little: weigh by the local energy.
    heard = squares / (_NOISE + _neighbourhood_mean(squares * squares))
    heard = heard * _tiled(_layout().mask, rows, columns)
    index = (np.arange(rows) % _SQUARES)[:, None] * _SQUARES + np.arange(columns) % _SQUARES
    sums = np.bincount(index.ravel(), weights=heard.ravel(), minlength=_SYMBOLS)
    return sums.astype(np.float64)


def _neighbourhood_mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean over 3x3 squares, edges repeated."""
    padded = np.pad(values, 1, mode="edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray((rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / np.float32(9))


def _score(heard: NDArray[np.float64]) -> float:
    energy = math.sqrt(float(np.sum(heard * heard)))
    return float(np.sum(heard)) / energy if energy > 0 else 0.0
