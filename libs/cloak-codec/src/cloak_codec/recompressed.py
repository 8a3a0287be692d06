"""Coded pictures through JPEG: sealed bytes in the coefficients that it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.alphabet import MOST_BITS, alphabet
from cloak_codec.blocks.body import encoded
from cloak_codec.blocks.header import Header, header_bits, header_pitch
from cloak_codec.blocks.layout import layout
from cloak_codec.blocks.reading import read_blocks
from cloak_codec.blocks.room import blocks_room, least_bits
from cloak_codec.blocks.symbols import laid
from cloak_codec.blocks.transform import cut, joined
from cloak_codec.blocks.writing import Script, write
from cloak_codec.capacity import net_bytes
from cloak_codec.channels import journeys
from cloak_codec.errors import InvalidSealed
from cloak_codec.hiding import Proposal
from cloak_codec.lattice.raster import Raster
from cloak_codec.lock import CODED, PICTURE_VERSION, lock_of, version_of

_MORE_BITS: Final = (0, 2, 4, 7, 11)  # a block, where fewer do not come through: a weaker code


class RecompressedHiding:
    """Hides one sealed picture in one picture whose blocks stay in their place."""

    floor_db = 28.0

    def __init__(self, cover: NDArray[np.uint8], sealed: bytes, channel: str, quality: int) -> None:
        """``quality`` as ``quality_for`` says. Raises InvalidSealed, InvalidChannel."""
        check_coded(sealed)
        self._cover, self._sealed, self._quality = cover, sealed, quality
        height, width = cover.shape[:2]
        self._raster = Raster(width // 8, height // 8)
        self._journeys = [way for way in journeys(channel) if not way.wished]
        self._blocks = cut(cover)
        self._plan = layout(len(self._blocks))
        least = least_bits(len(self._blocks), quality, len(sealed))
        if least is None or len(sealed) > blocks_room(width, height, quality):
            raise InvalidSealed("the picture was sealed for a larger cover or a kinder channel")
        self._least, self._good = least, False

    def proposals(self) -> Iterator[Proposal]:
        """The least change, then ever more room for errors."""
        for more in _MORE_BITS:
            bits = min(MOST_BITS, self._least + more)
            blocks = write(self._blocks, self._script(bits), self._arrivals)
            yield Proposal(bits / self._least, joined(self._cover, blocks))
            if self._good:
                return

    def judge(self, stego: NDArray[np.uint8], change_db: float) -> bool:
        """Whether the very bytes are read from the file and from what its channel makes of it."""
        arrived = (way.arrival(stego, self._raster)[0] for way in self._journeys if way.steps)
        self._good = change_db >= self.floor_db and all(
            read_blocks(rgb).sealed == self._sealed for rgb in (stego, *arrived)
        )
        return self._good

    def secret_psnr_db(self) -> float | None:
        """Bytes are right or wrong: there is no such figure."""
        return None

    def _arrivals(self, blocks: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
        rgb = joined(self._cover, blocks)
        return [cut(way.arrival(rgb, self._raster)[0]) for way in self._journeys]

    def _script(self, bits: int) -> Script:
        spoken = alphabet(self._quality, bits)
        code = encoded(self._sealed, self._plan.code_bits(spoken))
        symbols, said = laid(code, spoken, self._plan)
        points = np.float32(1) * (1 << spoken.bits)
        step = np.broadcast_to(spoken.steps, said.shape).copy()
        offset = symbols.astype(np.float32) * step
        period = np.where(said, points * step, np.float32(0))
        at, pitch = tuple(self._plan.header.T), header_pitch(self._quality)
        header = header_bits(Header(self._quality, bits, len(self._sealed)), self._plan)
        offset[at] = np.where(header == 1, -pitch / 4, pitch / 4)
        period[at], step[at] = pitch, pitch / 2
        return Script(offset, period.astype(np.float32), step)


def check_coded(sealed: bytes) -> None:
    """Raises InvalidSealed for what is no coded picture of this version.

    Nothing is opened: bytes that nobody can unseal pass if their form is right.
    """
    lock = lock_of(sealed[0]) if sealed else None
    if lock not in CODED or version_of(sealed[0]) != PICTURE_VERSION:
        raise InvalidSealed("these bytes were not sealed for this mode")
    if net_bytes(len(sealed), lock) < 0:
        raise InvalidSealed(f"{len(sealed)} bytes are no sealed picture")
