"""What others hide with, to compare with: LSB replacement and matching, HILL, locked colours.

Payloads are in bits per channel value. LSB methods write random bits; the others draw their changes
as an ideal coder would at 1.075 times the payload, which is about what a real one loses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

RGB = NDArray[np.uint8]
_CODER_LOSS: Final = 1.075
_WET: Final = 1e6
_DEAREST: Final = 1e4
_SAMPLE: Final = 7  # every seventh value says well enough how much all of them carry
_KB: Final = np.array([[-1, 2, -1], [2, -4, 2], [-1, 2, -1]])


def lsb_replacement(rgb: RGB, rate: float, rng: np.random.Generator) -> RGB:
    """Random bits in the lowest bits of a random share ``rate`` of the values."""
    used = rng.random(rgb.shape) < rate
    bits = rng.integers(0, 2, rgb.shape, dtype=np.uint8)
    return np.where(used, rgb & 0xFE | bits, rgb)


def lsb_matching(rgb: RGB, rate: float, rng: np.random.Generator) -> RGB:
    """The same bits, reached by adding or subtracting one at random."""
    wrong = (rng.random(rgb.shape) < rate) & (rng.random(rgb.shape) < 0.5)
    steps = np.where(rng.random(rgb.shape) < 0.5, 1, -1)
    steps = np.where(rgb == 0, 1, np.where(rgb == 255, -1, steps))
    return (rgb + wrong * steps).astype(np.uint8)


def hill(rgb: RGB, rate: float, rng: np.random.Generator) -> RGB:
    """HILL costs on red, green and blue, each by itself."""
    costs = hill_costs(rgb)
    up, down = np.where(rgb == 255, _WET, costs), np.where(rgb == 0, _WET, costs)
    return (rgb + _changes(up, down, rate * rgb.size, rng)).astype(np.uint8)


def locked(rgb: RGB, rate: float, rng: np.random.Generator) -> RGB:
    """HILL costs added over the channels, which all move by the same step."""
    costs = hill_costs(rgb).sum(2)
    up = np.where((rgb == 255).any(2), _WET, costs)
    down = np.where((rgb == 0).any(2), _WET, costs)
    return (rgb + _changes(up, down, rate * rgb.size, rng)[..., None]).astype(np.uint8)


YARDSTICKS: Final[dict[str, Callable[[RGB, float, np.random.Generator], RGB]]] = {
    "lsbr": lsb_replacement,
    "lsbm": lsb_matching,
    "hill": hill,
    "locked": locked,
}


def hill_costs(rgb: RGB) -> NDArray[np.float64]:
    """What a change by one costs at each value; high where neighbours foretell it well.

    B. Li, M. Wang, J. Huang, X. Li, A new cost function for spatial image steganography, 2014.
    """
    return np.dstack([_hill_of(rgb[..., c].astype(np.float64)) for c in range(3)])


def _hill_of(channel: NDArray[np.float64]) -> NDArray[np.float64]:
    around = np.pad(channel, 1, mode="symmetric")
    height, width = channel.shape
    residual = np.zeros_like(channel)
    for (y, x), weight in np.ndenumerate(_KB):
        residual += weight * around[y : y + height, x : x + width]
    smooth = _mean(np.abs(residual) / 4, 3)
    return np.minimum(_mean(1 / np.maximum(smooth, 1e-4), 15), _DEAREST)


def _mean(plane: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    """The mean over squares of ``side`` pixels, edges mirrored."""
    sums = np.pad(plane, side // 2, mode="symmetric").cumsum(0).cumsum(1)
    sums = np.pad(sums, ((1, 0), (1, 0)))
    total = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    means: NDArray[np.float64] = total / side**2
    return means


def _changes(
    up: NDArray[np.float64], down: NDArray[np.float64], bits: float, rng: np.random.Generator
) -> NDArray[np.int16]:
    """Steps of -1, 0, 1, drawn with the least expected cost that carries ``bits``."""
    wanted = bits * _CODER_LOSS * up.ravel()[::_SAMPLE].size / up.size
    some_up, some_down = up.ravel()[::_SAMPLE], down.ravel()[::_SAMPLE]
    low, high = -12.0, 12.0  # of the logarithm of lambda
    for _ in range(26):
        middle = (low + high) / 2
        plus, minus = _probabilities(some_up, some_down, float(np.exp(middle)))
        low, high = (middle, high) if _entropy(plus, minus) > wanted else (low, middle)
    plus, minus = _probabilities(up, down, float(np.exp(high)))
    drawn = rng.random(up.shape)
    found: NDArray[np.int16] = (drawn < plus).astype(np.int16)
    found -= ((drawn >= plus) & (drawn < plus + minus)).astype(np.int16)
    return found


def _probabilities(
    up: NDArray[np.float64], down: NDArray[np.float64], weight: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    plus, minus = np.exp(-weight * up), np.exp(-weight * down)
    total = 1 + plus + minus
    return plus / total, minus / total


def _entropy(plus: NDArray[np.float64], minus: NDArray[np.float64]) -> float:
    """Bits that these changes can carry."""
    total = 0.0
    for share in (plus, minus, 1 - plus - minus):
        total -= float(np.sum(share * np.log2(np.maximum(share, 1e-300))))
    return total
