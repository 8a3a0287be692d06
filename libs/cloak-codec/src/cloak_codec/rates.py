"""How many bits a value of a picture may carry in the modes that write into single values."""

from __future__ import annotations

from typing import Final

from cloak_codec.errors import InvalidRate
from cloak_codec.modes import Mode

COVERT_RATE: Final = 0.05  # what the tried detectors do not tell from chance
MOST_COVERT_RATE: Final = 0.2  # beyond, detectors win whatever the costs: only eyes are deceived
MOST_RATE: Final = 1.58  # log2(3), the paper's measure of a full payload
_DEFAULTS: Final = {Mode.COVERT: COVERT_RATE, Mode.IMAGE: MOST_RATE}


def rate_of(mode: Mode, wanted: float | None) -> float:
    """The rate wanted, or the mode's own. Raises InvalidRate."""
    rate = _DEFAULTS[mode] if wanted is None else wanted
    if not 0 < rate <= MOST_RATE:
        raise InvalidRate(f"a rate is above 0 and at most {MOST_RATE} bits for each value")
    return rate
