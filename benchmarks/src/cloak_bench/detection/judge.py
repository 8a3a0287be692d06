"""How often a trained detector errs, over covers that it was not trained on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cloak_bench.detection.ensemble import Features, Scores, least_error, train_ensemble
from cloak_bench.detection.ridge import gram, ridge_scores
from cloak_bench.intervals import bootstrap

FOLDS: Final = 5
_ROUNDS: Final = 500


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """Scores of covers and stegos [N] by detectors that saw neither; above 0 they say stego."""

    covers: Scores = field(repr=False)
    stegos: Scores = field(repr=False)

    def figures(self, seed: int = 1) -> dict[str, Any]:
        """P_E, the error at the trained threshold, the area under the curve, with intervals.

        ``p_e`` is the minimum over thresholds on the test part itself, as papers give it: where
        there is nothing to find it reads a little below one half. ``error`` does not flatter.
        """
        pairs = len(self.covers)

        def p_e(chosen: NDArray[np.intp]) -> float:
            return least_error(self.covers[chosen], self.stegos[chosen])[0]

        def error(chosen: NDArray[np.intp]) -> float:
            return _error(self.covers[chosen], self.stegos[chosen])

        every = np.arange(pairs)
        return {
            "pairs": pairs,
            "p_e": round(p_e(every), 4),
            "p_e_interval": _rounded(bootstrap(p_e, pairs, seed=seed, rounds=_ROUNDS)),
            "error": round(error(every), 4),
            "error_interval": _rounded(bootstrap(error, pairs, seed=seed, rounds=_ROUNDS)),
            "auc": round(area(self.covers, self.stegos), 4),
        }


def judge(covers: Features, stegos: Features, *, seed: int) -> dict[str, Verdict]:
    """The ensemble and the ridge, each pair scored by detectors trained on the other folds."""
    products = gram(covers, stegos)
    folds = np.array_split(np.random.default_rng(seed).permutation(len(covers)), FOLDS)
    found = {name: np.zeros((2, len(covers))) for name in ("ensemble", "ridge")}
    for number, test in enumerate(folds):
        train = np.concatenate([fold for other, fold in enumerate(folds) if other != number])
        trained = train_ensemble(covers[train], stegos[train], seed=seed + number)
        found["ensemble"][:, test] = trained.scores(covers[test]), trained.scores(stegos[test])
        found["ridge"][:, test] = ridge_scores(products, train, test, seed=seed + number)
    return {name: Verdict(scores[0], scores[1]) for name, scores in found.items()}


def area(covers: Scores, stegos: Scores) -> float:
    """The probability that a stego scores above a cover, ties half."""
    ordered = np.sort(covers)
    below = np.searchsorted(ordered, stegos, "left") + np.searchsorted(ordered, stegos, "right")
    return float(np.mean(below) / (2 * len(covers)))


def _error(covers: Scores, stegos: Scores) -> float:
    alarms = np.mean(covers > 0) + np.mean(covers == 0) / 2
    misses = np.mean(stegos < 0) + np.mean(stegos == 0) / 2
    return float(alarms + misses) / 2


def _rounded(interval: tuple[float, float]) -> list[float]:
    return [round(end, 4) for end in interval]
