"""How probably a message in ``robust`` outlasts a channel, counted before, on other pictures.

The table is what ``cloak-bench survival`` writes from measured files: for each journey, how many of
so many files were read exactly, by the load of the picture in sealed bits per 8x8 pixels.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from cloak_codec.capacity import DESCRIPTION_BYTES, rooms_for
from cloak_codec.channels import Journey, journeys
from cloak_codec.errors import PayloadTooLarge
from cloak_codec.frame import HEAD_BYTES
from cloak_codec.lattice.raster import CELL
from cloak_codec.lock import overhead_bytes

# The benchmark's words: it also scales pictures back, which the codec's channels do not.
# So many trials say enough; below, fuller pictures are counted too, which survive less.
_ENOUGH: Final = 50
_Z95: Final = 1.959963984540054
_WORDS: Final = {"resize": "scale", "fit": "long"}


@dataclass(frozen=True, slots=True)
class Survival:
    """``exact`` of ``tried`` measured files were read exactly after ``journey``.

    ``low`` and ``high`` bound the probability with 95 % confidence (Wilson 1927). The files were
    at least as full, and fuller ones survive less, so the figure errs to the safe side. They were
    written for the channels of the table; what is written for a weaker one survives less.
    """

    journey: str
    tried: int
    exact: int
    low: float
    high: float


def survival(
    width: int,
    height: int,
    payload_bytes: int,
    channel: str,
    *,
    sealed: bool = True,
    recipients: int = 0,
) -> list[Survival]:
    """What is known of each journey of ``channel`` for so many packed bytes in such a cover.

    ``sealed``: with a passphrase; ``recipients``: for so many people instead. Journeys that were
    not measured, or only with less in a picture, are left out. Raises InvalidChannel, and
    PayloadTooLarge where so much does not fit.
    """
    rooms = rooms_for(width, height, overhead_bytes(sealed=sealed, recipients=recipients))
    bodies = [body for room, body in rooms if room >= payload_bytes + DESCRIPTION_BYTES]
    if not bodies:
        most = rooms[-1][0] - DESCRIPTION_BYTES if rooms else 0
        raise PayloadTooLarge(wanted_bytes=payload_bytes, capacity_bytes=most)
    load = 8 * (HEAD_BYTES + bodies[0]) / (width * height / CELL**2)
    found = (_known(journey, load) for journey in journeys(channel))
    return [known for known in found if known is not None]


def _known(journey: Journey, load: float) -> Survival | None:
    name = ",".join(f"{step.name}:{step.amount:g}" for step in journey.steps)
    word = ",".join(f"{_WORDS.get(step.name, step.name)}:{step.amount:g}" for step in journey.steps)
    tried = exact = 0
    for one in _table().get(word, []):
        if one["load_to"] >= load and tried < _ENOUGH:
            tried, exact = tried + one["tried"], exact + one["exact"]
    if not tried:
        return None
    low, high = wilson(exact, tried)
    return Survival(name, tried, exact, low, high)


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


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    table: dict[str, list[dict[str, Any]]] = json.loads(
        files("cloak_codec").joinpath("survival.json").read_text()
    )["channels"]
    return table
