"""text_robust: one bit in each 8x8 cell, read back after JPEG, WebP, scaling, blur and noise.

Starts from the committed weights, which know JPEG; the mix of ``attacks`` adds the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import keras
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cloak_training.attacks import draw_attacks
from cloak_training.delivery import as_jpeg, as_webp, decibels, rescaled
from cloak_training.experiment import Batch, Experiment
from cloak_training.networks import CELL, robust_decoder, robust_encoder
from cloak_training.pairs import BitsPair
from cloak_training.pictures import NATURAL_PICTURES, crops

BATCH: Final = 8
SIDE: Final = 128


def build(weights: Path) -> keras.Model:
    encoder, decoder = robust_encoder(), robust_decoder()
    encoder.load_weights(str(weights / "robust_encoder.weights.h5"))
    decoder.load_weights(str(weights / "robust_decoder.weights.h5"))
    return BitsPair(encoder, decoder, cover_weight=1500.0, rise=0)


def draw(pictures: NDArray[np.uint8], rng: np.random.Generator) -> Batch:
    attacks = draw_attacks(BATCH, SIDE, rng)
    return {
        "cover": crops(pictures, BATCH, SIDE, rng),
        "bits": rng.integers(0, 2, (BATCH, SIDE // CELL, SIDE // CELL, 1)).astype(np.float32),
        "codes": attacks.codes,
        "kernels": attacks.kernels,
    }


def measure(model: keras.Model, pictures: NDArray[np.uint8]) -> Mapping[str, float]:
    """Real files at 224x224: dB, and the information that a raw bit carries, by attack."""
    covers = pictures[:, 16:240, 16:240]
    side = covers.shape[1] // CELL
    rng = np.random.default_rng(7)
    bits = rng.integers(0, 2, (len(covers), side, side, 1)).astype(np.float32)
    stegos = []
    for start in range(0, len(covers), 10):
        cover = covers[start : start + 10].astype(np.float32)
        inputs = {"cover": cover / 255.0, "bits": bits[start : start + 10]}
        residual = keras.ops.convert_to_numpy(model.encoder(inputs))
        stegos.append(np.clip(np.round(cover + 255.0 * residual), 0, 255).astype(np.uint8))
    stego = np.concatenate(stegos)
    bicubic = Image.Resampling.BICUBIC
    journeys = {
        "png": stego,
        "jpeg75": as_jpeg(stego, 75),
        "jpeg50": as_jpeg(stego, 50),
        "jpeg30": as_jpeg(stego, 30),
        "webp80": as_webp(stego, 80),
        "webp50": as_webp(stego, 50),
        "resize75": rescaled(stego, 0.75, bicubic),
        "resize50": rescaled(stego, 0.5, bicubic),
        "resize75_jpeg75": rescaled(stego, 0.75, bicubic, quality=75),
    }
    figures = {"stego_db": float(decibels(stego, covers).mean())}
    for name, received in journeys.items():
        figures[f"bits_{name}"] = _information(model.decoder, received, bits)
    figures["bits_mean"] = float(np.mean([figures[f"bits_{name}"] for name in journeys]))
    return figures


def _information(
    decoder: keras.Model, pictures: NDArray[np.uint8], bits: NDArray[np.float32]
) -> float:
    """Mutual information of bits and logits (bits a raw bit), the logits taken at their word."""
    losses = []
    for start in range(0, len(pictures), 10):
        image = pictures[start : start + 10].astype(np.float32) / 255.0
        logits = keras.ops.convert_to_numpy(decoder({"image": image}))
        signed = logits * (2.0 * bits[start : start + 10] - 1.0)
        losses.append(np.logaddexp(0.0, -signed) / np.log(2.0))
    return float(1.0 - np.concatenate(losses).mean())


EXPERIMENT: Final = Experiment(
    name="text_robust",
    build=build,
    draw=draw,
    measure=measure,
    data=NATURAL_PICTURES,
    judge="bits_mean",
    peak_rate=2e-4,
    networks={"encoder": "text_robust_encoder", "decoder": "text_robust_decoder"},
)
