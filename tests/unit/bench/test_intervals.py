"""Intervals have the ends that the literature gives them."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_bench.intervals import bootstrap, share, spread
from cloak_codec.survival import wilson


@pytest.mark.parametrize(
    ("successes", "tried", "low", "high"),
    [
        # Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_ends(
    successes: int, tried: int, low: float, high: float
) -> None:
    assert wilson(successes, tried) == pytest.approx((low, high), abs=5e-5)


def test_wilson_of_all_mirrors_wilson_of_none() -> None:
    none, every = wilson(0, 50), wilson(50, 50)
    assert every == pytest.approx((1 - none[1], 1.0))
    assert wilson(0, 0) == (0.0, 1.0)


def test_wilson_covers_the_truth_as_often_as_it_says() -> None:
    draws = np.random.default_rng(1).binomial(100, 0.9, 2000)
    inside = [low <= 0.9 <= high for low, high in (wilson(int(k), 100) for k in draws)]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)


def test_bootstrap_of_a_mean_is_two_standard_errors() -> None:
    values = np.random.default_rng(2).standard_normal(400)
    low, high = bootstrap(lambda chosen: float(values[chosen].mean()), 400, seed=3)
    assert (high - low) / 2 == pytest.approx(1.96 * values.std() / 20, rel=0.1)
    assert low < values.mean() < high


def test_shares_and_spreads_say_what_they_count() -> None:
    assert share(3, 4)["share"] == 0.75
    assert spread([]) == {}
    found = spread([float(value) for value in range(1, 101)])
    assert (found["mean"], found["median"], found["p5"], found["p95"]) == (50.5, 50.5, 6, 95)
