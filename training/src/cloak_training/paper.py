"""The paper's three networks and its loss (equations i to xi), for text and for pictures.

Preparation: features of the secret (iii). Hiding: cover and features concatenated (iv), a stego
picture out (v). Decoder: features of the stego picture, from which the secret is built (vi, vii).
Loss: perceptual (viii) + lambda * reconstruction (ix), summed as in (x). What the paper leaves open
(widths, kernels, lambda) is chosen here; 8-bit rounding, which it leaves out, is inside. So is a
perceptual loss whose weight rises at first: else pictures are learnt, and secrets never are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import keras
from keras import layers, ops

from cloak_training.jpeg import to_8_bit
from cloak_training.layers import Tensor
from cloak_training.perceptual import l2_norm

_KERNELS: Final = (3, 5, 3)


class PaperModel(keras.Model):  # type: ignore[misc]  # Keras ships no types
    """Takes ``cover`` uint8 [N,H,W,C] and ``secret`` [N,H,W,D] in 0..1."""

    def __init__(
        self,
        channels: int,
        secret_channels: int,
        *,
        width: int,
        weight: float,
        rise: int,
        look: Callable[[Tensor, Tensor], Tensor],
        normalise: Callable[[Tensor], Tensor],
        body: Callable[[Tensor, int], Tensor] | None = None,
    ) -> None:
        super().__init__()
        body = body or three_convolutions
        self.preparation = _network(body, secret_channels, width, (width, "relu"))
        self.hiding = _network(body, channels + width, width, (channels, "sigmoid"))
        self.decoder = _network(body, channels, width, (secret_channels, "sigmoid"))
        self.weight, self.rise = weight, rise
        self.look, self._normalise = look, normalise
        self.perceptual = keras.metrics.Mean(name="hiding_loss")
        self.reconstruction = keras.metrics.Mean(name="reconstruction_loss")

    def hide(self, cover: Tensor, secret: Tensor) -> Tensor:
        """The stego picture in levels, as 8 bits hold it, of a cover in levels."""
        features = self.preparation(secret)
        joined = ops.concatenate([self._normalise(cover / 255.0), features], axis=-1)
        return to_8_bit(self.hiding(joined) * 255.0)

    def reveal(self, stego: Tensor) -> Tensor:
        """The secret in 0..1 of a stego picture in levels."""
        return self.decoder(self._normalise(stego / 255.0))

    def call(self, batch: Mapping[str, Tensor]) -> dict[str, Tensor]:
        stego = self.hide(ops.cast(batch["cover"], "float32"), batch["secret"])
        return {"stego": stego, "secret": self.reveal(stego)}

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Tensor:
        cover = ops.cast(x["cover"], "float32") / 255.0
        hiding = ops.mean(self.look(y_pred["stego"] / 255.0, cover))
        reconstruction = ops.mean(l2_norm(y_pred["secret"] - x["secret"]))
        self.perceptual.update_state(hiding)
        self.reconstruction.update_state(reconstruction)
        return hiding * self.risen() + self.weight * reconstruction

    def risen(self) -> Tensor:
        """The share of its full weight that the perceptual loss has at this step."""
        steps = ops.cast(self.optimizer.iterations, "float32")
        return ops.clip(steps / self.rise, 0.02, 1.0)


def three_convolutions(x: Tensor, width: int) -> Tensor:
    """The paper's body: three convolutions of different kernels with ReLU."""
    for kernel in _KERNELS:
        x = layers.Conv2D(width, kernel, padding="same", activation="relu")(x)
    return x


def _network(
    body: Callable[[Tensor, int], Tensor], inputs: int, width: int, ending: tuple[int, str]
) -> keras.Model:
    """A body, and a convolution that gives the output: its channels and their activation."""
    given = keras.Input((None, None, inputs))
    outputs, activation = ending
    last = layers.Conv2D(outputs, 3, padding="same", activation=activation)
    return keras.Model(given, last(body(given, width)))
