"""image_jpeg: a picture in a picture that outlives JPEG, trained with JPEG in the loop.

The change of the cover costs the same whatever the networks do (see ``carriers``), so the loss is
the secret's error alone, over qualities from nothing lost to 55.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import keras
import numpy as np
from numpy.typing import NDArray

from cloak_training.delivery import as_jpeg, decibels, mean_ssim
from cloak_training.experiment import Batch, Experiment
from cloak_training.pairs import PicturePair
from cloak_training.pictures import NATURAL_PICTURES, crops
from cloak_training.spectral_networks import image_jpeg_hider, image_jpeg_revealer

BATCH: Final = 8
SIDE: Final = 128
SCRAMBLE: Final = 16  # pixels: a passphrase moves blocks of this size


def build(weights: Path) -> keras.Model:
    return PicturePair(image_jpeg_hider(), image_jpeg_revealer(), cover_weight=0.0, floor=10.0)


def draw(pictures: NDArray[np.uint8], rng: np.random.Generator) -> Batch:
    """A fifth of the secrets are scrambled, a fifth of the stego pictures are not recompressed."""
    secrets = crops(pictures, BATCH, SIDE, rng)
    for row in np.flatnonzero(rng.random(BATCH) < 0.2):
        secrets[row] = _scrambled(secrets[row], rng)
    kind = rng.random(BATCH)
    usual, wide = rng.uniform(75, 90, BATCH), rng.uniform(55, 95, BATCH)
    quality = np.where(kind < 0.2, 0.0, np.where(kind < 0.7, usual, wide))
    return {
        "cover": crops(pictures, BATCH, SIDE, rng),
        "secret": secrets,
        "quality": np.round(quality).astype(np.float32),
    }


def _scrambled(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    per = SIDE // SCRAMBLE
    blocks = picture.reshape(per, SCRAMBLE, per, SCRAMBLE, 3).swapaxes(1, 2)
    mixed = blocks.reshape(per * per, SCRAMBLE, SCRAMBLE, 3)[rng.permutation(per * per)]
    return mixed.reshape(per, per, SCRAMBLE, SCRAMBLE, 3).swapaxes(1, 2).reshape(SIDE, SIDE, 3)


def measure(model: keras.Model, pictures: NDArray[np.uint8]) -> Mapping[str, float]:
    return hide_and_reveal(model, pictures, qualities=(0, 90, 80, 75, 60, 50))


def hide_and_reveal(
    model: keras.Model, pictures: NDArray[np.uint8], *, qualities: Sequence[int]
) -> dict[str, float]:
    """Real files at 224x224: stego and revealed secret in dB, each quality of JPEG (0: as PNG)."""
    covers = pictures[:, 16:240, 16:240]
    secrets = np.roll(covers, 17, axis=0)
    stegos = hide(model.hider, covers, secrets)
    stego_db = decibels(stegos, covers)
    figures = {"stego_db": float(stego_db.mean()), "stego_worst_db": float(stego_db.min())}
    figures["stego_ssim"] = mean_ssim(stegos, covers)
    for quality in qualities:
        received = as_jpeg(stegos, quality) if quality else stegos
        revealed = reveal(model.revealer, received)
        kind = f"jpeg{quality}" if quality else "png"
        figures[f"secret_db_{kind}"] = float(decibels(revealed, secrets).mean())
        figures[f"secret_ssim_{kind}"] = mean_ssim(revealed, secrets)
    return figures


def hide(
    hider: keras.Model, covers: NDArray[np.uint8], secrets: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Stego pictures as 8 bits, ten at a time."""
    stegos = []
    for start in range(0, len(covers), 10):
        cover, secret = (x[start : start + 10].astype(np.float32) for x in (covers, secrets))
        residual = hider({"cover": cover / 255.0, "secret": secret / 255.0})
        stegos.append(
            np.clip(np.round(cover + 255.0 * keras.ops.convert_to_numpy(residual)), 0, 255)
        )
    return np.concatenate(stegos).astype(np.uint8)


def reveal(revealer: keras.Model, pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Revealed secrets as 8 bits, ten at a time."""
    secrets = []
    for start in range(0, len(pictures), 10):
        image = pictures[start : start + 10].astype(np.float32) / 255.0
        secrets.append(keras.ops.convert_to_numpy(revealer({"image": image})))
    return np.clip(np.round(255.0 * np.concatenate(secrets)), 0, 255).astype(np.uint8)


EXPERIMENT: Final = Experiment(
    name="image_jpeg",
    build=build,
    draw=draw,
    measure=measure,
    data=NATURAL_PICTURES,
    judge="secret_db_jpeg80",
    networks={"hider": "image_jpeg_hider", "revealer": "image_jpeg_revealer"},
)
