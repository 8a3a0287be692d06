"""Values carried by the low luma coefficients of a cover, which JPEG changes least.

A carrier is moved to the nearest multiple of ``STEP`` plus the value times ``STEP``; its remainder
is the value again. The cover does not interfere, and the change costs STEP^2/12 a carrier whatever
cover and value are (Chen & Wornell, "Quantization index modulation", 2001, here with real values in
place of bits).
"""

from __future__ import annotations

from typing import Final

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from cloak_training.jpeg import LUMA
from cloak_training.layers import Tensor
from cloak_training.spectrum import COEFFICIENTS, from_blocks, in_blocks, to_blocks, to_ycc

CARRIERS: Final = 30
STEP: Final = 34.0  # levels of an orthonormal coefficient
# Covers are first kept this many levels from black and white, where changes would be clipped.
HEADROOM: Final = 10.0

# In the order of JPEG's steps: the most finely quantised first.
PLACES: Final[NDArray[np.intp]] = np.argsort(LUMA, kind="stable")[:CARRIERS]
_QUIET: Final = np.setdiff1d(np.arange(COEFFICIENTS), PLACES)


class Carry(keras.layers.Layer):  # type: ignore[misc]  # Keras ships no types
    """The change of a cover [N,H,W,3] in levels that carries values [N,H/8,W/8,CARRIERS]."""

    def call(self, cover: Tensor, values: Tensor) -> Tensor:
        roomy = ops.clip(cover, HEADROOM, 255.0 - HEADROOM)
        luma = to_blocks(to_ycc(roomy)[..., 0])
        change = values - ops.take(luma, PLACES, axis=-1) / STEP
        change = (change - ops.stop_gradient(ops.round(change))) * STEP
        spread = np.zeros((CARRIERS, COEFFICIENTS), np.float32)
        spread[np.arange(CARRIERS), PLACES] = 1.0
        moved = from_blocks(ops.matmul(change, ops.convert_to_tensor(spread)))
        return roomy - cover + moved[..., None]

    def compute_output_shape(
        self, cover_shape: tuple[int | None, ...], values_shape: tuple[int | None, ...]
    ) -> tuple[int | None, ...]:
        return cover_shape


class Remainders(keras.layers.Layer):  # type: ignore[misc]  # Keras ships no types
    """Of a picture [N,H,W,3]: the values of its carriers in -0.5..0.5, then all other coefficients.

    The others carry nothing, but show how coarsely the picture was quantised.
    """

    def call(self, levels: Tensor) -> Tensor:
        luma = to_blocks(to_ycc(levels)[..., 0])
        carriers = ops.take(luma, PLACES, axis=-1) / STEP
        remainders = carriers - ops.stop_gradient(ops.round(carriers))
        return ops.concatenate([remainders, ops.take(luma, _QUIET, axis=-1)], axis=-1)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, height, width, _ = shape
        return batch, in_blocks(height), in_blocks(width), COEFFICIENTS
