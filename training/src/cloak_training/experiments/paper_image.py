"""paper_image: the paper's picture experiment at 224x224, as far as it is described.

Per-channel normalisation, random rotation, flip, zoom and shift, Adam at 1e-3, 80 epochs unless the
minutes end earlier. The paper reports a stego picture of 31.12 dB and SSIM .8898.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray
from PIL import Image

from cloak_training.delivery import decibels, mean_ssim
from cloak_training.experiment import Batch, Experiment
from cloak_training.layers import Tensor
from cloak_training.paper import PaperModel
from cloak_training.perceptual import perceptual_loss
from cloak_training.pictures import NATURAL_PICTURES

SIDE: Final = 224
BATCH: Final = 4
EPOCHS: Final = 80
STEPS_PER_EPOCH: Final = 1160 // BATCH
_MEAN: Final = (0.485, 0.456, 0.406)  # of ImageNet's channels, in 0..1
_SPREAD: Final = (0.229, 0.224, 0.225)
_RISE: Final = 1000  # steps
_WEIGHT: Final = 1.0  # lambda
_NEAR: Final = 12  # levels: a pixel value that differs by less counts as right


def build(weights: Path) -> keras.Model:
    _, look = perceptual_loss()
    return PaperModel(3, 3, width=32, weight=_WEIGHT, rise=_RISE, look=look, normalise=_normalised)


def _normalised(pictures: Tensor) -> Tensor:
    return (pictures - ops.convert_to_tensor(_MEAN)) / ops.convert_to_tensor(_SPREAD)


def draw(pictures: NDArray[np.uint8], rng: np.random.Generator) -> Batch:
    chosen = pictures[rng.integers(0, len(pictures), 2 * BATCH)]
    changed = np.stack([augmented(picture, rng) for picture in chosen])
    secret = changed[BATCH:].astype(np.float32) / 255.0
    return {"cover": changed[:BATCH], "secret": secret}


def augmented(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The picture at 224x224: rotated up to 15 degrees, zoomed up to 1.25, shifted, mirrored."""
    turn, zoom = np.deg2rad(rng.uniform(-15, 15)), rng.uniform(1.0, 1.25)
    shift = rng.uniform(-0.05, 0.05, 2) * SIDE
    scale = picture.shape[0] / SIDE / zoom
    cosine, sine = np.cos(turn) * scale, np.sin(turn) * scale
    # Reflected edges, so that corners turned into the picture are not black.
    padding = picture.shape[0] // 4
    wide = np.pad(picture, ((padding, padding), (padding, padding), (0, 0)), "reflect")
    centre = wide.shape[0] / 2 + shift
    left = centre[0] - (cosine - sine) * SIDE / 2
    top = centre[1] - (sine + cosine) * SIDE / 2
    matrix = (cosine, -sine, left, sine, cosine, top)
    image = Image.fromarray(wide)
    bilinear = Image.Resampling.BILINEAR
    result = np.asarray(image.transform((SIDE, SIDE), Image.Transform.AFFINE, matrix, bilinear))
    return result[:, ::-1] if rng.random() < 0.5 else result


def measure(model: keras.Model, pictures: NDArray[np.uint8]) -> Mapping[str, float]:
    """The paper's figures, on 8-bit pictures that were never trained on."""
    small = [Image.fromarray(picture).resize((SIDE, SIDE)) for picture in pictures]
    covers = np.stack([np.asarray(picture) for picture in small])
    secrets = np.roll(covers, 17, axis=0)
    stegos, revealed = [], []
    for start in range(0, len(covers), BATCH):
        cover, secret = (x[start : start + BATCH].astype(np.float32) for x in (covers, secrets))
        hidden = model.hide(cover, secret / 255.0)
        stegos.append(ops.convert_to_numpy(hidden))
        revealed.append(np.round(255.0 * ops.convert_to_numpy(model.reveal(hidden))))
    stego = np.concatenate(stegos).astype(np.uint8)
    found = np.concatenate(revealed).astype(np.uint8)
    error = np.square(stego.astype(np.float64) - covers).mean()
    near = np.abs(found.astype(np.int16) - secrets) < _NEAR
    return {
        "mse": float(error),
        "psnr_db": float(decibels(stego, covers).mean()),
        "ssim": mean_ssim(stego, covers),
        "secret_psnr_db": float(decibels(found, secrets).mean()),
        "secret_ssim": mean_ssim(found, secrets),
        "pixel_accuracy": float(near.mean()),
    }


EXPERIMENT: Final = Experiment(
    name="paper_image",
    build=build,
    draw=draw,
    measure=measure,
    data=NATURAL_PICTURES,
    judge="secret_psnr_db",
    peak_rate=1e-3,
    rate_falls=False,
    steps_per_epoch=STEPS_PER_EPOCH // 10,
    epochs_per_validation=2,
    most_steps=EPOCHS * STEPS_PER_EPOCH,
    average_momentum=0.99,
    networks={"preparation": "preparation", "hiding": "hiding", "decoder": "decoder"},
)
