"""Large numbers on small carriers: digits of which each tells the next one's period apart.

A number is sent coarsely, and again as remainders in ever smaller ranges. The reader weighs all
numbers that have the finest remainder by what the other digits, and a network, say about them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from keras import ops

from cloak_training.layers import Tensor

DIGIT_RANGE: Final = 0.4  # what a digit fills of the 0.5 that a carrier's remainder can hold
_NOISE: Final = 0.11  # of a digit's range: what JPEG of quality 80 does to a carrier
_MOST_DOUBT: Final = 8.0  # noise has long tails: no digit may rule a number out


class Digits:
    """A code for numbers in +-``ranges[0]``, one column a number: ``ranges`` [digits, numbers]."""

    def __init__(self, ranges: Sequence[Sequence[float]]) -> None:
        self._ranges = np.array(ranges, np.float32)
        self.count, self.numbers = self._ranges.shape
        most = math.ceil(float((self._ranges[0] / self._ranges[-1]).max()) / 2.0)
        self._periods = 2.0 * np.arange(-most, most + 1, dtype=np.float32)
        self.candidates = len(self._periods)

    def encode(self, numbers: Tensor) -> Tensor:
        """Digits in -1..1 of ``numbers`` [...,numbers]: all coarsest ones, then all next ones."""
        coarse = ops.clip(numbers / self._ranges[0], -1.0, 1.0)
        finer = [_remainder(numbers / half) for half in self._ranges[1:]]
        return ops.concatenate([coarse, *finer], axis=-1)

    def decode(self, digits: Tensor, hints: Tensor | None = None) -> Tensor:
        """The expected numbers [...,numbers] of ``digits`` [...,digits * numbers].

        ``hints`` [...,numbers * candidates] are log-odds to add to what the digits say.
        """
        parts = ops.split(digits, self.count, axis=-1)
        candidates = (parts[-1][..., None] + self._periods) * self._ranges[-1][:, None]
        odds = -_doubt(candidates / self._ranges[0][:, None] - parts[0][..., None])
        for part, half in zip(parts[1:-1], self._ranges[1:-1], strict=True):
            odds = odds - _doubt(_remainder(candidates / half[:, None] - part[..., None]))
        if hints is not None:
            odds = odds + ops.stack(ops.split(hints, self.numbers, axis=-1), axis=-2)
        return ops.sum(ops.softmax(odds, axis=-1) * candidates, axis=-1)


def _remainder(halves: Tensor) -> Tensor:
    """The remainder in -1..1 for the period 2."""
    return halves - 2.0 * ops.stop_gradient(ops.round(halves / 2.0))


def _doubt(distance: Tensor) -> Tensor:
    return ops.minimum(ops.square(distance / _NOISE) / 2.0, _MOST_DOUBT)
