"""Hiding and revealing networks trained together, with what happens to pictures in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
from keras import ops

from cloak_training.attacks import attacked
from cloak_training.jpeg import through_jpeg, to_8_bit
from cloak_training.layers import Tensor


class PicturePair(keras.Model):  # type: ignore[misc]  # Keras ships no types
    """A picture hidden in a picture, written as 8 bits, through JPEG, and revealed.

    Takes ``cover`` and ``secret`` uint8 [N,H,W,3] and ``quality`` [N] (0: no JPEG). The loss is in
    dB, so that each picture counts the same whatever its contrast: ``cover_weight`` times the
    stego picture's error plus the secret's.
    """

    def __init__(
        self, hider: keras.Model, revealer: keras.Model, *, cover_weight: float, floor: float
    ) -> None:
        super().__init__()
        self.hider, self.revealer = hider, revealer
        self.cover_weight, self.floor = cover_weight, floor
        self.stego_db = keras.metrics.Mean(name="stego_db")
        self.secret_db = keras.metrics.Mean(name="secret_db")

    def call(self, batch: Mapping[str, Tensor]) -> dict[str, Tensor]:
        cover = ops.cast(batch["cover"], "float32")
        secret = ops.cast(batch["secret"], "float32")
        residual = self.hider({"cover": cover / 255.0, "secret": secret / 255.0}) * 255.0
        stego = to_8_bit(cover + residual)
        received = through_jpeg(stego, batch["quality"])
        return {"stego": stego, "secret": self.revealer({"image": received / 255.0}) * 255.0}

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Tensor:
        stego = _errors(y_pred["stego"], x["cover"])
        secret = _errors(y_pred["secret"], x["secret"])
        self.stego_db.update_state(_decibels(stego))
        self.secret_db.update_state(_decibels(secret))
        lost = -ops.mean(_decibels(secret + self.floor))
        if self.cover_weight:
            lost = lost - self.cover_weight * ops.mean(_decibels(stego + self.floor))
        return lost


class BitsPair(keras.Model):  # type: ignore[misc]  # Keras ships no types
    """One bit in each cell of a picture, written as 8 bits, attacked, and read back.

    Takes ``cover`` uint8 [N,H,W,3], ``bits`` [N,H/8,W/8,1] and the attacks' ``codes`` and
    ``kernels``. The loss is the bits' cross entropy plus ``cover_weight`` times the stego picture's
    mean square error in units of 0..1, which rises to its full weight over ``rise`` steps: bits
    must be learnt first.
    """

    def __init__(
        self, encoder: keras.Model, decoder: keras.Model, *, cover_weight: float, rise: int
    ) -> None:
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
        self.cover_weight, self.rise = cover_weight, rise
        self.stego_db = keras.metrics.Mean(name="stego_db")
        self.bit_errors = keras.metrics.Mean(name="bit_errors")

    def call(self, batch: Mapping[str, Tensor]) -> dict[str, Tensor]:
        cover = ops.cast(batch["cover"], "float32")
        residual = self.encoder({"cover": cover / 255.0, "bits": batch["bits"]}) * 255.0
        stego = to_8_bit(cover + residual)
        received = attacked(stego, batch)
        return {"stego": stego, "logits": self.decoder({"image": received / 255.0})}

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Tensor:
        stego, logits = _errors(y_pred["stego"], x["cover"]), y_pred["logits"]
        self.stego_db.update_state(_decibels(stego))
        wrong = ops.not_equal(logits > 0.0, x["bits"] > 0.5)
        self.bit_errors.update_state(ops.cast(wrong, "float32"))
        entropy = ops.mean(ops.softplus(logits) - logits * x["bits"])
        steps = ops.cast(self.optimizer.iterations, "float32")
        weight = self.cover_weight * ops.clip(steps / max(1, self.rise), 0.02, 1.0)
        return entropy + weight * ops.mean(stego) / 255.0**2


def _errors(got: Tensor, expected: Tensor) -> Tensor:
    return ops.mean(ops.square(got - ops.cast(expected, "float32")), axis=(1, 2, 3))


def _decibels(mean_square_levels: Tensor) -> Tensor:
    return 10.0 * ops.log10(255.0**2 / ops.maximum(mean_square_levels, 1e-3))
