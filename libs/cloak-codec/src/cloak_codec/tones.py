"""One picture's tones in another: brightness, contrast, gamma, whatever was drawn over it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Tones = NDArray[np.uint8]

# Brightness and contrast; filters; and gamma, which near black bends as a root does.
_CURVES: Final = ((0.0, 1.0), (0.0, 1.0, 2.0, 3.0), (0.0, 0.5, 1.0, 2.0, 3.0))
_BETTER: Final = 0.9  # of what a simpler curve misses, for a less simple one to be taken
_ROUNDS: Final = 6
_MOST_SAMPLES: Final = 1 << 16
_INSIDE: Final = (6.0, 249.0)  # what was cut off at black or white says nothing of the curve


def tones_of(one: Floats, other: Floats) -> Tones:
    """For each channel what a value of the first becomes in the second, uint8 [channels,256].

    The simplest curve that does, fitted by least squares in which outliers lose their say (Cauchy
    weights).
    """
    channels = one.shape[2]
    curves = [_curve(one[..., n].ravel(), other[..., n].ravel()) for n in range(channels)]
    return np.stack(curves)


def toned(picture: NDArray[np.uint8], tones: Tones) -> NDArray[np.uint8]:
    """The picture, uint8 [H,W,channels], through the curves."""
    return np.dstack([tones[n][picture[..., n]] for n in range(picture.shape[2])])


def _curve(x: Floats, y: Floats) -> Tones:
    step = -(-x.size // _MOST_SAMPLES)
    inside = (x[::step] > 0) & (y[::step] > _INSIDE[0]) & (y[::step] < _INSIDE[1])
    x, y = x[::step][inside], y[::step][inside]
    values = np.arange(256, dtype=np.float64)
    # Too little to go by, or a plane of few tones: the values as they are.
    if x.size < 64 or np.ptp(x) < 16:
        return values.astype(np.uint8)
    # Outside of what was seen the curve is anybody's guess: it goes on as at its ends.
    seen = np.clip(values, x.min(), x.max())
    best, missed = values, np.inf
    for powers in _CURVES:
        coefficients, misses = _fitted(_terms(x, powers), x, y)
        if misses < _BETTER * missed:
            best, missed = _terms(seen, powers) @ coefficients + (values - seen), misses
    return np.clip(np.rint(best), 0, 255).astype(np.uint8)


def _fitted(terms: Doubles, x: Floats, y: Floats) -> tuple[Doubles, float]:
    """The coefficients, and the mean of what they miss where nothing was drawn over."""
    fitted = x.astype(np.float64)
    coefficients = np.zeros(terms.shape[1])
    for _ in range(_ROUNDS):
        missed = np.abs(y - fitted)
        scale = 2 * float(np.median(missed)) + 0.5
        kept = terms / (1 + (missed / scale) ** 2)[:, None]
        coefficients = np.asarray(np.linalg.lstsq(kept.T @ terms, kept.T @ y, rcond=1e-9)[0])
        fitted = np.asarray(terms @ coefficients)
    missed = np.abs(y - fitted)
    return coefficients, float(np.minimum(missed, 3 * np.median(missed) + 1).mean())


def _terms(values: NDArray[np.floating], powers: tuple[float, ...]) -> Doubles:
    scaled = values.astype(np.float64) / 255
    return np.stack([scaled**power for power in powers], axis=1)
