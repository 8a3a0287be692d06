"""paper_text: the paper's text experiment on Fashion-MNIST, 28x28, as far as it is described.

Text is random printable ASCII, 112 characters of 7 bits: a 28x28 matrix, one bit a pixel. Adam at
1e-3, batches of 32, 80 epochs, 90 % of the pictures for training. The paper reports 91.48 % of
characters on validation, 95.32 % on training.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import keras
import numpy as np
from numpy.typing import NDArray

from cloak_training.delivery import decibels, mean_ssim
from cloak_training.experiment import Batch, Experiment
from cloak_training.paper import PaperModel
from cloak_training.perceptual import perceptual_loss
from cloak_training.pictures import SPLIT_SEED, Split

SIDE: Final = 28
BITS_PER_CHARACTER: Final = 7
CHARACTERS: Final = SIDE * SIDE // BITS_PER_CHARACTER
BATCH: Final = 32
EPOCHS: Final = 80
STEPS_PER_EPOCH: Final = 720 // BATCH + 1
_PRINTABLE: Final = (32, 127)
_RISE: Final = EPOCHS * STEPS_PER_EPOCH // 2
_WEIGHT: Final = 3.0  # lambda


def load(archive: Path) -> Split:
    """The pictures of a .npz (``images``, uint8 [N,28,28]), a tenth of them for validation."""
    with np.load(archive) as stored:
        pictures = stored["images"][..., None]
    order = np.random.default_rng(SPLIT_SEED).permutation(len(pictures))
    held_out = len(pictures) // 10
    return Split(pictures[order[held_out:]], pictures[order[:held_out]])


def build(weights: Path) -> keras.Model:
    _, look = perceptual_loss()
    return PaperModel(1, 1, width=32, weight=_WEIGHT, rise=_RISE, look=look, normalise=lambda x: x)


def draw(pictures: NDArray[np.uint8], rng: np.random.Generator) -> Batch:
    chosen = pictures[rng.integers(0, len(pictures), BATCH)]
    mirrored = rng.random((BATCH, 1, 1, 1)) < 0.5
    covers = np.where(mirrored, chosen[:, :, ::-1], chosen)
    return {"cover": covers, "secret": to_matrices(rng.integers(*_PRINTABLE, (BATCH, CHARACTERS)))}


def to_matrices(codes: NDArray[np.int64]) -> NDArray[np.float32]:
    """ASCII codes [N,112] as matrices of bits [N,28,28,1]."""
    bits = codes[..., None] >> np.arange(BITS_PER_CHARACTER - 1, -1, -1) & 1
    return bits.reshape(-1, SIDE, SIDE, 1).astype(np.float32)


def to_codes(matrices: NDArray[np.float32]) -> NDArray[np.int64]:
    """Undo ``to_matrices`` for bits that were guessed as numbers in 0..1."""
    bits = (matrices > 0.5).reshape(-1, CHARACTERS, BITS_PER_CHARACTER).astype(np.int64)
    return bits @ (1 << np.arange(BITS_PER_CHARACTER - 1, -1, -1))


def measure(model: keras.Model, pictures: NDArray[np.uint8]) -> Mapping[str, float]:
    """The paper's figures, on 8-bit pictures that were never trained on."""
    codes = np.random.default_rng(11).integers(*_PRINTABLE, (len(pictures), CHARACTERS))
    secret = to_matrices(codes)
    numpy = keras.ops.convert_to_numpy
    stego = numpy(model.hide(pictures.astype(np.float32), secret))
    read = to_codes(numpy(model.reveal(stego)))
    error = np.square(stego - pictures).mean(axis=(1, 2, 3))
    return {
        "mse": float(error.mean()),
        "psnr_db": float(decibels(stego.astype(np.uint8), pictures).mean()),
        "ssim": mean_ssim(stego.astype(np.uint8), pictures),
        "character_accuracy": float((read == codes).mean()),
        "whole_texts": float((read == codes).all(axis=1).mean()),
    }


EXPERIMENT: Final = Experiment(
    name="paper_text",
    build=build,
    draw=draw,
    measure=measure,
    data="800 pictures of Fashion-MNIST, 28x28 grey; 720 for training, 80 for validation",
    judge="psnr_db",  # characters are learnt first, then the pictures are mended
    load=load,
    peak_rate=1e-3,
    rate_falls=False,
    steps_per_epoch=STEPS_PER_EPOCH,
    epochs_per_validation=4,
    most_steps=EPOCHS * STEPS_PER_EPOCH,
    average_momentum=0.99,
    networks={"preparation": "preparation", "hiding": "hiding", "decoder": "decoder"},
)
