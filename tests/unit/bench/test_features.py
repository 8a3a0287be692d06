"""Features are those of the literature: counts by hand, sizes as published, symmetries hold."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_bench.detection.classics import chi_square, regular_singular, sample_pairs
from cloak_bench.detection.residuals import submodels
from cloak_bench.detection.rich import crm, srmq1
from cloak_bench.detection.spam import spam
from cloak_bench.detection.yardsticks import YARDSTICKS, lsb_replacement
from numpy.typing import NDArray

from tests.unit.codec.pictures import photograph


def test_sizes_are_those_of_the_papers() -> None:
    rgb = photograph("astronaut", 64, 64)
    assert spam(rgb).shape == (3 * 686,)
    assert srmq1(rgb[..., 1]).shape == (12_753,)
    assert crm(rgb).shape == (2_073,)
    assert crm(rgb, 3).shape == (5_404,)


def test_a_residual_is_the_filter_quantised_and_clipped() -> None:
    x = photograph("chelsea", 40, 32)[..., 1]
    kb = next(model for model in submodels(x, 2) if model.name == "s3x3_spam11")
    v = x.astype(int)
    by_hand = 2 * (v[3, 4] + v[5, 4] + v[4, 3] + v[4, 5]) - 4 * v[4, 4]
    by_hand -= v[3, 3] + v[3, 5] + v[5, 3] + v[5, 5]
    away_from_zero = np.sign(by_hand) * int(abs(by_hand) / 4 + 0.5)
    assert kb.rows[0][3, 3] == np.clip(away_from_zero, -2, 2)


def test_spam_counts_runs_of_three_differences_both_ways() -> None:
    ramp = np.tile(np.arange(8, dtype=np.uint8) * 2, (8, 1))[..., None].repeat(3, 2)
    straight = spam(ramp)[:343].reshape(7, 7, 7)
    found = {
        tuple(int(i) - 3 for i in place): float(straight[tuple(place)])
        for place in np.argwhere(straight)
    }
    # Along the rows always -2, read backwards +2; along the columns always 0.
    assert found == pytest.approx({(-2, -2, -2): 0.25, (0, 0, 0): 0.5, (2, 2, 2): 0.25})


def test_spam_does_not_know_which_way_up_a_picture_is() -> None:
    rgb = photograph("rocket", 48, 48)
    turned = np.ascontiguousarray(rgb[::-1, ::-1])
    assert np.allclose(spam(rgb), spam(turned), atol=1e-6)


@pytest.mark.parametrize("rate", [0.3, 0.6])
def test_simple_detectors_estimate_how_much_was_replaced(rate: float) -> None:
    channel = photograph("coffee", 256, 256)
    stego = lsb_replacement(channel, rate, np.random.default_rng(1))[..., 1]
    assert sample_pairs(stego) == pytest.approx(rate, abs=0.12)
    assert regular_singular(stego) == pytest.approx(rate, abs=0.15)


def test_the_chi_square_test_sees_full_replacement_only() -> None:
    # Pairs of levels that differ, as those of many edited pictures do.
    clean = (photograph("coffee", 256, 256)[..., 1] // 2 * 2).astype(np.uint8)
    full = lsb_replacement(clean, 1.0, np.random.default_rng(1))
    assert chi_square(clean) < 0.01
    assert chi_square(full) > 0.01


def change(method: str, rate: float) -> tuple[NDArray[np.uint8], NDArray[np.int16]]:
    cover = photograph("astronaut", 96, 96)
    stego = YARDSTICKS[method](cover, rate, np.random.default_rng(2))
    return cover, stego.astype(np.int16) - cover


@pytest.mark.parametrize("method", list(YARDSTICKS))
def test_yardsticks_change_no_value_by_more_than_one(method: str) -> None:
    _, difference = change(method, 0.2)
    assert set(np.unique(difference)) == {-1, 0, 1}


def test_lsb_matching_changes_half_of_the_values_that_it_uses() -> None:
    assert np.mean(change("lsbm", 0.4)[1] != 0) == pytest.approx(0.2, abs=0.01)


def test_locked_colours_move_together() -> None:
    _, difference = change("locked", 0.1)
    assert np.array_equal(difference[..., 0], difference[..., 1])
    assert np.array_equal(difference[..., 0], difference[..., 2])


def test_hill_hides_where_the_picture_is_busy() -> None:
    cover = photograph("astronaut", 96, 96).copy()
    cover[:48] = 128
    difference = YARDSTICKS["hill"](cover, 0.1, np.random.default_rng(2)) != cover
    assert difference[:40].mean() < 0.05 * difference[48:].mean()
