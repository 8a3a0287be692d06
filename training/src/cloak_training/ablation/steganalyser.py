"""A small steganalyser: the adversary of one row in training, and afterwards the judge of all."""

from __future__ import annotations

from typing import Any, Final

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from cloak_training.layers import Tensor
from cloak_training.pictures import Steps

WIDTH: Final = 16
_PAIRS: Final = 16  # a batch
STEPS: Final = 120
_SEED: Final = 1
_RATE: Final = 2e-3
# Differences of neighbours along a line, first to third order, and the KV filter, each in levels.
_LINES: Final[tuple[tuple[int, ...], ...]] = ((0, 0, -1, 1, 0), (0, 1, -2, 1, 0), (0, 1, -3, 3, -1))
_KV: Final = (
    (-1, 2, -2, 2, -1),
    (2, -6, 8, -6, 2),
    (-2, 8, -12, 8, -2),
    (2, -6, 8, -6, 2),
    (-1, 2, -2, 2, -1),
)
_SCALE: Final = 16.0  # levels


def steganalyser() -> keras.Model:
    """Grey pictures [N,H,W,1] in levels in, one logit a picture out; positive means stego.

    Its first layer is fixed: high-pass filters of the spatial rich model (Fridrich and Kodovsky,
    2012), so that content does not drown what was hidden.
    """
    picture = keras.Input((None, None, 1))
    bank = keras.initializers.Constant(_filters())
    filters = layers.Conv2D(
        _filters().shape[-1], 5, use_bias=False, kernel_initializer=bank, trainable=False
    )
    x = filters(picture) / _SCALE
    for channels, stride in ((WIDTH, 1), (WIDTH, 2), (2 * WIDTH, 2)):
        x = layers.Conv2D(channels, 3, strides=stride, padding="same", activation="relu")(x)
    return keras.Model(picture, layers.Dense(1)(layers.GlobalAveragePooling2D()(x)))


class Detector(keras.Model):  # type: ignore[misc]  # Keras ships no types
    """Trains a steganalyser on pairs: takes ``cover`` and ``stego`` uint8 [N,H,W,1]."""

    def __init__(self) -> None:
        super().__init__()
        self.network = steganalyser()

    def call(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        return {name: self.network(ops.cast(batch[name], "float32")) for name in ("cover", "stego")}

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Tensor:
        return told_apart(y_pred["cover"], y_pred["stego"])


def told_apart(cover: Tensor, stego: Tensor) -> Tensor:
    """The loss of a steganalyser with these logits: cross entropy in nats, the mean of both."""
    return 0.5 * (ops.mean(ops.softplus(cover)) + ops.mean(ops.softplus(-stego)))


def detection_error(
    training: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    test: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    steps: int = STEPS,
) -> float:
    """P_E on covers and stegos (in this order) that the steganalyser was not trained on.

    The mean of false alarms and misses at logit 0: 0.5 is guessing, 0 is certainty.
    """
    keras.utils.set_random_seed(_SEED)
    detector = Detector()
    detector.compile(optimizer=keras.optimizers.Adam(_RATE))

    def draw(rng: np.random.Generator) -> Any:
        chosen = rng.integers(0, len(training[0]), _PAIRS)
        mirrored = rng.random((_PAIRS, 1, 1, 1)) < 0.5
        pairs = (pictures[chosen] for pictures in training)
        cover, stego = (np.where(mirrored, x[:, :, ::-1], x) for x in pairs)
        return ({"cover": cover, "stego": stego},)

    detector.fit(Steps(draw, seed=_SEED, steps_per_epoch=steps), shuffle=False, verbose=0)
    logits = detector({"cover": test[0], "stego": test[1]})
    alarms = ops.convert_to_numpy(logits["cover"]) > 0
    misses = ops.convert_to_numpy(logits["stego"]) <= 0
    return float(0.5 * (alarms.mean() + misses.mean()))


def _filters() -> NDArray[np.float32]:
    rows = np.zeros((len(_LINES), 5, 5), np.float32)
    rows[:, 2] = _LINES
    kernels = [*rows, *rows.transpose(0, 2, 1), np.array(_KV, np.float32) / 12]
    return np.stack(kernels, axis=-1)[:, :, None]
