"""JPEG as a differentiable channel: true quantisation, gradients passed straight through."""

from __future__ import annotations

from typing import Final

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from cloak_training.layers import Tensor
from cloak_training.spectrum import from_blocks, to_blocks, to_rgb, to_ycc

# The example tables of ITU-T T.81, annex K, which libjpeg scales by its quality.
LUMA: Final[NDArray[np.float32]] = np.array(
    [
        *(16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55),
        *(14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62),
        *(18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92),
        *(49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99),
    ],
    np.float32,
)
_SQUARE: Final = 16  # pixels that a block of halved chroma covers
CHROMA: Final[NDArray[np.float32]] = np.full((8, 8), 99, np.float32)
CHROMA[:4, :4] = [[17, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56, 99], [47, 66, 99, 99]]


def straight_through(x: Tensor, y: Tensor) -> Tensor:
    """The value ``y`` with the gradient of ``x``."""
    return x + ops.stop_gradient(y - x)


def to_8_bit(levels: Tensor) -> Tensor:
    """Levels as a file holds them; a hard clip's gradient would be 0 where pictures saturate."""
    return straight_through(levels, ops.clip(ops.round(levels), 0.0, 255.0))


def through_jpeg(levels: Tensor, quality: Tensor) -> Tensor:
    """RGB levels [N,H,W,3] after JPEG 4:2:0 of each picture's quality [N].

    Differs from libjpeg in its rounding of colours and in smoother chroma; quality 0 leaves the
    picture as it is.
    """
    rate = ops.reshape(ops.maximum(quality, 1.0), (-1, 1, 1, 1))
    scale = ops.where(rate < 50.0, 5000.0 / rate, 200.0 - 2.0 * rate)
    height, width = levels.shape[1:3]
    edges = ((0, 0), (0, -height % _SQUARE), (0, -width % _SQUARE), (0, 0))
    ycc = to_ycc(ops.pad(levels, edges, "symmetric"))
    luma = _quantised(ycc[..., 0], LUMA, scale)
    chroma = [_halved(ycc[..., plane], scale) for plane in (1, 2)]
    decoded = to_8_bit(to_rgb(ops.stack([luma, *chroma], axis=-1)))[:, :height, :width]
    return ops.where(ops.reshape(quality, (-1, 1, 1, 1)) > 0.0, decoded, levels)


def _quantised(plane: Tensor, table: NDArray[np.float32], scale: Tensor) -> Tensor:
    steps = ops.convert_to_tensor(table.reshape(1, 1, 1, -1))
    steps = ops.clip(ops.floor((steps * scale + 50.0) / 100.0), 1.0, 255.0)
    blocks = to_blocks(plane)
    return from_blocks(straight_through(blocks, ops.round(blocks / steps) * steps))


def _halved(plane: Tensor, scale: Tensor) -> Tensor:
    half = keras.ops.average_pool(plane[..., None], 2, 2, padding="valid")[..., 0]
    half = _quantised(half, CHROMA, scale)
    return ops.repeat(ops.repeat(half, 2, axis=1), 2, axis=2)
