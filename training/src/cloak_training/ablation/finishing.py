"""What may be done to a finished stego picture; the sender knows the cover and the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from cloak_training.ablation.switches import Finish
from cloak_training.jpeg import to_8_bit
from cloak_training.layers import Tensor

Reader = Callable[[Tensor], Tensor]  # bits as probabilities, of levels

_DENOISED: Final = ImageFilter.GaussianBlur(0.5)
_SHARPENED: Final = ImageFilter.UnsharpMask(radius=1, percent=50, threshold=0)
_ROUNDS: Final = 8
_STEPS: Final = 10  # a round
_RATE: Final = 2.0  # levels
_MARGIN: Final = 0.7  # the probability that every right bit shall have
_DOUBT: Final = 3e4  # square levels that all bits are worth


def finished(
    finish: Finish, reveal: Reader, pictures: Mapping[str, NDArray[Any]]
) -> NDArray[np.uint8]:
    """``stego`` after its finish; of ``cover``, ``stego`` uint8 [N,H,W,1] and ``secret``."""
    if finish == "refine":
        return _refined(reveal, pictures)
    kernel = {"denoise": _DENOISED, "sharpen": _SHARPENED}.get(finish)
    if kernel is None:
        return np.asarray(pictures["stego"])
    changed = [Image.fromarray(picture[..., 0]).filter(kernel) for picture in pictures["stego"]]
    return np.stack([np.asarray(picture) for picture in changed])[..., None]


class Refiner(keras.Model):  # type: ignore[misc]  # Keras ships no types
    """Pixels as the only weights: nearer to the cover, as long as the reader still reads.

    Takes ``cover`` and ``secret``; the loss is each picture's square error in levels, and for each
    bit what its probability lacks of a margin. 8-bit rounding is inside.
    """

    def __init__(self, reveal: Reader, stego: NDArray[np.uint8]) -> None:
        super().__init__()
        self._reveal = reveal
        self.pixels = self.add_weight(shape=stego.shape, initializer="zeros", name="pixels")
        self.pixels.assign(stego.astype(np.float32))

    def call(self, batch: Mapping[str, Tensor]) -> dict[str, Tensor]:
        stego = to_8_bit(ops.convert_to_tensor(self.pixels))
        return {"stego": stego, "secret": self._reveal(stego)}

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Tensor:
        right = 1.0 - ops.abs(y_pred["secret"] - x["secret"])
        doubt = ops.mean(ops.relu(_MARGIN - right))
        error = ops.mean(ops.square(y_pred["stego"] - ops.cast(x["cover"], "float32")))
        return error + _DOUBT * doubt


def _refined(reveal: Reader, pictures: Mapping[str, NDArray[Any]]) -> NDArray[np.uint8]:
    """The nearest to the cover of all rounds in which no picture lost a bit."""
    cover, secret, best = (np.array(pictures[name]) for name in ("cover", "secret", "stego"))
    refiner = Refiner(reveal, best)
    refiner.compile(optimizer=keras.optimizers.Adam(_RATE))
    batch = {"cover": cover, "secret": secret}
    allowed, error = _wrong_bits(reveal, best, secret), _error(best, cover)
    for _ in range(_ROUNDS):
        for _ in range(_STEPS):
            refiner.train_on_batch(batch)
        now = ops.convert_to_numpy(refiner(batch)["stego"]).astype(np.uint8)
        better = (_wrong_bits(reveal, now, secret) <= allowed) & (_error(now, cover) < error)
        best[better] = now[better]
        error = _error(best, cover)
    return best


def _wrong_bits(
    reveal: Reader, stego: NDArray[np.uint8], secret: NDArray[np.float32]
) -> NDArray[np.int64]:
    read = ops.convert_to_numpy(reveal(stego.astype(np.float32))) > 0.5
    return np.asarray((read != (secret > 0.5)).sum(axis=(1, 2, 3)))


def _error(stego: NDArray[np.uint8], cover: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.asarray(np.square(stego.astype(np.float64) - cover).mean(axis=(1, 2, 3)))
