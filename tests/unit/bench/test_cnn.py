"""The network looks at residuals only, and is judged on covers that it never saw."""

from __future__ import annotations

import numpy as np
from cloak_bench.detection.cnn import SIDE, detector, train_detector
from cloak_bench.detection.yardsticks import lsb_matching

from tests.unit.codec.pictures import photograph


def test_even_colour_tells_the_network_nothing() -> None:
    even = np.full((1, SIDE, SIDE, 3), 90.0, np.float32)
    residuals = detector().get_layer("high_pass")(even)
    assert np.allclose(np.asarray(residuals)[:, 4:-4, 4:-4], 0, atol=1e-3)


def test_training_keeps_test_covers_apart_and_says_how_long_it_was() -> None:
    names = ("astronaut", "chelsea", "coffee", "rocket")
    covers = np.stack(
        [photograph(names[n % 4], SIDE + n, SIDE + n)[:SIDE, :SIDE] for n in range(14)]
    )
    rng = np.random.default_rng(1)
    stegos = np.stack([lsb_matching(cover, 1.0, rng) for cover in covers])
    trained = train_detector(covers, stegos, minutes=0.01, seed=2)
    assert trained.training["training_pairs"] == 10
    assert trained.training["crops_seen"] == 16 * trained.training["epochs"] > 0
    assert len(trained.verdict.covers) == len(trained.verdict.stegos) == 3
    assert np.isfinite(trained.verdict.covers).all()
