"""Attacks in training are those of real codecs, and their gradients go where the picture goes."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from cloak_training.attacks import KINDS, SHARES, Mixture, attack_all, attacked, draw_attacks
from cloak_training.delivery import as_jpeg
from cloak_training.jpeg import through_jpeg
from numpy.typing import NDArray

SIDE = 32


def smooth_pictures(count: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(2)
    corners = rng.integers(60, 200, (count, 4, 4, 3))
    return np.asarray(np.round(tf.image.resize(corners, (SIDE, SIDE)).numpy()), np.float32)


def one_of_each() -> dict[str, NDArray[np.float32]]:
    """The first attack of each kind among many drawn."""
    even = Mixture(dict.fromkeys(KINDS, 1 / len(KINDS)))
    drawn = draw_attacks(200, SIDE, np.random.default_rng(4), even)
    kinds = drawn.codes[:, 0].astype(int)
    rows = [int(np.flatnonzero(kinds == kind)[0]) for kind in range(len(KINDS))]
    return {
        "codes": drawn.codes[rows],
        "kernels": drawn.kernels[rows],
        "turns": drawn.turns[rows],
    }


def test_all_attacks_but_none_change_the_picture_and_give_8_bit_values() -> None:
    pictures = smooth_pictures(len(KINDS))
    changed = keras.ops.convert_to_numpy(attacked(tf.constant(pictures), one_of_each()))
    assert np.allclose(changed, np.round(changed), atol=1e-3)
    differences = np.abs(changed - pictures).mean(axis=(1, 2, 3))
    for name, difference in zip(KINDS, differences, strict=True):
        assert (difference > 0.05) == (name != "none"), name


@pytest.mark.parametrize("name", ["resize", "blur"])
def test_the_gradient_of_scaling_and_blurring_is_that_of_their_matrix(name: str) -> None:
    attacks = one_of_each()
    row = KINDS.index(name)
    chosen = {part: tf.constant(values[row : row + 1]) for part, values in attacks.items()}
    picture = tf.Variable(smooth_pictures(1))
    with tf.GradientTape() as tape:
        middle = attacked(picture, chosen)[0, SIDE // 2, SIDE // 2, 0]
    gradient = tape.gradient(middle, picture)[0, :, :, 0].numpy()
    line = attacks["kernels"][row][SIDE // 2]
    assert gradient == pytest.approx(np.outer(line, line), abs=1e-5)


@pytest.mark.parametrize("degrees", [-3.0, 8.0])
def test_the_gradient_of_a_rotation_is_that_of_turning_the_same_way(degrees: float) -> None:
    turned = Mixture({"rotate": 1.0}, amounts={"rotate": (degrees, degrees)})
    attacks = draw_attacks(1, SIDE, np.random.default_rng(1), turned)
    pixels = smooth_pictures(1)
    real = attack_all(pixels, attacks.codes)
    smooth = keras.ops.convert_to_numpy(keras.ops.image.affine_transform(pixels, attacks.turns))
    inside = np.s_[:, 4:-4, 4:-4]
    assert np.abs(smooth - real)[inside].mean() < 1
    assert np.abs(pixels - real)[inside].mean() > 2


@pytest.mark.parametrize("side", [SIDE, 28])
def test_the_simulated_jpeg_is_near_the_real_one_whatever_the_size(side: int) -> None:
    pictures = smooth_pictures(2)[:, :side, :side, :1].repeat(3, axis=-1)
    simulated = keras.ops.convert_to_numpy(through_jpeg(pictures, np.full(2, 80, np.float32)))
    real = as_jpeg(pictures.astype(np.uint8), 80)
    assert simulated.shape == real.shape
    assert np.abs(simulated - real).mean() < 0.5 * np.abs(pictures - real).mean()


def test_a_mixture_draws_nothing_but_its_kinds_within_its_ranges() -> None:
    mixture = Mixture({"none": 0.5, "jpeg": 0.5}, qualities=(75, 80))
    codes = draw_attacks(200, SIDE, np.random.default_rng(1), mixture).codes
    assert {KINDS[int(kind)] for kind in codes[:, 0]} == {"none", "jpeg"}
    assert (codes[:, 1].min(), codes[:, 1].max()) == (75, 80)


def test_attacks_are_drawn_in_their_shares() -> None:
    kinds = draw_attacks(2000, SIDE, np.random.default_rng(1)).codes[:, 0].astype(int)
    shares = dict(zip(KINDS, np.bincount(kinds, minlength=len(KINDS)) / len(kinds), strict=True))
    assert shares == pytest.approx({**dict.fromkeys(KINDS, 0.0), **SHARES}, abs=0.04)
