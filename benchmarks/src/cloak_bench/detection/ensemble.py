"""The ensemble classifier of steganalysis: many Fisher discriminants on random subspaces.

J. Kodovsky, J. Fridrich, V. Holub, Ensemble classifiers for steganalysis of digital media, 2012;
here with shrinkage of the scatter matrix, and with the subspaces' size chosen on the samples that
the bootstrap left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float32]
Scores = NDArray[np.float64]

_SUBSPACES: Final = (100, 300, 700)
_SHRINKAGE: Final = 1e-2
_LEAST_SPREAD: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Learner:
    subspace: NDArray[np.intp] = field(repr=False)
    weights: NDArray[np.float64] = field(repr=False)
    threshold: float

    def votes(self, features: Features) -> Scores:
        """+1 for stego, -1 for cover."""
        projected = features[:, self.subspace] @ self.weights
        return np.where(projected > self.threshold, 1.0, -1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """A trained classifier; above 0 it says stego."""

    learners: list[_Learner] = field(repr=False)
    subspace: int
    out_of_bag_error: float

    def scores(self, features: Features) -> Scores:
        """The mean vote for each row of [N,D], -1 to 1."""
        votes = np.stack([learner.votes(features) for learner in self.learners])
        return np.asarray(votes.mean(0), np.float64)


def train_ensemble(
    covers: Features,
    stegos: Features,
    *,
    seed: int,
    learners: int = 61,
    subspaces: Sequence[int] = _SUBSPACES,
) -> Ensemble:
    """Train on pairs [N,D], row i of both made from the same cover; classes count alike."""
    usable = np.flatnonzero(covers.std(0) + stegos.std(0) > _LEAST_SPREAD)
    sizes = sorted({min(size, len(usable)) for size in subspaces})
    # Fewer learners are enough to see which size of subspace does best.
    tries = [_train(covers, stegos, usable, size, learners // 2, seed) for size in sizes]
    best = min(tries, key=lambda found: found.out_of_bag_error)
    return _train(covers, stegos, usable, best.subspace, learners, seed)


def _train(
    covers: Features,
    stegos: Features,
    usable: NDArray[np.intp],
    size: int,
    count: int,
    seed: int,
) -> Ensemble:
    rng = np.random.default_rng((seed, size))
    pairs = len(covers)
    votes, voters = np.zeros((2, pairs)), np.zeros(pairs)
    found = []
    for _ in range(count):
        drawn = rng.integers(0, pairs, pairs)
        learner = _learn(covers, stegos, rng.permutation(usable)[:size], drawn)
        found.append(learner)
        left_out = np.setdiff1d(np.arange(pairs), drawn)
        for which, features in enumerate((covers, stegos)):
            votes[which, left_out] += learner.votes(features[left_out])
        voters[left_out] += 1
    seen = voters > 0
    # A tie counts as half an error, whichever class it is.
    wrong = [np.where(v == 0, 0.5, v > 0) for v in (votes[0, seen], -votes[1, seen])]
    return Ensemble(found, size, float(np.mean(wrong)))


def _learn(
    covers: Features, stegos: Features, subspace: NDArray[np.intp], drawn: NDArray[np.intp]
) -> _Learner:
    c, s = covers[np.ix_(drawn, subspace)], stegos[np.ix_(drawn, subspace)]
    # Bins differ by orders of magnitude, and some vary in one class alone.
    scale = np.sqrt((c.var(0) + s.var(0)) / 2) + _LEAST_SPREAD
    c, s = c / scale, s / scale
    middle_c, middle_s = c.mean(0), s.mean(0)
    around = np.concatenate([c - middle_c, s - middle_s])
    scatter = (around.T @ around).astype(np.float64) / len(drawn)
    ridge = _SHRINKAGE * np.trace(scatter) / len(scatter) + _LEAST_SPREAD
    scatter.flat[:: len(scatter) + 1] += ridge
    weights = np.linalg.solve(scatter, (middle_s - middle_c).astype(np.float64))
    threshold = least_error(c @ weights, s @ weights)[1]
    return _Learner(subspace, weights / scale, threshold)


def least_error(covers: Scores, stegos: Scores) -> tuple[float, float]:
    """(P_E, threshold): the least (false alarms + misses) / 2 over all thresholds."""
    scores = np.concatenate([covers, stegos])
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    is_stego = order >= len(covers)
    missed = np.concatenate([[0], np.cumsum(is_stego)]) / len(stegos)
    alarms = 1 - np.concatenate([[0], np.cumsum(~is_stego)]) / len(covers)
    errors = (missed + alarms) / 2
    # A threshold between equal scores does not exist.
    apart = np.concatenate([[True], ordered[1:] > ordered[:-1], [True]])
    best = int(np.argmin(np.where(apart, errors, 1.0)))
    ends = np.concatenate([[ordered[0] - 1], ordered, [ordered[-1] + 1]])
    return float(errors[best]), float((ends[best] + ends[best + 1]) / 2)
