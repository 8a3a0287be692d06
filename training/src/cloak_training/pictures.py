"""Pictures to train and to validate on, and the batches that are cut out of them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray
from PIL import Image

SPLIT_SEED = 2026
VALIDATION_PICTURES = 40
NATURAL_PICTURES = (
    "1,200 natural images, 256x256 JPEG q92 4:4:4: 1,160 for training, 40 for validation"
)


@dataclass(frozen=True, slots=True)
class Split:
    """Two disjoint sets uint8 [N,H,W,3]; the validation pictures are never trained on."""

    training: NDArray[np.uint8] = field(repr=False)
    validation: NDArray[np.uint8] = field(repr=False)


def load_split(archive: Path, validation: int = VALIDATION_PICTURES) -> Split:
    """Read a zip of equally large pictures; the same archive is always split the same way."""
    with zipfile.ZipFile(archive) as pictures:
        names = sorted(name for name in pictures.namelist() if not name.endswith("/"))
        order = np.random.default_rng(SPLIT_SEED).permutation(len(names))
        rgb = [_rgb(pictures.read(names[index])) for index in order]
    return Split(np.stack(rgb[validation:]), np.stack(rgb[:validation]))


def _rgb(file: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(file)).convert("RGB"))


def crops(
    pictures: NDArray[np.uint8], count: int, side: int, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Random squares of random pictures, half of them mirrored; [count,side,side,3]."""
    height, width = pictures.shape[1:3]
    cut = np.empty((count, side, side, 3), np.uint8)
    for row, index in enumerate(rng.integers(0, len(pictures), count)):
        top, left = rng.integers(0, height - side + 1), rng.integers(0, width - side + 1)
        square = pictures[index, top : top + side, left : left + side]
        cut[row] = square[:, ::-1] if rng.random() < 0.5 else square
    return cut


class Steps(keras.utils.PyDataset):  # type: ignore[misc]  # Keras ships no types
    """The batches of a run: batch ``i`` is the same in every run, however often it was resumed."""

    def __init__(self, draw: Any, *, seed: int, steps_per_epoch: int) -> None:
        super().__init__()
        self._draw, self._seed, self._steps = draw, seed, steps_per_epoch
        self.first_step = 0

    def __len__(self) -> int:
        return self._steps

    def on_epoch_end(self) -> None:
        self.first_step += self._steps

    def __getitem__(self, index: int) -> Any:
        return self._draw(np.random.default_rng((self._seed, self.first_step + index)))
