"""The header: in which alphabet a picture speaks and how long the message is.

It is a short code word on a lattice so coarse that it outlives the message itself: a picture that
was compressed too far is known to be damaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.alphabet import MOST_BITS, steps_of
from cloak_codec.blocks.layout import Layout
from cloak_codec.keystream import bits
from cloak_codec.lattice.quantiser import soft_bits
from cloak_codec.polar import PolarCode, polar_code

MOST_SEALED_BYTES: Final = (1 << 20) - 1
PITCHES: Final = (24.0, 34.0, 48.0, 68.0, 96.0, 136.0)  # levels
_HEADER_BYTES: Final = 5
_LOUDNESS: Final = 4  # least pitch in steps of the coarsest quality that the message outlives
_PATHS: Final = 4
_BEST_QUALITY: Final = 100


@dataclass(frozen=True, slots=True)
class Header:
    """``quality`` and ``bits`` a block of the alphabet, and how many sealed bytes there are."""

    quality: int
    bits: int
    sealed_bytes: int

    def to_bytes(self) -> bytes:
        """Zero (4 bits), quality (7), bits a block (9), sealed bytes (20)."""
        number = self.quality << 29 | self.bits << 20 | self.sealed_bytes
        return number.to_bytes(_HEADER_BYTES, "big")


def parse_header(content: bytes) -> Header | None:
    """What ``to_bytes`` wrote, None where it cannot be."""
    number = int.from_bytes(content, "big")
    quality, spoken, length = number >> 29 & 0x7F, number >> 20 & 0x1FF, number & 0xFFFFF
    sound = 1 <= quality <= _BEST_QUALITY and 1 <= spoken <= MOST_BITS and length
    return Header(quality, spoken, length) if sound and number < 1 << 36 else None


def header_bits(header: Header, plan: Layout) -> NDArray[np.uint8]:
    """The code bits of a header, one for each of its places."""
    data = np.unpackbits(np.frombuffer(header.to_bytes(), np.uint8))
    return _code(plan).encode(data) ^ _whitening(plan)


def header_pitch(quality: int) -> float:
    """The pitch that a writer uses for messages that survive a quality."""
    least = _LOUDNESS * steps_of(quality)[1]
    return next((pitch for pitch in PITCHES if pitch >= least), PITCHES[-1])


def read_header(heard: NDArray[np.float32], plan: Layout) -> Header | None:
    """The header in the coefficients of its places, None if there is none."""
    for pitch in PITCHES:
        soft = soft_bits(heard, pitch)
        data = _code(plan).decode(np.where(_whitening(plan) == 1, -soft, soft), _PATHS)
        header = None if data is None else parse_header(np.packbits(data).tobytes())
        if header is not None:
            return header
    return None


def _code(plan: Layout) -> PolarCode:
    return polar_code(8 * _HEADER_BYTES, len(plan.header))


def _whitening(plan: Layout) -> NDArray[np.uint8]:
    places = len(plan.header)
    return bits(f"image-cloak/4/image/header/{places}", places)
