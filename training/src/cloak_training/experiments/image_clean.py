"""image_clean: the paper's three networks for lossless channels, at a size that a server can run.

Preparation and hiding in ``image_hider``, revealing in ``image_revealer``; starts from committed
weights. Both pictures count by their own mean square error in dB.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import keras
import numpy as np
from numpy.typing import NDArray

from cloak_training.experiment import Batch, Experiment
from cloak_training.experiments.image_jpeg import hide_and_reveal
from cloak_training.networks import image_hider, image_revealer
from cloak_training.pairs import PicturePair
from cloak_training.pictures import NATURAL_PICTURES, crops

BATCH: Final = 8
SIDE: Final = 128


def build(weights: Path) -> keras.Model:
    hider, revealer = image_hider(), image_revealer()
    hider.load_weights(str(weights / "image_hider.weights.h5"))
    revealer.load_weights(str(weights / "image_revealer.weights.h5"))
    return PicturePair(hider, revealer, cover_weight=1.0, floor=0.5)


def draw(pictures: NDArray[np.uint8], rng: np.random.Generator) -> Batch:
    return {
        "cover": crops(pictures, BATCH, SIDE, rng),
        "secret": crops(pictures, BATCH, SIDE, rng),
        "quality": np.zeros(BATCH, np.float32),
    }


def measure(model: keras.Model, pictures: NDArray[np.uint8]) -> Mapping[str, float]:
    figures = hide_and_reveal(model, pictures, qualities=(0,))
    return {**figures, "sum_db": figures["stego_db"] + figures["secret_db_png"]}


EXPERIMENT: Final = Experiment(
    name="image_clean",
    build=build,
    draw=draw,
    measure=measure,
    data=NATURAL_PICTURES,
    judge="sum_db",
    peak_rate=1e-4,
    networks={"hider": "image_clean_hider", "revealer": "image_clean_revealer"},
)
