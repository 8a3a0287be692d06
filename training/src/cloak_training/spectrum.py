"""Pictures as 8x8 DCT blocks, the domain in which JPEG acts, on keras.ops alone.

A picture [N,H,W,3] in levels becomes a grid [N,H/8,W/8,64] a plane: one pixel a block, one channel
a coefficient (row-major, orthonormal), so that 3x3 convolutions see neighbouring blocks.
"""

from __future__ import annotations

from typing import Any, Final

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from cloak_training.layers import Tensor

BLOCK: Final = 8  # pixels on a side of JPEG's blocks
COEFFICIENTS: Final = BLOCK * BLOCK
# JPEG's colours (ITU-T T.871): rows are Y, Cb and Cr of a pixel's R, G and B; levels about 0.
_TO_YCC: Final = np.array(
    [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]]
)
_GREY: Final = 128.0


def _matrix() -> NDArray[np.float64]:
    """The orthonormal DCT-II of a whole block as a matrix [pixels, coefficients]."""
    n = np.arange(BLOCK)
    line = np.sqrt(2 / BLOCK) * np.cos((2 * n[None] + 1) * n[:, None] * np.pi / (2 * BLOCK))
    line[0] /= np.sqrt(2)
    return np.kron(line, line).T


_FORWARD: Final = _matrix().astype(np.float32)
_INVERSE: Final = np.ascontiguousarray(_FORWARD.T)


def to_ycc(levels: Tensor) -> Tensor:
    """RGB levels 0..255 as Y, Cb and Cr about 0."""
    return ops.matmul(levels, ops.convert_to_tensor(_TO_YCC.T, "float32")) - _offset()


def to_rgb(ycc: Tensor) -> Tensor:
    """Undo ``to_ycc``; not clipped."""
    back = ops.convert_to_tensor(np.linalg.inv(_TO_YCC).T, "float32")
    return ops.matmul(ycc + _offset(), back)


def _offset() -> Any:
    return ops.convert_to_tensor([_GREY, 0.0, 0.0], "float32")


def to_blocks(plane: Tensor) -> Tensor:
    """The coefficients [N,H/8,W/8,64] of one plane [N,H,W], sides multiples of 8."""
    batch, height, width = ops.shape(plane)
    x = ops.reshape(plane, (batch, height // BLOCK, BLOCK, width // BLOCK, BLOCK))
    x = ops.transpose(x, (0, 1, 3, 2, 4))
    x = ops.reshape(x, (batch, height // BLOCK, width // BLOCK, COEFFICIENTS))
    return ops.matmul(x, ops.convert_to_tensor(_FORWARD))


def from_blocks(blocks: Tensor) -> Tensor:
    """Undo ``to_blocks``."""
    batch, rows, columns, _ = ops.shape(blocks)
    x = ops.matmul(blocks, ops.convert_to_tensor(_INVERSE))
    x = ops.reshape(x, (batch, rows, columns, BLOCK, BLOCK))
    x = ops.transpose(x, (0, 1, 3, 2, 4))
    return ops.reshape(x, (batch, rows * BLOCK, columns * BLOCK))


class ToSpectrum(keras.layers.Layer):  # type: ignore[misc]  # Keras ships no types
    """RGB levels [N,H,W,3] as the coefficients [N,H/8,W/8,192] of Y, Cb and Cr."""

    def call(self, levels: Tensor) -> Tensor:
        ycc = to_ycc(levels)
        return ops.concatenate([to_blocks(ycc[..., plane]) for plane in range(3)], axis=-1)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, height, width, _ = shape
        return batch, in_blocks(height), in_blocks(width), 3 * COEFFICIENTS


class FromSpectrum(keras.layers.Layer):  # type: ignore[misc]  # Keras ships no types
    """Undo ``ToSpectrum``: RGB levels, not clipped."""

    def call(self, spectrum: Tensor) -> Tensor:
        planes = [
            from_blocks(spectrum[..., start : start + COEFFICIENTS])
            for start in range(0, 3 * COEFFICIENTS, COEFFICIENTS)
        ]
        return to_rgb(ops.stack(planes, axis=-1))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, rows, columns, _ = shape
        return batch, in_pixels(rows), in_pixels(columns), 3


def in_blocks(pixels: int | None) -> int | None:
    """A side in blocks, where it is known."""
    return None if pixels is None else pixels // BLOCK


def in_pixels(blocks: int | None) -> int | None:
    """A side in pixels, where it is known."""
    return None if blocks is None else blocks * BLOCK
