"""Polar codes of any length and rate with a checksum, decoded from soft values by a list.

Construction: polarization weight (beta expansion, beta = 2**(1/4)) in integers, so that every
machine freezes the same bits. Rate matching: bit-reversed puncturing for low rates, bit-reversed
shortening for high ones, repetition beyond the longest mother code.
Sources: Arikan 2009; He et al., "Beta-expansion" (2017); Niu, Chen, Lin, "Beyond turbo codes"
(2013) for puncturing; Wang, Liu, "A novel puncturing scheme for polar codes" (2014) for shortening.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.crc import CRC_BITS, with_crc
from cloak_codec.listdecoder import decode_list

LONGEST_MOTHER: Final = 8192
# round(2**24 * 2**(j / 4)) for j = 0..3; four steps double the weight, exactly.
_WEIGHT_STEPS: Final = (16777216, 19951585, 23726566, 28215802)
_SHORTEN_ABOVE: Final = (7, 16)  # rate as a fraction


@dataclass(frozen=True, slots=True, eq=False)
class PolarCode:
    """One code: ``data_bits`` in, ``length`` bits out; ``order`` lists the bits that carry data."""

    data_bits: int
    length: int
    mother: int
    sent: NDArray[np.intp] = field(repr=False)  # mother positions, in the order sent
    known: NDArray[np.intp] = field(repr=False)  # shortened positions: zero without being sent
    carriers: NDArray[np.intp] = field(repr=False)  # inputs that carry data and checksum

    def encode(self, data: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The code bits [length] of ``data`` [data_bits], both 0 or 1."""
        word = np.zeros(self.mother, np.uint8)
        word[self.carriers] = with_crc(data)
        half = 1
        while half < self.mother:
            pairs = word.reshape(-1, 2, half)
            pairs[:, 0] ^= pairs[:, 1]
            half *= 2
        return word[self.sent]

    def decode(self, soft: NDArray[np.float32], paths: int) -> NDArray[np.uint8] | None:
        """The data whose checksum holds, likeliest first, or None.

        ``soft`` [length] is positive for 1; only ratios matter. ``paths`` bounds time and memory.
        """
        llr = np.zeros(self.mother, np.float32)
        np.subtract.at(llr, self.sent, soft)  # repeated bits add up; the decoder's sign is 0-first
        llr[self.known] = np.float32(1e6)
        frozen = np.ones(self.mother, np.bool_)
        frozen[self.carriers] = False
        found, bits = decode_list(llr, frozen, len(self.carriers), paths)
        return bits[:-CRC_BITS] if found else None


@lru_cache(maxsize=128)
def polar_code(data_bits: int, length: int) -> PolarCode:
    """The format's code for ``data_bits`` data bits in ``length`` code bits."""
    inputs = data_bits + CRC_BITS
    if inputs > length:
        raise ValueError(f"{inputs} bits do not fit into {length}")
    mother = min(LONGEST_MOTHER, 1 << max(5, (length - 1).bit_length()))
    if inputs > mother:
        raise ValueError(f"{inputs} bits exceed the longest mother code, {mother}")
    reversal = _bit_reversal(mother)
    spare = max(0, mother - length)
    numerator, denominator = _SHORTEN_ABOVE
    shortened = inputs * denominator > length * numerator
    removed = reversal[mother - spare :] if shortened else reversal[:spare]
    kept = np.ones(mother, np.bool_)
    kept[removed] = False
    ranked = np.lexsort((np.arange(mother), _weights(mother)))
    usable = ranked[kept[ranked]]
    positions = np.flatnonzero(kept)
    return PolarCode(
        data_bits=data_bits,
        length=length,
        mother=mother,
        sent=positions[np.arange(length) % len(positions)],
        known=removed if shortened else removed[:0],
        carriers=np.sort(usable[len(usable) - inputs :]),
    )


def _bit_reversal(size: int) -> NDArray[np.intp]:
    bits = size.bit_length() - 1
    numbers = np.arange(size)
    reversal = np.zeros(size, np.intp)
    for bit in range(bits):
        reversal |= ((numbers >> bit) & 1) << (bits - 1 - bit)
    return reversal


def _weights(size: int) -> NDArray[np.int64]:
    numbers = np.arange(size, dtype=np.int64)
    weights = np.zeros(size, np.int64)
    for bit in range(size.bit_length() - 1):
        weights += ((numbers >> bit) & 1) * (_WEIGHT_STEPS[bit % 4] << (bit // 4))
    return weights
