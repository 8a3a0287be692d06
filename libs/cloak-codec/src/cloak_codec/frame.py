"""Frames: sealed bytes of a few sizes as code bits, and back from soft values.

A frame is one head byte and a body of one of ``BODY_BYTES``. It is cut into equal blocks of at
most 256 bytes, each a polar code word of its share of the code bits. Nothing in the picture names
the size: the reader tries those that fit, and the checksum decides. Each size has its own
whitening, or else a frame's first block could pass for a whole frame of half the size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec import keystream
from cloak_codec.crc import CRC_BITS
from cloak_codec.polar import PolarCode, polar_code

HEAD_BYTES: Final = 1
# Four sizes an octave: what padding wastes is below a fifth, and there are few sizes to try.
BODY_BYTES: Final = tuple(
    quarters << octave for octave in range(2, 12) for quarters in (6, 7, 8, 10)
)
MOST_BLOCK_BYTES: Final = 256
QUICK_PATHS: Final = 4
PATIENT_PATHS: Final = 32


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as read; ``corrected_share`` is the share of its code bits that were wrong, 0..1."""

    content: bytes = field(repr=False)
    corrected_share: float


def input_bits(frame_bytes: int) -> int:
    """How many data and checksum bits a frame of so many bytes has."""
    return 8 * frame_bytes + CRC_BITS * _block_count(frame_bytes)


def encode_frame(content: bytes, code_bits: int, *, version: int) -> NDArray[np.uint8]:
    """The code bits [code_bits] of a head byte and a body, in a version of the format."""
    data = np.unpackbits(np.frombuffer(content, np.uint8))
    words, at = [], 0
    for code in _blocks(len(content), code_bits):
        words.append(code.encode(data[at : at + code.data_bits]))
        at += code.data_bits
    return np.concatenate(words) ^ _whitening(version, len(content), code_bits)


def decode_frame(
    soft: NDArray[np.float32], frame_bytes: int, paths: int, *, version: int
) -> Frame | None:
    """The frame of ``frame_bytes`` that soft code bits hold (positive for 1), or None."""
    white = _whitening(version, frame_bytes, len(soft))
    soft = np.where(white == 1, -soft, soft)
    bits, wrong, at = [], 0, 0
    for code in _blocks(frame_bytes, len(soft)):
        heard = soft[at : at + code.length]
        data = code.decode(heard, paths)
        if data is None:
            return None
        bits.append(data)
        wrong += int(np.count_nonzero((heard > 0) != code.encode(data)))
        at += code.length
    return Frame(np.packbits(np.concatenate(bits)).tobytes(), wrong / len(soft))


def _block_count(frame_bytes: int) -> int:
    return -(-frame_bytes // MOST_BLOCK_BYTES)


@lru_cache(maxsize=256)
def _blocks(frame_bytes: int, code_bits: int) -> tuple[PolarCode, ...]:
    count = _block_count(frame_bytes)
    return tuple(
        polar_code(8 * data, length)
        for data, length in zip(_shares(frame_bytes, count), _shares(code_bits, count), strict=True)
    )


@lru_cache(maxsize=256)
def _whitening(version: int, frame_bytes: int, code_bits: int) -> NDArray[np.uint8]:
    return keystream.bits(f"image-cloak/{version}/robust/white/{frame_bytes}", code_bits)


def _shares(total: int, count: int) -> Iterator[int]:
    """``total`` in ``count`` parts that differ by at most one, larger ones first."""
    for i in range(count):
        yield total // count + (i < total % count)
