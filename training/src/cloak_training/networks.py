"""The four networks, fully convolutional; pixels are floats in 0..1, sizes multiples of 8.

Layer order is part of the stored weights: ``load_weights`` matches layers by class and order.
"""

from __future__ import annotations

import keras
from keras import layers, ops

from cloak_training.layers import DepthToSpace, SpaceToDepth, conv, residual_block

CELL = 8  # pixels on a side of the square that carries one bit
CHANNELS = 64
ROBUST_BLOCKS = 5
IMAGE_BLOCKS = 8


def robust_encoder() -> keras.Model:
    """Cover [N,H,W,3] and bits [N,H/8,W/8,1] in, the residual to add to the cover out."""
    cover = keras.Input((None, None, 3), name="cover")
    bits = keras.Input((None, None, 1), name="bits")
    message = residual_block(conv(bits - 0.5, CHANNELS), CHANNELS)
    message = DepthToSpace(2)(conv(message, CHANNELS * 4, kernel=1))
    x = layers.Concatenate()([SpaceToDepth(4)(cover - 0.5), message])
    x = conv(x, CHANNELS)
    for _ in range(ROBUST_BLOCKS):
        x = residual_block(x, CHANNELS)
    return keras.Model({"cover": cover, "bits": bits}, DepthToSpace(4)(conv(x, 48, spread=0.05)))


def robust_decoder() -> keras.Model:
    """Image [N,H,W,3] in, one logit a cell out [N,H/8,W/8,1]; positive means that the bit is 1."""
    image = keras.Input((None, None, 3), name="image")
    x = conv(SpaceToDepth(4)(image - 0.5), CHANNELS)
    for _ in range(ROBUST_BLOCKS):
        x = residual_block(x, CHANNELS)
    x = conv(SpaceToDepth(2)(x), CHANNELS, kernel=1)
    return keras.Model({"image": image}, conv(residual_block(x, CHANNELS), 1))


def image_hider() -> keras.Model:
    """Cover and secret [N,H,W,3] in (preparation and hiding network), the cover's residual out."""
    cover = keras.Input((None, None, 3), name="cover")
    secret = keras.Input((None, None, 3), name="secret")
    prepared = conv(SpaceToDepth(2)(secret - 0.5), CHANNELS)
    for _ in range(IMAGE_BLOCKS // 4):
        prepared = residual_block(prepared, CHANNELS)
    x = layers.Concatenate()([SpaceToDepth(2)(cover - 0.5), prepared])
    x = conv(x, CHANNELS)
    for _ in range(IMAGE_BLOCKS):
        x = residual_block(x, CHANNELS)
    return keras.Model(
        {"cover": cover, "secret": secret}, DepthToSpace(2)(conv(x, 12, spread=0.01))
    )


def image_revealer() -> keras.Model:
    """Image [N,H,W,3] in, the hidden secret out (not clipped)."""
    image = keras.Input((None, None, 3), name="image")
    x = conv(SpaceToDepth(2)(image - 0.5), CHANNELS)
    for _ in range(IMAGE_BLOCKS):
        x = residual_block(x, CHANNELS)
    return keras.Model({"image": image}, DepthToSpace(2)(conv(x, 12)) + 0.5)


def to_unit(pixels: keras.KerasTensor) -> keras.KerasTensor:
    """8-bit pixels as floats in 0..1."""
    return ops.cast(pixels, "float32") / 255.0
