"""One Fisher discriminant on all features at once, its ridge chosen inside the training part.

Solved in the space of samples, which are far fewer than features. Where training pairs are few it
sees more than the ensemble; both are reported, and the better of them counts.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_bench.detection.ensemble import Features, Scores, least_error

_RIDGES: Final = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
_LEAST_SPREAD: Final = 1e-9
Gram = NDArray[np.float64]


def gram(covers: Features, stegos: Features) -> Gram:
    """All inner products [2N,2N] of covers, then stegos, each feature scaled by its spread."""
    spread = np.sqrt((covers.var(0) + stegos.var(0)) / 2)
    usable = spread > _LEAST_SPREAD
    middle = covers[:, usable].mean(0)
    rows = (np.concatenate([covers, stegos])[:, usable] - middle) / spread[usable]
    product: Gram = (rows @ rows.T).astype(np.float64) / int(usable.sum())
    return product


def ridge_scores(
    products: Gram, train: NDArray[np.intp], test: NDArray[np.intp], *, seed: int
) -> tuple[Scores, Scores]:
    """Scores of the test covers and stegos, 0 where the training part was best split."""
    order = np.random.default_rng(seed).permutation(train)
    held, rest = order[: len(order) // 3], order[len(order) // 3 :]
    tries = {r: least_error(*_projected(products, rest, held, r))[0] for r in _RIDGES}
    best = min(tries, key=lambda ridge: tries[ridge])
    # Scores of training samples are too far apart; the held-out third says where to split.
    threshold = least_error(*_projected(products, rest, held, best))[1]
    covers, stegos = _projected(products, train, test, best)
    return covers - threshold, stegos - threshold


def _projected(
    products: Gram, train: NDArray[np.intp], test: NDArray[np.intp], ridge: float
) -> tuple[Scores, Scores]:
    """w = (S + r I)^-1 (m_s - m_c), by the matrix inversion lemma, applied to the test pairs."""
    pairs = len(products) // 2
    chosen = np.concatenate([train, train + pairs])
    n = len(train)
    inner = products[np.ix_(chosen, chosen)]
    towards = np.concatenate([np.full(n, -1 / n), np.full(n, 1 / n)])
    scatter = _centred(_centred(inner, n).T, n) / n
    r = ridge * np.trace(scatter) / n
    aside = _centred(inner @ towards, n) / np.sqrt(n)
    solved = np.linalg.solve(scatter + r * np.eye(2 * n), aside)
    weights = (towards - _centred(solved, n) / np.sqrt(n)) / r
    # Scaled so that scores of different folds can be compared.
    weights /= np.sqrt(weights @ inner @ weights)
    outer = np.concatenate([test, test + pairs])
    scores = products[np.ix_(outer, chosen)] @ weights
    return scores[: len(test)], scores[len(test) :]


def _centred(rows: Gram, covers: int) -> Gram:
    """Rows of covers, then of stegos, less the mean of their class."""
    found = rows.copy()
    found[:covers] -= rows[:covers].mean(0)
    found[covers:] -= rows[covers:].mean(0)
    return found
