"""``image`` mode: a secret plane in a picture, and the plane in a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.geometry import WorkSize, work_size
from cloak_codec.hiding import Proposal
from cloak_codec.imprint import IMPRINT_FOUND, IMPRINT_POSSIBLE, imprint, lift, read_imprint
from cloak_codec.modes import Mode
from cloak_codec.networks import IMAGE_HIDER, IMAGE_REVEALER, Networks
from cloak_codec.overlay import add_residual, work_picture
from cloak_codec.plane import split_plane
from cloak_codec.quality import psnr_db
from cloak_codec.tiling import run_whole

# (amplitude of the imprint in levels, strength of the residual), the most welcome first.
_WAYS: Final = ((2.0, 1.0), (4.0, 1.0), (8.0, 1.0), (4.0, 1.25), (4.0, 0.8), (4.0, 0.6))
_LEAST_SECRET_DB: Final = 24.0
_PROBE: Final = 256  # pixels of the work picture's corner: enough to see whether there is a plane


@dataclass(frozen=True, slots=True)
class PlaneReading:
    """What revealing says: whether there is a plane, and header and plane if they can be read."""

    marked: bool
    header: bytes | None = None
    plane: NDArray[np.uint8] | None = field(default=None, repr=False)


class PictureHiding:
    """Hides one plane in one picture."""

    floor_db = 28.0

    def __init__(self, networks: Networks, cover: NDArray[np.uint8], sealed: bytes) -> None:
        self._networks, self._cover = networks, cover
        self._size = size_of(cover)
        self._header, self._plane = split_plane(sealed, self._size)
        self._good = False
        self._secret_psnr_db: float | None = None

    def proposals(self) -> Iterator[Proposal]:
        """A stronger imprint where the faint one is not read, then other strengths."""
        work = work_picture(self._cover, self._size)
        residuals = {}
        for amplitude, strength in _WAYS:
            if amplitude not in residuals:
                marked = imprint(self._plane, self._header, amplitude)
                inputs = {"cover": [work], "secret": [marked]}
                residuals[amplitude] = run_whole(self._networks, IMAGE_HIDER, inputs)[0]
            rgb = add_residual(self._cover, residuals[amplitude], strength, self._size)
            yield Proposal(strength, rgb)
            if self._good:
                return

    def judge(self, stego: NDArray[np.uint8], change_db: float) -> bool:
        """Whether a reader finds this header and a plane that resembles this one."""
        self._good = change_db >= self.floor_db and self._found(stego)
        return self._good

    def _found(self, stego: NDArray[np.uint8]) -> bool:
        reading = read_plane(self._networks, stego)
        if reading.plane is None or reading.header != self._header:
            return False
        self._secret_psnr_db = psnr_db(self._plane, reading.plane)
        return self._secret_psnr_db >= _LEAST_SECRET_DB

    def secret_psnr_db(self) -> float | None:
        """The revealed plane against the hidden one, in dB."""
        return self._secret_psnr_db


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
