"""What each exported model promises at its serving boundary: names, types, shapes and units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import keras
from keras import ops

from cloak_training import networks, spectral_networks
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


def _encoder(name: str) -> ServedModel:
    prepare = {"cover": networks.to_unit, "bits": _bits_as_floats}
    inputs = {"cover": PIXELS, "bits": BITS}
    return ServedModel(
        name, networks.robust_encoder, inputs, "residual", prepare, _residual_in_levels
    )


def _decoder(name: str) -> ServedModel:
    prepare = {"image": networks.to_unit}
    return ServedModel(name, networks.robust_decoder, {"image": PIXELS}, "logits", prepare, _logits)


def _hider(name: str, build: Callable[[], keras.Model]) -> ServedModel:
    prepare = {"cover": networks.to_unit, "secret": networks.to_unit}
    inputs = {"cover": PIXELS, "secret": PIXELS}
    return ServedModel(name, build, inputs, "residual", prepare, _residual_in_levels)


def _revealer(name: str, build: Callable[[], keras.Model]) -> ServedModel:
    prepare = {"image": networks.to_unit}
    return ServedModel(name, build, {"image": PIXELS}, "secret", prepare, _pixels)


# What is committed. Hidden pictures depend on these names and versions: other weights for the same
# network get a name of their own.
SERVED: tuple[ServedModel, ...] = (
    _decoder("robust_decoder"),
    _hider("image_hider", networks.image_hider),
    _revealer("image_revealer", networks.image_revealer),
    _hider("image_jpeg_hider", spectral_networks.image_jpeg_hider),
    _revealer("image_jpeg_revealer", spectral_networks.image_jpeg_revealer),
)
# What experiments may export besides.
_OTHERS: tuple[ServedModel, ...] = (
    _encoder("text_robust_encoder"),
    _decoder("text_robust_decoder"),
    _hider("image_clean_hider", networks.image_hider),
    _revealer("image_clean_revealer", networks.image_revealer),
)


def served(name: str) -> ServedModel | None:
    """The served model of this name, or None for networks that are not served."""
    return next((model for model in (*SERVED, *_OTHERS) if model.name == name), None)
