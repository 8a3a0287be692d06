"""The figures of a row: 8-bit pictures that were neither trained nor chosen on."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

import numpy as np
from keras import ops
from numpy.typing import NDArray

from cloak_training.ablation.finishing import finished
from cloak_training.ablation.model import WEIGHT, AblationModel, look_of
from cloak_training.ablation.steganalyser import detection_error
from cloak_training.ablation.switches import Finish
from cloak_training.attacks import KINDS, attack_all
from cloak_training.delivery import decibels, mean_ssim
from cloak_training.experiment import Batch
from cloak_training.experiments.paper_text import CHARACTERS, to_codes, to_matrices
from cloak_training.optimizers import SteadyAdam
from cloak_training.perceptual import l2_norm

# Kind, JPEG's quality, and sigma in pixels, in levels, or degrees.
CHANNELS: Final[Mapping[str, tuple[str, int, float]]] = {
    "jpeg_90": ("jpeg", 90, 0.0),
    "noise_5": ("noise", 0, 5.0),
    "blur_0.6": ("blur", 0, 0.6),
    "rotate_2": ("rotate", 0, 2.0),
}
_PRINTABLE: Final = (32, 127)
_TEXT_SEEDS: Final = (11, 12)  # for the test pictures and for the steganalyser's training
_TIMED_STEPS: Final = 10


def texts(count: int, seed: int) -> NDArray[np.int64]:
    """Random printable texts, [N,112] ASCII codes."""
    return np.random.default_rng(seed).integers(*_PRINTABLE, (count, CHARACTERS))


def measured(
    model: AblationModel,
    finish: Finish,
    training: NDArray[np.uint8],
    test: NDArray[np.uint8],
    detector_steps: int,
) -> dict[str, float]:
    """Quality, characters by channel, and how surely a steganalyser tells stego from cover.

    The steganalyser is trained on ``training`` and judged on ``test``, both uint8 [N,28,28,1].
    """
    codes = texts(len(test), _TEXT_SEEDS[0])
    stego = _hidden(model, finish, test, codes)
    known = _hidden(model, finish, training, texts(len(training), _TEXT_SEEDS[1]))
    right = _read(model, stego) == codes
    figures = {
        "psnr_db": float(decibels(stego, test).mean()),
        "ssim": mean_ssim(stego, test),
        "loss": common_loss(model, stego, test, to_matrices(codes)),
        "characters": float(right.mean()),
        "whole_texts": float(right.all(axis=1).mean()),
        "parameters": float(model.parameters()),
        "p_e": detection_error((training, known), (test, stego), detector_steps),
    }
    for name in CHANNELS:
        delivered = through(stego, name)
        figures[f"characters_{name}"] = float((_read(model, delivered) == codes).mean())
    return figures


def common_loss(
    model: AblationModel,
    stego: NDArray[np.uint8],
    cover: NDArray[np.uint8],
    secret: NDArray[np.float32],
) -> float:
    """The loss of ``base`` at its full weight, whatever the row was trained by."""
    levels = stego.astype(np.float32)
    hiding = ops.mean(look_of("perceptual")[1](levels / 255.0, cover.astype(np.float32) / 255.0))
    reconstruction = ops.mean(l2_norm(model.reveal(levels) - secret))
    return float(hiding + WEIGHT * reconstruction)


def through(stego: NDArray[np.uint8], channel: str) -> NDArray[np.uint8]:
    """Grey pictures [N,H,W,1] after one of ``CHANNELS``; every other one turns the other way."""
    kind, quality, amount = CHANNELS[channel]
    codes = np.zeros((len(stego), 5), np.float32)
    codes[:] = KINDS.index(kind), quality, amount, 0, 0
    codes[:, 4] = np.arange(len(stego))
    if kind == "rotate":
        codes[1::2, 2] *= -1
    return attack_all(np.repeat(stego, 3, axis=-1), codes)[..., :1].astype(np.uint8)


def processor_seconds(model: AblationModel, batch: Batch) -> float:
    """What a step of training takes, as seconds of all processors together; trains the model."""
    model.compile(optimizer=SteadyAdam(use_ema=True))
    for _ in range(2):  # the first builds the graph
        model.train_on_batch(dict(batch))
    before = time.process_time()
    for _ in range(_TIMED_STEPS):
        model.train_on_batch(dict(batch))
    return (time.process_time() - before) / _TIMED_STEPS


def _hidden(
    model: AblationModel, finish: Finish, covers: NDArray[np.uint8], codes: NDArray[np.int64]
) -> NDArray[np.uint8]:
    secret = to_matrices(codes)
    stego = ops.convert_to_numpy(model.hide(covers.astype(np.float32), secret)).astype(np.uint8)
    return finished(finish, model.reveal, {"cover": covers, "secret": secret, "stego": stego})


def _read(model: AblationModel, pictures: NDArray[np.uint8]) -> NDArray[np.int64]:
    return to_codes(ops.convert_to_numpy(model.reveal(pictures.astype(np.float32))))
