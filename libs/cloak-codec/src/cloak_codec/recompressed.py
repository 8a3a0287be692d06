"""Coded pictures through JPEG: sealed bytes in the coefficients that it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.alphabet import MOST_BITS, alphabet
from cloak_codec.blocks.body import encoded
from cloak_codec.blocks.header import Header, header_bits, header_pitch
from cloak_codec.blocks.layout import layout, word_count
from cloak_codec.blocks.reading import read_blocks
from cloak_codec.blocks.room import blocks_room, least_bits
from cloak_codec.blocks.script import HEADER_ONE, HEADER_ZERO, Script
from cloak_codec.blocks.symbols import laid
from cloak_codec.blocks.transform import cut, joined
from cloak_codec.blocks.writing import write
from cloak_codec.capacity import net_bytes
from cloak_codec.channels import journeys
from cloak_codec.errors import InvalidSealed
from cloak_codec.hiding import Proposal
from cloak_codec.lattice.raster import Raster
from cloak_codec.lock import (
    CODED,
    PICTURE_VERSION,
    VERSIONS_OF,
    lock_of,
    overhead_in,
    version_of,
)

_MORE_BITS: Final = (0, 2, 4, 7, 11)  # a block, where fewer do not come through: a stronger code
_FOR_WISHES: Final = 2  # how many more steps what is only wished for may cost
# Of many words one will fail, and to try them all takes seconds: large pictures get more room.
_MANY_WORDS: Final = 32
# Finer qualities that are wished for: rounding just below a step errs most.
_FINER: Final = (3, 5, 10)
_FINEST: Final = 95


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
        self._least, self._good, self._content = least, False, False
        self._is_large = word_count(least * len(self._blocks)) > _MANY_WORDS

    def proposals(self) -> Iterator[Proposal]:
        """The least change, then ever more room for errors."""
        spent = 0
        for more in _MORE_BITS[self._is_large :]:
            bits = min(MOST_BITS, self._least + more)
            blocks = write(self._blocks, self._script(bits), self._arrivals)
            yield Proposal(bits / self._least, joined(self._cover, blocks))
            if self._content or (self._good and spent == _FOR_WISHES):
                return
            spent += self._good

    def judge(self, stego: NDArray[np.uint8], change_db: float) -> bool:
        """Whether the very bytes are read from the file and from what its channel makes of it."""
        arrived = (way.arrival(stego, self._raster)[0] for way in self._journeys if way.steps)
        self._good = change_db >= self.floor_db and all(map(self._is_read, (stego, *arrived)))
        self._content = self._good and (
            self._is_large or all(map(self._is_read, self._finer(stego)))
        )
        return self._good

    def _is_read(self, rgb: NDArray[np.uint8]) -> bool:
        return read_blocks(rgb).sealed == self._sealed

    def _finer(self, stego: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
        for more in _FINER:
            quality = min(_FINEST, self._quality + more)
            for way in journeys(f"jpeg:{quality}"):
                yield way.arrival(stego, self._raster)[0]

    def _arrivals(self, blocks: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
        rgb = joined(self._cover, blocks)
        return [cut(way.arrival(rgb, self._raster)[0]) for way in self._journeys]

    def _script(self, bits: int) -> Script:
        spoken = alphabet(self._quality, bits)
        code = encoded(self._sealed, self._plan.code_bits(spoken))
        symbols = laid(code, spoken, self._plan)
        header = header_bits(Header(self._quality, bits, len(self._sealed)), self._plan)
        symbols[tuple(self._plan.header.T)] = np.where(header == 1, HEADER_ONE, HEADER_ZERO)
        return Script(symbols, spoken, header_pitch(self._quality))


def check_coded(sealed: bytes) -> None:
    """Raises InvalidSealed for what is no coded picture of this version.

    Nothing is opened: bytes that nobody can unseal pass if their form is right.
    """
    lock = lock_of(sealed[0]) if sealed else None
    known = lock in CODED and PICTURE_VERSION in VERSIONS_OF[lock]
    if not known or version_of(sealed[0]) != PICTURE_VERSION:
        raise InvalidSealed("these bytes were not sealed for this mode")
    if net_bytes(len(sealed), overhead_in(sealed)) < 0:
        raise InvalidSealed(f"{len(sealed)} bytes are no sealed picture")
