"""How a picture's coefficients were rounded last: to the multiples that its JPEG file left behind.

Whoever knows them takes off what decoding has added since, and sees which blocks were clipped.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.alphabet import Alphabet

_FINEST: Final = 3  # levels: multiples of less drown in what 8-bit pixels add
_RANGE: Final = (0.35, 1.6)  # of a point's step: what can have been rounded and still be read
_SAMPLE: Final = 4096  # blocks
_LEAST_SAMPLE: Final = 12
_CLEAR: Final = 0.55  # mean cosine of the phases; 1 where all are multiples


def rounded(found: NDArray[np.float32], spoken: Alphabet) -> NDArray[np.float32]:
    """The step [64] of which coefficients [blocks,64] are multiples, 0 where none is clear."""
    steps = np.zeros(len(spoken.steps), np.float32)
    sample = found[:: max(1, len(found) // _SAMPLE)]
    for carrier in spoken.carriers:
        steps[carrier] = _step(sample[:, carrier], float(spoken.steps[carrier]))
    return steps


def _step(heard: NDArray[np.float32], point: float) -> int:
    low, high = max(_FINEST, round(point * _RANGE[0])), round(point * _RANGE[1])
    best, clearest = 0, _CLEAR
    for step in range(low, high + 1):
        # Zeros are multiples of everything.
        telling = heard[np.abs(heard) > step / 2]
        if len(telling) >= _LEAST_SAMPLE:
            clear = float(np.cos(telling * np.float32(2 * np.pi / step)).mean())
            if clear > clearest:
                best, clearest = step, clear
    return best
