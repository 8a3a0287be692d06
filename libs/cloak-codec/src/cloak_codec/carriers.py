"""Which values of a picture carry a trellis-coded message, and what moving each of them costs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.costs import difference_costs, is_grey, locked_costs
from cloak_codec.energies import entropy_bits
from cloak_codec.inlay import HEADER_BITS, header_places, sealed_bytes_in
from cloak_codec.layout import BESIDE_GREEN, Layout, values_of
from cloak_codec.placement import MOST_PLACES
from cloak_codec.trellis import WET

CHANNELS: Final = 3
# Header bits for each value that may move: beyond, others may stand in each other's way.
_MOST_HEADER_RATE: Final = 0.3
# Of what moves could carry at all, what the code surely does: less where values at 0 and 255 lack
# some moves, because then a choice in one plane takes away the choice in the next.
_REACHED: Final = 0.85
_LESS_REACHED: Final = 0.55  # times the share that they lack


@dataclass(frozen=True, slots=True, eq=False)
class Carriers:
    """Values [places,k] in reading order and the cost of moving each of them by one level.

    ``hides_from_detectors``: costs are those of being found, not of being seen. ``width``: how many
    values of the picture move with a place and count in the rate; 1 where all channels are equal.
    """

    layout: Layout
    hides_from_detectors: bool
    width: int
    values: NDArray[np.uint8] = field(repr=False)
    costs: NDArray[np.float32] = field(repr=False)

    def room(self, rate: float, *, reach: int) -> int:
        """The sealed bytes that fit at ``rate`` bits for each value of the picture that may move.

        ``reach`` is by how many levels values may move. 0 where not even a header fits. What the
        leading values carry is counted; what lies beside them makes it easier.
        """
        used = min(len(self.values), MOST_PLACES)
        head = header_places(used)
        leading, movable = self.values[:, 0], self.costs[:, 0] < WET
        share = float(np.mean(movable))
        if used <= head or (share < 1 and _MOST_HEADER_RATE * share * head < HEADER_BITS):
            return 0
        wanted = rate * self.width * share * used - HEADER_BITS
        still = np.where(movable, np.float32(0), np.float32(WET))
        most = entropy_bits(leading, still, reach) / len(leading)
        lacking = 1 - most / (share * math.log2(2 * reach + 1))
        reached = (_REACHED - _LESS_REACHED * lacking) * most * (used - head)
        return sealed_bytes_in(int(min(wanted, reached)))


def room_for_size(places: int, width: int, rate: float) -> int:
    """The same for ``places`` carriers that all may move, where nothing else is known."""
    used = min(places, MOST_PLACES)
    if used <= header_places(used):
        return 0
    return sealed_bytes_in(int(rate * width * used) - HEADER_BITS)


def covert_carriers(rgb: NDArray[np.uint8], alpha: NDArray[np.uint8] | None) -> Carriers:
    """A place for each pixel, dear where the picture is smooth: what detectors find hard to see."""
    costs = locked_costs(rgb, alpha).reshape(-1, 1)
    width = 1 if is_grey(rgb) else CHANNELS
    return Carriers(Layout.LOCKED, True, width, values_of(rgb, Layout.LOCKED), costs)


def with_differences(carriers: Carriers, rgb: NDArray[np.uint8]) -> Carriers:
    """Locked carriers of a picture with the differences of its colours beside them.

    One kind of change done often is found sooner than two that are done half as often each. A grey
    picture stays grey.
    """
    if carriers.width == 1:
        return carriers
    costs = np.empty((len(carriers.costs), CHANNELS), np.float32)
    costs[:, 0] = carriers.costs[:, 0]
    for place, channel in enumerate(BESIDE_GREEN, start=1):
        beside = difference_costs(rgb, channel, carriers.costs.reshape(rgb.shape[:2]))
        costs[:, place] = beside.reshape(-1)
    layout = Layout.DIFFERENCES
    return Carriers(layout, True, carriers.width, values_of(rgb, layout), costs)


def flat_carriers(rgb: NDArray[np.uint8]) -> Carriers:
    """Every value alike: what people do not see. A grey picture stays grey."""
    layout = Layout.LOCKED if is_grey(rgb) else Layout.FREE
    values = values_of(rgb, layout)
    return Carriers(layout, False, 1, values, np.ones(values.shape, np.float32))
