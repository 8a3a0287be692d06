"""The work picture: the size at which the networks see a picture, from its width and height alone.

Up to a bound the work picture is the picture itself without the last rows and columns that fill no
whole cell (8 pixels; 16 in ``image``). Beyond, the first version of ``robust`` works on the picture
scaled down to about the bound; that of ``image``, whose planes live off single pixels and in
lossless files only, picks pixels evenly instead. Both are read and no longer written.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Final

from cloak_codec.grid import CELL
from cloak_codec.modes import Mode
from cloak_codec.shuffle import BLOCK

# What a side of the work picture is a multiple of: a cell, and a block of the keyed scramble.
_GRAIN: Final = {Mode.ROBUST: CELL, Mode.IMAGE: BLOCK}
# The image networks cost five times as much a pixel as the bit networks.
MOST_WORK_PIXELS: Final = {Mode.ROBUST: 3 << 20, Mode.IMAGE: 1 << 20}


class Sampling(Enum):
    """How the work picture comes from the picture."""

    CORNER = "all pixels but the last ones right and below"
    SCALED = "scaled down"
    PICKED = "pixels picked evenly"


@dataclass(frozen=True, slots=True)
class WorkSize:
    """Width and height of the work picture, in whole cells, and where its pixels come from."""

    width: int
    height: int
    sampling: Sampling

    @property
    def cells(self) -> int:
        return (self.width // CELL) * (self.height // CELL)


_LEAST_SIDE: Final = 64  # pixels: an imprint's tile, and the least side of any picture
_BEYOND: Final = {Mode.ROBUST: Sampling.SCALED, Mode.IMAGE: Sampling.PICKED}


def work_size(width: int, height: int, mode: Mode) -> WorkSize:
    """The work picture's size for a picture of ``width`` x ``height`` pixels."""
    grain, bound = _GRAIN[mode], MOST_WORK_PIXELS[mode]
    if width * height <= bound:
        return WorkSize(width // grain * grain, height // grain * grain, Sampling.CORNER)
    # Integers alone: every machine rounds alike.
    across = math.isqrt(bound * width // height)
    work_width = _clamp(across, width, bound // _LEAST_SIDE, grain)
    work_height = _clamp(bound // work_width, height, bound // _LEAST_SIDE, grain)
    return WorkSize(work_width, work_height, _BEYOND[mode])


def _clamp(wanted: int, own: int, most: int, grain: int) -> int:
    return max(_LEAST_SIDE, min(wanted, own, most)) // grain * grain
