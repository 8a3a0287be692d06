"""Compiling ahead of the first job."""

from __future__ import annotations

from typing import Final

import numpy as np

from cloak_codec.carriers import covert_carriers, flat_carriers, with_differences
from cloak_codec.inlay import read_body, read_header, write_inlay
from cloak_codec.modes import USUAL_CHANNEL, Mode
from cloak_codec.payloads import Text
from cloak_codec.placement import Placement
from cloak_codec.polar import polar_code
from cloak_codec.quality import psnr_db, ssim
from cloak_codec.robust import RobustHiding
from cloak_codec.sealing import seal

_SIDE: Final = 160  # of a picture that holds a message, and in which pixels keep company


def warm_up() -> None:
    """Compile what numba compiles: 21 s with an empty ``NUMBA_CACHE_DIR``, a second after."""
    code = polar_code(8, 64)
    soft = code.encode(np.zeros(8, np.uint8)).astype(np.float32) - np.float32(0.5)
    code.decode(soft, paths=2)
    _warm_inlays()
    _warm_lattice()
    blank = np.zeros((8, 8, 3), np.uint8)
    psnr_db(blank, blank)
    ssim(blank, blank)


def _warm_inlays() -> None:
    blank, placement = np.full((_SIDE, _SIDE, 3), (100, 128, 150), np.uint8), Placement.of(None)
    covert = with_differences(covert_carriers(blank, None), blank)
    for carriers, reach, row in ((covert, 1, _SIDE), (flat_carriers(blank), 2, None)):
        carriers.room(1.0, reach=reach)
        values, costs = carriers.values, carriers.costs
        moved = write_inlay(values, costs, b"\0", placement, reach=reach, row=row)
        if moved is not None and (header := read_header(moved[:, 0], placement)) is not None:
            read_body(moved, header, placement)


def _warm_lattice() -> None:
    noise = np.random.default_rng(0).integers(64, 192, (_SIDE, _SIDE, 3), np.uint8)
    sealed = seal(Text(""), mode=Mode.ROBUST, cover_size=(_SIDE, _SIDE), passphrase=None)
    hiding = RobustHiding(noise, sealed, USUAL_CHANNEL[Mode.ROBUST])
    for proposal in hiding.proposals():
        if hiding.judge(proposal.rgb, hiding.floor_db):
            break
