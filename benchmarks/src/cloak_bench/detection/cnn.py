"""A small convolutional detector: high-pass filters of the rich model in front, trained on pairs.

After Ye-Net and SRNet (J. Ye, J. Ni, Y. Yi, 2017; M. Boroumand, M. Chen, J. Fridrich, 2019), cut
down to what a processor trains in minutes: what it does not find, a large one may.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Final

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from cloak_bench.detection.judge import Verdict
from cloak_bench.detection.residuals import KB, KV

SIDE: Final = 128
_PAIRS: Final = 8  # in a batch, each cover beside its stego
_TRUNCATION: Final = 3.0
_RATE: Final = 1e-3
_SHARES: Final = (0.7, 0.1)  # of the covers: training, validation; the rest is the test

Pictures = NDArray[np.uint8]  # [N,H,W,3]


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What the network says about covers it never saw, and how long it was taught."""

    verdict: Verdict = field(repr=False)
    training: dict[str, Any]


def detector() -> keras.Model:
    """uint8 crops [N,128,128,3] to logits [N,1], above 0 for stego."""
    inputs = keras.Input((None, None, 3))
    residuals = layers.DepthwiseConv2D(5, depth_multiplier=8, use_bias=False, name="high_pass")
    residuals.trainable = False
    x = ops.clip(residuals(inputs), -_TRUNCATION, _TRUNCATION)
    for number, channels in enumerate((24, 32, 48, 64)):
        x = layers.Conv2D(channels, 3, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
        if number < 3:
            x = layers.AveragePooling2D(3, 2, padding="same")(x)
    logits = layers.Dense(1)(layers.GlobalAveragePooling2D()(x))
    model = keras.Model(inputs, logits)
    residuals.set_weights([_high_pass()])
    return model


def train_detector(covers: Pictures, stegos: Pictures, *, minutes: float, seed: int) -> Trained:
    """Train for so many minutes, keep what did best on the validation covers, score the rest."""
    keras.utils.set_random_seed(seed)
    order = np.random.default_rng(seed).permutation(len(covers))
    ends = np.cumsum([round(part * len(covers)) for part in _SHARES])
    train, held, test = np.split(order, ends)
    model = detector()
    model.compile(
        keras.optimizers.Adam(_RATE, clipnorm=1.0),
        keras.losses.BinaryCrossentropy(from_logits=True),
    )
    best = _Best(covers[held], stegos[held], minutes)
    batches = _Batches(covers[train], stegos[train], seed)
    model.fit(batches, epochs=10_000, callbacks=[best], verbose=0)
    model.set_weights(best.weights)
    verdict = Verdict(_logits(model, covers[test]), _logits(model, stegos[test]))
    return Trained(
        verdict,
        {
            "minutes": round(best.minutes_spent, 1),
            "training_pairs": len(train),
            "crops_seen": best.epochs * len(batches) * 2 * _PAIRS,
            "epochs": best.epochs,
            "parameters": model.count_params(),
            "validation_error": round(best.error, 4),
        },
    )


class _Batches(keras.utils.PyDataset):  # type: ignore[misc]  # keras has no types
    """Random crops of covers and their stegos at the same place, turned and mirrored alike."""

    def __init__(self, covers: Pictures, stegos: Pictures, seed: int) -> None:
        super().__init__()
        self._covers, self._stegos = covers, stegos
        self._rng = np.random.default_rng(seed)
        self._order = self._rng.permutation(len(covers))

    def __len__(self) -> int:
        return len(self._covers) // _PAIRS

    def __getitem__(self, number: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        chosen = self._order[number * _PAIRS : (number + 1) * _PAIRS]
        crops = []
        for index in chosen:
            height, width = self._covers.shape[1:3]
            top = int(self._rng.integers(0, height - SIDE + 1))
            left = int(self._rng.integers(0, width - SIDE + 1))
            turns, mirrored = int(self._rng.integers(4)), bool(self._rng.integers(2))
            for pictures in (self._covers, self._stegos):
                crop = np.rot90(pictures[index, top : top + SIDE, left : left + SIDE], turns)
                crops.append(crop[:, ::-1] if mirrored else crop)
        labels = np.tile([0.0, 1.0], len(chosen)).astype(np.float32)[:, None]
        return np.stack(crops).astype(np.float32), labels

    def on_epoch_end(self) -> None:
        self._order = self._rng.permutation(len(self._covers))


class _Best(keras.callbacks.Callback):  # type: ignore[misc]  # keras has no types
    """Stops when the time is up and keeps the weights of the least validation error."""

    def __init__(self, covers: Pictures, stegos: Pictures, minutes: float) -> None:
        super().__init__()
        self._covers, self._stegos, self._minutes = covers, stegos, minutes
        self._begun = time.monotonic()
        self.error, self.epochs, self.minutes_spent = 1.0, 0, 0.0
        self.weights: list[NDArray[np.float32]] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        covers, stegos = _logits(self.model, self._covers), _logits(self.model, self._stegos)
        error = float(np.mean(covers > 0) + np.mean(stegos <= 0)) / 2
        if error <= self.error:
            self.error, self.weights = error, self.model.get_weights()
        self.epochs = epoch + 1
        self.minutes_spent = (time.monotonic() - self._begun) / 60
        # Steps shrink as time runs out, as a schedule over a known length would have it.
        left = max(0.02, 1 - self.minutes_spent / self._minutes)
        self.model.optimizer.learning_rate = _RATE * left
        self.model.stop_training = self.minutes_spent >= self._minutes


def _logits(model: Any, pictures: Pictures) -> NDArray[np.float64]:
    """Mean over the four corners' crops."""
    corners = [
        np.s_[:, :SIDE, :SIDE],
        np.s_[:, :SIDE, -SIDE:],
        np.s_[:, -SIDE:, :SIDE],
        np.s_[:, -SIDE:, -SIDE:],
    ]
    found = [
        np.concatenate(
            [
                ops.convert_to_numpy(model(part.astype(np.float32), training=False))
                for part in np.array_split(pictures[corner], max(1, len(pictures) // 16))
            ]
        )
        for corner in corners
    ]
    return np.asarray(np.mean(found, axis=0)[:, 0], np.float64)


def _high_pass() -> NDArray[np.float32]:
    """Eight kernels [5,5,3,8], scaled to the steps at which the rich model quantises them."""
    lines = {1: {0: -1, 1: 1}, 2: {-1: 1, 0: -2, 1: 1}, 3: {-1: 1, 0: -3, 1: 3, 2: -1}}
    bank = np.zeros((5, 5, 8), np.float32)
    for number, (step, taps) in enumerate(lines.items()):
        for distance, weight in taps.items():
            bank[2, 2 + distance, 2 * number] = weight / step
            bank[2 + distance, 2, 2 * number + 1] = weight / step
    bank[1:4, 1:4, 6] = KB / 4
    bank[:, :, 7] = KV / 12
    return np.repeat(bank[:, :, None, :], 3, axis=2)
