"""Values in the luma coefficients of a cover: what they cost, and what comes back."""

from __future__ import annotations

import io

import keras
import numpy as np
import pytest
from cloak_training.carriers import CARRIERS, HEADROOM, STEP, Carry, Remainders
from cloak_training.digits import Digits
from cloak_training.jpeg import through_jpeg
from cloak_training.spectrum import FromSpectrum, ToSpectrum, to_ycc
from numpy.typing import NDArray
from PIL import Image


def pictures(count: int = 2, side: int = 96) -> NDArray[np.float32]:
    """Colourful smooth pictures with some grain, away from black and white."""
    rng = np.random.default_rng(5)
    corners = [Image.fromarray(rng.integers(60, 200, (6, 6, 3), np.uint8)) for _ in range(count)]
    smooth = [np.asarray(c.resize((side, side), Image.Resampling.BICUBIC)) for c in corners]
    grainy = np.stack(smooth) + rng.normal(0, 4, (count, side, side, 3))
    return np.clip(grainy, 0, 255).round().astype(np.float32)


def numbers(tensor: object) -> NDArray[np.float32]:
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def luma(pictures: object) -> NDArray[np.float32]:
    return numbers(to_ycc(pictures))[..., 0]


def test_the_spectrum_of_a_picture_gives_the_picture_back() -> None:
    cover = pictures().astype(np.float32)
    assert np.abs(numbers(FromSpectrum()(ToSpectrum()(cover))) - cover).max() < 0.01


def test_carried_values_come_back_from_8_bit_pixels_and_cost_as_much_as_promised() -> None:
    cover = pictures().astype(np.float32)
    values = np.random.default_rng(6).uniform(-0.4, 0.4, (2, 12, 12, CARRIERS)).astype(np.float32)
    change = numbers(Carry()(cover, values))
    stego = np.clip(np.round(cover + change), 0, 255)
    back = numbers(Remainders()(stego))[..., :CARRIERS]
    inside = (cover > HEADROOM).all(axis=-1) & (cover < 255 - HEADROOM).all(axis=-1)
    assert inside.mean() > 0.99
    assert np.quantile(np.abs(back - values), 0.99) < 0.05
    most = CARRIERS * STEP**2 / 12 / 64
    assert 0.5 * most < np.square(change).mean() < most


def test_digits_survive_noise_of_a_tenth_of_their_range() -> None:
    code = Digits([[1000.0, 400.0], [300.0, 120.0]])
    rng = np.random.default_rng(7)
    sent = np.stack([rng.uniform(-1000, 1000, 500), rng.uniform(-400, 400, 500)], axis=-1)
    digits = numbers(code.encode(sent.astype(np.float32)))
    assert np.abs(digits).max() <= 1
    noisy = digits + rng.uniform(-0.1, 0.1, digits.shape).astype(np.float32)
    errors = np.abs(numbers(code.decode(noisy)) - sent)
    assert np.quantile(errors, 0.98, axis=0) == pytest.approx([30, 12], rel=0.4)


@pytest.mark.parametrize("quality", [90, 75, 50])
def test_the_differentiable_jpeg_does_what_jpeg_does(quality: int) -> None:
    cover = pictures()
    real = []
    for picture in cover.astype(np.uint8):
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "JPEG", quality=quality, subsampling="4:2:0")
        real.append(np.asarray(Image.open(file)))
    qualities = np.full(len(cover), quality, np.float32)
    simulated = luma(through_jpeg(cover.astype(np.float32), qualities))
    decoded = luma(np.stack(real).astype(np.float32))
    assert np.square(simulated - decoded).mean() < 0.2 * np.square(decoded - luma(cover)).mean()


def test_quality_0_leaves_a_picture_alone() -> None:
    cover = pictures().astype(np.float32)
    assert np.array_equal(numbers(through_jpeg(cover, np.zeros(2, np.float32))), cover)
