"""Detectors find what is there and call a control a toss of a coin."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_bench.detection.ensemble import Features, least_error, train_ensemble
from cloak_bench.detection.judge import Verdict, area, judge
from cloak_bench.detection.ridge import gram, ridge_scores
from cloak_bench.detection.spam import spam
from cloak_bench.detection.yardsticks import lsb_matching
from numpy.typing import NDArray

from tests.unit.codec.pictures import photograph

PAIRS = 120


def smooth(seed: int) -> NDArray[np.uint8]:
    """A cut of a photograph, which neighbours foretell well."""
    rng = np.random.default_rng(seed)
    names = ("astronaut", "chelsea", "coffee", "rocket")
    picture = photograph(names[seed % 4], 400, 400)
    top, left = (int(place) for place in rng.integers(0, 400 - 48, 2))
    return picture[top : top + 48, left : left + 48]


@pytest.fixture(scope="module")
def covers() -> Features:
    return np.stack([spam(smooth(seed)) for seed in range(PAIRS)])


@pytest.fixture(scope="module")
def matched() -> Features:
    return np.stack(
        [
            spam(lsb_matching(smooth(seed), 1.0, np.random.default_rng(seed)))
            for seed in range(PAIRS)
        ]
    )


def test_the_ensemble_tells_lsb_matching_from_covers(covers: Features, matched: Features) -> None:
    trained = train_ensemble(covers[:80], matched[:80], seed=1, learners=21, subspaces=(50, 150))
    p_e, _ = least_error(trained.scores(covers[80:]), trained.scores(matched[80:]))
    assert p_e < 0.2
    assert trained.out_of_bag_error < 0.25


def test_the_ridge_tells_lsb_matching_from_covers(covers: Features, matched: Features) -> None:
    order = np.random.default_rng(0).permutation(PAIRS)
    clean, changed = ridge_scores(gram(covers, matched), order[:80], order[80:], seed=1)
    assert least_error(clean, changed)[0] < 0.2
    assert np.mean(clean > 0) + np.mean(changed < 0) < 0.5  # split where training said


def test_covers_against_other_covers_are_a_toss_of_a_coin() -> None:
    rng = np.random.default_rng(4)
    some, others = (rng.standard_normal((150, 200)).astype(np.float32) for _ in range(2))
    for verdict in judge(some, others, seed=2).values():
        figures = verdict.figures()
        assert figures["error"] == pytest.approx(0.5, abs=0.12)
        assert figures["p_e"] > 0.38
        assert figures["auc"] == pytest.approx(0.5, abs=0.15)


def test_no_pair_is_scored_by_a_detector_that_saw_it() -> None:
    # Features that name their picture: whoever saw a pair in training would know it again.
    rng = np.random.default_rng(5)
    names = rng.standard_normal((60, 400)).astype(np.float32)
    stegos = names + rng.choice([-1, 1], (60, 1)) * 1e-3 * rng.standard_normal(names.shape)
    for verdict in judge(names, stegos.astype(np.float32), seed=2).values():
        assert verdict.figures()["error"] > 0.3


def test_the_least_error_is_over_every_threshold() -> None:
    p_e, threshold = least_error(np.array([0.0, 1, 2, 5]), np.array([3.0, 4, 6, 7]))
    assert p_e == 0.125
    assert 2 < threshold < 3
    assert least_error(np.zeros(4), np.zeros(4))[0] == 0.5


def test_a_verdict_gives_intervals_around_its_figures() -> None:
    rng = np.random.default_rng(6)
    found = Verdict(rng.normal(-1, 1, 300), rng.normal(1, 1, 300)).figures()
    low, high = found["error_interval"]
    assert low < 0.1587 < high  # P(normal > 1)
    assert low <= found["error"] <= high
    assert found["auc"] == pytest.approx(0.9214, abs=0.03)
    assert area(np.array([0.0, 1.0]), np.array([1.0, 2.0])) == 0.875
