"""What each exported model promises at its serving boundary: names, types, shapes and units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import keras
from keras import ops

from cloak_training import networks
from cloak_training.layers import Tensor

PIXELS = (None, None, None, 3)
BITS = (None, None, None, 1)


@dataclass(frozen=True, slots=True)
class ServedModel:
    """One directory of the model repository.

    ``inputs`` are uint8 tensors in the order in which the network takes them; ``finish`` turns the
    network's floats into the output, so that scales and rounding live inside the exported graph.
    """

    name: str
    build: Callable[[], keras.Model]
    inputs: Mapping[str, tuple[int | None, ...]]
    output: str
    prepare: Mapping[str, Callable[[Tensor], Tensor]]
    finish: Callable[[Tensor], Tensor]

    def answer(self, model: keras.Model, *tensors: Tensor) -> dict[str, Tensor]:
        """Run ``model`` on uint8 tensors as the exported signature does."""
        pairs = zip(self.inputs, tensors, strict=True)
        prepared = {name: self.prepare[name](x) for name, x in pairs}
        return {self.output: self.finish(model(prepared, training=False))}


def _bits_as_floats(bits: Tensor) -> Tensor:
    return ops.cast(bits, "float32")


def _residual_in_levels(residual: Tensor) -> Tensor:
    return ops.cast(residual * 255.0, "float16")


def _logits(logits: Tensor) -> Tensor:
    return ops.cast(logits, "float16")


def _pixels(pixels: Tensor) -> Tensor:
    return ops.cast(ops.clip(ops.round(pixels * 255.0), 0.0, 255.0), "uint8")


SERVED: tuple[ServedModel, ...] = (
    ServedModel(
        "robust_encoder",
        networks.robust_encoder,
        {"cover": PIXELS, "bits": BITS},
        "residual",
        {"cover": networks.to_unit, "bits": _bits_as_floats},
        _residual_in_levels,
    ),
    ServedModel(
        "robust_decoder",
        networks.robust_decoder,
        {"image": PIXELS},
        "logits",
        {"image": networks.to_unit},
        _logits,
    ),
    ServedModel(
        "image_hider",
        networks.image_hider,
        {"cover": PIXELS, "secret": PIXELS},
        "residual",
        {"cover": networks.to_unit, "secret": networks.to_unit},
        _residual_in_levels,
    ),
    ServedModel(
        "image_revealer",
        networks.image_revealer,
        {"image": PIXELS},
        "secret",
        {"image": networks.to_unit},
        _pixels,
    ),
)
