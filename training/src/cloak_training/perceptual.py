"""How different two pictures look: VGG19's features where its weights are at hand, else SSIM.

The weights are not part of the project. Name them in ``CLOAK_TRAINING_VGG``: the path of the file
that ``keras.applications`` publishes, or ``imagenet`` to let Keras download it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

import keras
from keras import ops

from cloak_training.layers import Tensor

SETTING: Final = "CLOAK_TRAINING_VGG"
_LAYER: Final = "block3_conv3"
_LEAST_SIDE: Final = 32  # pixels that VGG needs
_WINDOW: Final = 7
_C1, _C2 = 0.01**2, 0.03**2


def perceptual_loss() -> tuple[str, Callable[[Tensor, Tensor], Tensor]]:
    """Its name, and a function of two batches [N,H,W,C] in 0..1 that gives one loss a picture."""
    weights = os.environ.get(SETTING)
    if weights is None:
        return "1 - SSIM, and the L2 norm of pixels", _structure
    vgg = keras.applications.VGG19(include_top=False, weights=weights)
    features = keras.Model(vgg.input, vgg.get_layer(_LAYER).output)
    features.trainable = False
    return f"VGG19 {_LAYER}", lambda a, b: l2_norm(_seen(features, a) - _seen(features, b))


def l2_norm(difference: Tensor) -> Tensor:
    """The Euclidean norm of each picture's difference, divided by the root of its size."""
    axes = tuple(range(1, len(difference.shape)))
    return ops.sqrt(ops.mean(ops.square(difference), axis=axes) + 1e-12)


def ssim(a: Tensor, b: Tensor) -> Tensor:
    """SSIM of each pair in 0..1, over windows of 7x7 pixels."""
    mean_a, mean_b = _blurred(a), _blurred(b)
    spread_a = _blurred(a * a) - mean_a**2
    spread_b = _blurred(b * b) - mean_b**2
    together = _blurred(a * b) - mean_a * mean_b
    numerator = (2 * mean_a * mean_b + _C1) * (2 * together + _C2)
    denominator = (mean_a**2 + mean_b**2 + _C1) * (spread_a + spread_b + _C2)
    return ops.mean(numerator / denominator, axis=(1, 2, 3))


def _structure(a: Tensor, b: Tensor) -> Tensor:
    return 1.0 - ssim(a, b) + l2_norm(a - b)


def _blurred(x: Tensor) -> Tensor:
    return ops.average_pool(x, _WINDOW, 1, padding="valid")


def _seen(features: keras.Model, x: Tensor) -> Tensor:
    side = max(_LEAST_SIDE, x.shape[1])
    x = ops.image.resize(x, (side, side)) if side != x.shape[1] else x
    colour = ops.repeat(x, 3, axis=-1) if x.shape[-1] == 1 else x
    return features(keras.applications.vgg19.preprocess_input(colour * 255.0))
