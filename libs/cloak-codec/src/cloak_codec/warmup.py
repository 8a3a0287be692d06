"""Compiling ahead of the first job."""

from __future__ import annotations

import numpy as np

from cloak_codec.carriers import covert_carriers, flat_carriers, with_differences
from cloak_codec.inlay import read_body, read_header, write_inlay
from cloak_codec.placement import Placement
from cloak_codec.polar import polar_code
from cloak_codec.quality import psnr_db, ssim


def warm_up() -> None:
    """Compile what numba compiles: 17 s with an empty ``NUMBA_CACHE_DIR``, half a second after."""
    code = polar_code(8, 64)
    soft = code.encode(np.zeros(8, np.uint8)).astype(np.float32) - np.float32(0.5)
    code.decode(soft, paths=2)
    _warm_inlays()
    blank = np.zeros((8, 8, 3), np.uint8)
    psnr_db(blank, blank)
    ssim(blank, blank)


def _warm_inlays() -> None:
    blank, placement = np.full((32, 32, 3), (100, 128, 150), np.uint8), Placement.of(None)
    covert = with_differences(covert_carriers(blank, None), blank)
    for carriers, reach in ((covert, 1), (flat_carriers(blank), 2)):
        moved = write_inlay(carriers.values, carriers.costs, b"\0", placement, reach=reach)
        if moved is not None and (header := read_header(moved[:, 0], placement)) is not None:
            read_body(moved, header, placement)
