"""The work picture: the size at which the networks see a picture, from its width and height alone.

Up to a bound the work picture is the picture itself without the last rows and columns that fill no
whole cell (8 pixels; 16 in ``image``). Larger pictures are reduced to about the bound: writer and
reader reduce alike, and the writer enlarges the residual instead of the picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from cloak_codec.grid import CELL
from cloak_codec.modes import Mode
from cloak_codec.shuffle import BLOCK

# What a side of the work picture is a multiple of: a cell, and a block of the keyed scramble.
_GRAIN: Final = {Mode.ROBUST: CELL, Mode.IMAGE: BLOCK}
# The image networks cost five times as much a pixel as the bit networks.
MOST_WORK_PIXELS: Final = {Mode.ROBUST: 3 << 20, Mode.IMAGE: 1 << 20}


@dataclass(frozen=True, slots=True)
class WorkSize:
    """Width and height, whole cells, and whether they come from reducing the whole picture."""

    width: int
    height: int
    reduced: bool

    @property
    def cells(self) -> int:
        return (self.width // CELL) * (self.height // CELL)


def work_size(width: int, height: int, mode: Mode) -> WorkSize:
    """The work picture's size for a picture of ``width`` x ``height`` pixels."""
    grain, bound = _GRAIN[mode], MOST_WORK_PIXELS[mode]
    if width * height <= bound:
        return WorkSize(width // grain * grain, height // grain * grain, reduced=False)
    # Integer square root: every machine rounds alike.
    across = math.isqrt(bound * width // height)
    work_width = max(grain, across // grain * grain)
    work_height = max(grain, (work_width * height // width) // grain * grain)
    return WorkSize(work_width, work_height, reduced=True)
