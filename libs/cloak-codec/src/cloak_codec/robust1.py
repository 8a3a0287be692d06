"""``robust``'s first version, read only: bits that a network pair wrote on a grid of cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cloak_codec.frame import Frame
from cloak_codec.geometry import work_size
from cloak_codec.grid import PILOT_FOUND, PILOT_POSSIBLE, grid
from cloak_codec.modes import Mode
from cloak_codec.networks import ROBUST_DECODER, Networks
from cloak_codec.overlay import work_picture
from cloak_codec.tiling import run_whole


@dataclass(frozen=True, slots=True)
class GridReading:
    """What the grid says: whether the pilot is there, and the frame if it decodes."""

    marked: bool
    frame: Frame | None


def read_grid(networks: Networks, rgb: NDArray[np.uint8]) -> GridReading:
    """What a picture [H,W,3] holds in this version. Raises ModelUnavailable."""
    work = work_picture(rgb, work_size(rgb.shape[1], rgb.shape[0], Mode.ROBUST))
    output = run_whole(networks, ROBUST_DECODER, {"image": [work]})[0]
    heard = output.astype(np.float32).ravel()
    layout = grid(len(heard))
    score = layout.pilot_score(heard)
    frame = layout.decode(heard) if score >= PILOT_POSSIBLE else None
    return GridReading(frame is not None or score >= PILOT_FOUND, frame)
