"""A picture in a picture through JPEG: preparation and revealing networks on 8x8 DCT blocks.

The preparation network turns each block of the secret into the values of ``carriers``, with a look
at its neighbours; the revealing network undoes this. Both begin as a fixed scheme (the strongest
coefficients as digits, the next ones compressed by tanh) to which residual networks add what they
learn. Pixels are floats in 0..1, sides multiples of 16; layer order is part of the stored weights.
"""

from __future__ import annotations

from typing import Final

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from cloak_training.carriers import CARRIERS, PLACES, Carry, Remainders
from cloak_training.digits import DIGIT_RANGE, Digits
from cloak_training.jpeg import LUMA
from cloak_training.layers import Tensor, conv, residual_block
from cloak_training.spectrum import COEFFICIENTS, FromSpectrum, ToSpectrum

WIDTH: Final = 128
PREPARING_BLOCKS: Final = 3
REVEALING_BLOCKS: Final = 5

_CB, _CR = COEFFICIENTS, 2 * COEFFICIENTS
# Coefficients sent as digits, and the digits' ranges in levels: a block's mean, then the others.
_MEAN: Final = Digits([[1024], [300], [90]])
_STRONG_PLACES: Final = (1, 8, 16, 2, _CB, _CR)
_STRONG: Final = Digits([[480, 480, 280, 280, 480, 480], [150, 150, 90, 90, 150, 150]])
_KNOWN: Final = np.array([0, *_STRONG_PLACES])
_DIGITS: Final = _MEAN.count * _MEAN.numbers + _STRONG.count * _STRONG.numbers
_HINTS: Final = _MEAN.numbers * _MEAN.candidates, _STRONG.numbers * _STRONG.candidates
_FREE: Final = CARRIERS - _DIGITS  # carriers that the network fills
# Of the 0.5 that a remainder can hold; the rest is for half of JPEG's step at quality 80.
_RANGES: Final = np.clip(0.5 - 0.22 * LUMA[PLACES] / 34.0, 0.25, 0.41).astype(np.float32)
_RANGES[:_DIGITS] = DIGIT_RANGE


def _spreads() -> NDArray[np.float32]:
    """Typical standard deviations of Y, Cb and Cr coefficients of photographs, in levels."""
    order = 1.0 + np.add.outer(np.arange(8), np.arange(8)).ravel()
    luma, chroma = 150.0 / order**1.35, 40.0 / order**1.3
    luma[0], chroma[0] = 480.0, 125.0
    return np.concatenate([luma, chroma, chroma]).astype(np.float32)


_SPREADS: Final = _spreads()
# What the network may change easily: one step of training must not move a block's mean by levels.
_REACHES: Final = np.minimum(_SPREADS, 50.0)
_WEAK: Final = np.array(
    [place for place in np.argsort(-_SPREADS, kind="stable") if place not in _KNOWN]
)[:_FREE]


def image_jpeg_hider() -> keras.Model:
    """Cover and secret [N,H,W,3] in, the cover's residual out."""
    cover = keras.Input((None, None, 3), name="cover")
    secret = keras.Input((None, None, 3), name="secret")
    spectrum = ToSpectrum()(secret * 255.0)
    mean = _MEAN.encode(spectrum[..., :1])
    strong = _STRONG.encode(ops.take(spectrum, _STRONG_PLACES, axis=-1))
    digits = layers.Concatenate()([mean, strong])
    features = layers.Concatenate()([spectrum / _SPREADS, digits])
    x = conv(features, WIDTH)
    for _ in range(PREPARING_BLOCKS):
        x = residual_block(x, WIDTH)
    start = np.zeros((features.shape[-1], _FREE), np.float32)
    start[_WEAK, np.arange(_FREE)] = 0.5
    learned = ops.tanh(_linear(features, start) + conv(x, _FREE, 1, spread=0.02))
    # Digits stay as they are: a wrong branch errs by many levels, and no gradient tells.
    values = layers.Concatenate()([digits, learned]) * _RANGES
    residual = Carry()(cover * 255.0, values) / 255.0
    return keras.Model({"cover": cover, "secret": secret}, residual)


def image_jpeg_revealer() -> keras.Model:
    """Image [N,H,W,3] in, the hidden secret out (not clipped)."""
    image = keras.Input((None, None, 3), name="image")
    seen = Remainders()(image * 255.0)
    quiet = ops.log1p(ops.abs(seen[..., CARRIERS:])) - 1.0
    values = seen[..., :CARRIERS] / _RANGES
    free = ops.arctanh(ops.clip(values[..., _DIGITS:], -0.97, 0.97))
    mean, strong = values[..., : _MEAN.count], values[..., _MEAN.count : _DIGITS]
    known = layers.Concatenate()([_MEAN.decode(mean), _STRONG.decode(strong)]) / _SPREADS[_KNOWN]
    features = layers.Concatenate()([known, free, values, quiet])
    x = conv(features, WIDTH)
    for _ in range(REVEALING_BLOCKS):
        x = residual_block(x, WIDTH)
    start = np.zeros((features.shape[-1], 3 * COEFFICIENTS), np.float32)
    start[len(_KNOWN) + np.arange(_FREE), _WEAK] = 1.8 * _SPREADS[_WEAK] / _REACHES[_WEAK]
    learned = _linear(features, start) + conv(x, 3 * COEFFICIENTS, 1, spread=0.02)
    hints = conv(x, sum(_HINTS), 1, spread=0.02)
    means = _MEAN.decode(mean, hints[..., : _HINTS[0]])
    strongs = _STRONG.decode(strong, hints[..., _HINTS[0] :])
    placed = np.eye(3 * COEFFICIENTS, dtype=np.float32)[_KNOWN]
    known = ops.matmul(layers.Concatenate()([means, strongs]), placed)
    spectrum = known + learned * _REACHES
    return keras.Model({"image": image}, FromSpectrum()(spectrum) / 255.0)


def _linear(features: Tensor, start: NDArray[np.float32]) -> Tensor:
    """A 1x1 convolution that begins as the matrix ``start`` [inputs, outputs]."""
    initial = keras.initializers.Constant(start[None, None])
    return layers.Conv2D(start.shape[1], 1, use_bias=False, kernel_initializer=initial)(features)
