"""How sure a figure is: intervals of 95 % for shares, and for statistics of whole covers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from cloak_codec.survival import wilson
from numpy.typing import NDArray


def bootstrap(
    statistic: Callable[[NDArray[np.intp]], float], covers: int, *, seed: int, rounds: int = 1000
) -> tuple[float, float]:
    """The percentile interval (95 %) of ``statistic(indices)`` over resampled covers."""
    rng = np.random.default_rng(seed)
    values = [statistic(rng.integers(0, covers, covers)) for _ in range(rounds)]
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def share(successes: int, tried: int, of: str = "exact") -> dict[str, float | int]:
    """A share with its interval, as it stands in a results file; ``of`` names what was counted."""
    low, high = wilson(successes, tried)
    return {
        "tried": tried,
        of: successes,
        "share": round(successes / tried, 5) if tried else 0.0,
        "low": round(low, 5),
        "high": round(high, 5),
    }


def spread(values: Sequence[float]) -> dict[str, float]:
    """Mean, median, the 5th percentile and the ends of some values; empty for none."""
    if not values:
        return {}
    ordered = np.sort(np.asarray(values, np.float64))
    return {
        "mean": round(float(ordered.mean()), 4),
        "median": round(float(np.median(ordered)), 4),
        "p5": round(float(ordered[len(ordered) // 20]), 4),
        "p95": round(float(ordered[math.ceil(0.95 * len(ordered)) - 1]), 4),
        "least": round(float(ordered[0]), 4),
        "most": round(float(ordered[-1]), 4),
    }
