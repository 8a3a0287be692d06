"""JPEG's blocks: a picture cut into 8x8 pixels, and the cosine transform of their luma."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

SIDE: Final = 8  # pixels
COEFFICIENTS: Final = SIDE * SIDE  # counted row by row: 8 v + u, v down and u across
_MIDDLE: Final = np.float32(128.0)  # JPEG's level shift


def counts(width: int, height: int) -> tuple[int, int]:
    """(columns, rows) of whole blocks; what is left right and below carries nothing."""
    return width // SIDE, height // SIDE


def cut(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The whole blocks of a picture [H,W,3], row by row, [blocks,64,3]."""
    columns, rows = counts(rgb.shape[1], rgb.shape[0])
    whole = rgb[: rows * SIDE, : columns * SIDE].reshape(rows, SIDE, columns, SIDE, 3)
    return whole.swapaxes(1, 2).reshape(rows * columns, COEFFICIENTS, 3)


def chosen(rgb: NDArray[np.uint8], blocks: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Some whole blocks of a picture [H,W,3] by their numbers, [len(blocks),64,3]."""
    columns, rows = counts(rgb.shape[1], rgb.shape[0])
    whole = rgb[: rows * SIDE, : columns * SIDE].reshape(rows, SIDE, columns, SIDE, 3)
    return whole[blocks // columns, :, blocks % columns].reshape(-1, COEFFICIENTS, 3)


def joined(rgb: NDArray[np.uint8], blocks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture [H,W,3] with other whole blocks [blocks,64,3]."""
    columns, rows = counts(rgb.shape[1], rgb.shape[0])
    whole = blocks.reshape(rows, columns, SIDE, SIDE, 3).swapaxes(1, 2)
    changed = rgb.copy()
    changed[: rows * SIDE, : columns * SIDE] = whole.reshape(rows * SIDE, columns * SIDE, 3)
    return changed


def coefficients(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """The orthonormal cosine transform of blocks' luma [blocks,64], in levels."""
    return np.asarray((luma - _MIDDLE) @ _BASIS.T, np.float32)


def change(moves: NDArray[np.float32]) -> NDArray[np.float32]:
    """What moves of the coefficients [blocks,64] add to the blocks' luma."""
    return np.asarray(moves @ _BASIS, np.float32)


def _basis() -> NDArray[np.float32]:
    at, frequency = np.arange(SIDE), np.arange(SIDE)[:, None]
    rows = np.cos((2 * at + 1) * frequency * np.pi / (2 * SIDE)) * (2 / SIDE) ** 0.5
    rows[0] *= 0.5**0.5
    return np.kron(rows, rows).astype(np.float32)


_BASIS: Final = _basis()
