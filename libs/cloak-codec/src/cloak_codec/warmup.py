"""Compiling ahead of the first job."""

from __future__ import annotations

import numpy as np

from cloak_codec.polar import polar_code
from cloak_codec.quality import psnr_db, ssim


def warm_up() -> None:
    """Compile what numba compiles: about 8 s with an empty ``NUMBA_CACHE_DIR``, 1 s after."""
    code = polar_code(8, 64)
    soft = code.encode(np.zeros(8, np.uint8)).astype(np.float32) - np.float32(0.5)
    code.decode(soft, paths=2)
    blank = np.zeros((8, 8, 3), np.uint8)
    psnr_db(blank, blank)
    ssim(blank, blank)
