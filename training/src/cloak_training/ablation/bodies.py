"""Bodies and attention that the networks may have; sizes are multiples of 4 pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from keras import layers, ops

from cloak_training.ablation.switches import Attention, Body, Switches
from cloak_training.layers import Tensor, residual_block
from cloak_training.paper import three_convolutions

_RESIDUAL_BLOCKS: Final = 2
_DENSE_LAYERS: Final = 4
_SQUEEZE: Final = 4
_SPATIAL_KERNEL: Final = 7

Stage = Callable[[Tensor, int], Tensor]


def body_of(switches: Switches) -> Stage:
    """Features of a given width for the inputs of a network, as the switches ask."""
    body, attention = _BODIES[switches.body], _ATTENTIONS[switches.attention]
    return lambda x, width: attention(body(x, width), width)


def _residual(x: Tensor, width: int) -> Tensor:
    x = _convolved(x, width)
    for _ in range(_RESIDUAL_BLOCKS):
        x = residual_block(x, width)
    return x


def _unet(x: Tensor, width: int) -> Tensor:
    """Two halvings, each undone beside the features from before it (Ronneberger et al., 2015)."""
    full = _convolved(x, width)
    half = _convolved(layers.MaxPooling2D()(full), 2 * width)
    quarter = _convolved(layers.MaxPooling2D()(half), 4 * width)
    joined = layers.Concatenate()([layers.UpSampling2D()(quarter), half])
    joined = layers.Concatenate()([layers.UpSampling2D()(_convolved(joined, 2 * width)), full])
    return _convolved(joined, width)


def _dense(x: Tensor, width: int) -> Tensor:
    """Each layer sees all layers before it (Huang et al., 2017)."""
    for _ in range(_DENSE_LAYERS):
        x = layers.Concatenate()([x, _convolved(x, width // 2)])
    return layers.Conv2D(width, 1, activation="relu")(x)


def _channel(x: Tensor, width: int) -> Tensor:
    """Squeeze and excitation (Hu et al., 2018)."""
    means = layers.GlobalAveragePooling2D(keepdims=True)(x)
    squeezed = layers.Dense(width // _SQUEEZE, activation="relu")(means)
    return x * layers.Dense(width, activation="sigmoid")(squeezed)


def _spatial(x: Tensor, width: int) -> Tensor:
    """The spatial half of CBAM (Woo et al., 2018)."""
    seen = [ops.mean(x, axis=-1, keepdims=True), ops.max(x, axis=-1, keepdims=True)]
    together = layers.Concatenate()(seen)
    where = layers.Conv2D(1, _SPATIAL_KERNEL, padding="same", activation="sigmoid")
    return x * where(together)


def _convolved(x: Tensor, channels: int) -> Tensor:
    return layers.Conv2D(channels, 3, padding="same", activation="relu")(x)


_BODIES: Final[Mapping[Body, Stage]] = {
    "plain": three_convolutions,
    "residual": _residual,
    "unet": _unet,
    "dense": _dense,
}
_ATTENTIONS: Final[Mapping[Attention, Stage]] = {
    "none": lambda x, width: x,
    "channel": _channel,
    "spatial": _spatial,
}
