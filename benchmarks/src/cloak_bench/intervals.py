"""How sure a figure is: intervals of 95 % for shares, and for statistics of whole covers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_Z95: Final = 1.959963984540054


def wilson(successes: int, tried: int) -> tuple[float, float]:
    """The Wilson score interval (95 %) of a share; (0, 1) where nothing was tried.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
    """
    if tried == 0:
        return 0.0, 1.0
    share, z2 = successes / tried, _Z95**2
    centre = (share + z2 / (2 * tried)) / (1 + z2 / tried)
    spread = math.sqrt(share * (1 - share) / tried + z2 / (4 * tried**2)) * _Z95
    half = spread / (1 + z2 / tried)
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == tried else min(1.0, centre + half)
    return low, high


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
