"""Layers that the networks share, written on keras.ops so that any Keras back end runs them."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

Tensor = Any  # a symbolic or concrete tensor of whichever back end Keras runs on


class SpaceToDepth(keras.layers.Layer):  # type: ignore[misc]  # Keras ships no types
    """Fold squares of pixels into channels: [N,H,W,C] -> [N,H/f,W/f,C*f*f]."""

    def __init__(self, factor: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, x: Tensor) -> Tensor:
        f, channels = self.factor, x.shape[-1]
        batch, height, width, _ = ops.shape(x)
        x = ops.reshape(x, (batch, height // f, f, width // f, f, channels))
        x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
        return ops.reshape(x, (batch, height // f, width // f, f * f * channels))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, height, width, channels = shape
        f = self.factor
        return (
            batch,
            None if height is None else height // f,
            None if width is None else width // f,
            None if channels is None else channels * f * f,
        )


class DepthToSpace(keras.layers.Layer):  # type: ignore[misc]  # Keras ships no types
    """Undo SpaceToDepth: [N,H,W,C] -> [N,H*f,W*f,C/(f*f)]."""

    def __init__(self, factor: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, x: Tensor) -> Tensor:
        f, channels = self.factor, x.shape[-1] // self.factor**2
        batch, height, width, _ = ops.shape(x)
        x = ops.reshape(x, (batch, height, width, f, f, channels))
        x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
        return ops.reshape(x, (batch, height * f, width * f, channels))

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, height, width, channels = shape
        f = self.factor
        return (
            batch,
            None if height is None else height * f,
            None if width is None else width * f,
            None if channels is None else channels // (f * f),
        )


def conv(x: Tensor, channels: int, kernel: int = 3, spread: float = 1.0) -> Tensor:
    """Convolve without changing the size; ``spread`` scales the initial weights."""
    initial = keras.initializers.VarianceScaling(spread)
    return keras.layers.Conv2D(channels, kernel, padding="same", kernel_initializer=initial)(x)


def residual_block(x: Tensor, channels: int) -> Tensor:
    """Two 3x3 convolutions beside an identity, begun near it so that deep stacks train."""
    y = keras.layers.Conv2D(
        channels, 3, padding="same", activation="gelu", kernel_initializer="he_normal"
    )(x)
    return keras.layers.Add()([x, conv(y, channels, spread=0.1)])
