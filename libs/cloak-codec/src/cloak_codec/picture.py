"""The first ``image`` format, which is read and no longer written: a plane in a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.geometry import WorkSize, work_size
from cloak_codec.imprint import IMPRINT_FOUND, IMPRINT_POSSIBLE, lift, read_imprint
from cloak_codec.modes import Mode
from cloak_codec.networks import IMAGE_REVEALER, Networks
from cloak_codec.overlay import work_picture
from cloak_codec.tiling import run_whole

_PROBE: Final = 256  # pixels of the work picture's corner: enough to see whether there is a plane


@dataclass(frozen=True, slots=True)
class PlaneReading:
    """What revealing says: whether there is a plane, and header and plane if they can be read."""

    marked: bool
    header: bytes | None = None
    plane: NDArray[np.uint8] | None = field(default=None, repr=False)


def size_of(rgb: NDArray[np.uint8]) -> WorkSize:
    """The work size of a picture [H,W,3]."""
    return work_size(rgb.shape[1], rgb.shape[0], Mode.IMAGE)


def read_plane(networks: Networks, rgb: NDArray[np.uint8]) -> PlaneReading:
    """Look for a plane in a picture [H,W,3]; one without costs a corner of 256 pixels a side."""
    work = work_picture(rgb, size_of(rgb))
    seen = read_imprint(_reveal(networks, work[:_PROBE, :_PROBE]))
    if seen.header is None and seen.score < IMPRINT_POSSIBLE:
        return PlaneReading(marked=False)
    plane = _reveal(networks, work)
    whole = read_imprint(plane)
    header = whole.header or seen.header
    if header is None:
        return PlaneReading(marked=max(whole.score, seen.score) >= IMPRINT_FOUND)
    return PlaneReading(marked=True, header=header, plane=lift(plane, header))


def _reveal(networks: Networks, work: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return run_whole(networks, IMAGE_REVEALER, {"image": [work]})[0]
