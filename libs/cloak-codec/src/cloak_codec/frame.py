"""Frames: sealed bytes of a few sizes as code bits over a grid, and back from soft values.

A frame is one head byte and a body of one of ``BODY_BYTES``. It is cut into equal blocks of at
most 256 bytes, each a polar code word of its share of the grid's code cells. Nothing in the picture
names the size: the reader tries those that fit, and the checksum decides. Each size has its own
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
from cloak_codec.errors import InvalidSealed
from cloak_codec.grid import Grid
from cloak_codec.polar import PolarCode, polar_code

HEAD_BYTES: Final = 1
# Four sizes an octave: what padding wastes is below a fifth, and there are few sizes to try.
BODY_BYTES: Final = tuple(
    quarters << octave for octave in range(2, 12) for quarters in (6, 7, 8, 10)
)
MOST_BLOCK_BYTES: Final = 256
# Data and checksum bits per code bit: beyond, the chat channel is not survived at 36 dB.
_MOST_RATE: Final = (7, 10)
QUICK_PATHS: Final = 4
PATIENT_PATHS: Final = 32


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as read; ``corrected_share`` is the share of its code bits that were wrong, 0..1."""

    content: bytes = field(repr=False)
    corrected_share: float


def body_sizes(grid: Grid) -> tuple[int, ...]:
    """The body sizes in bytes that fit the grid, smallest first."""
    return tuple(size for size in BODY_BYTES if _fits(HEAD_BYTES + size, len(grid.code_at)))


def check_frame(content: bytes, grid: Grid) -> None:
    """Raises InvalidSealed for a head byte and a body of which the grid takes no frame."""
    if len(content) - HEAD_BYTES not in body_sizes(grid):
        raise InvalidSealed(f"{len(content)} sealed bytes are no frame for this cover")


def encode_frame(content: bytes, grid: Grid) -> NDArray[np.uint8]:
    """The bit of every cell [cells] for a head byte and a body. Raises InvalidSealed."""
    check_frame(content, grid)
    data = np.unpackbits(np.frombuffer(content, np.uint8))
    words, at = [], 0
    for code in _blocks(len(content), len(grid.code_at)):
        words.append(code.encode(data[at : at + code.data_bits]))
        at += code.data_bits
    return grid.lay(np.concatenate(words) ^ _whitening(len(content), len(grid.code_at)))


def decode_frame(logits: NDArray[np.float32], grid: Grid) -> Frame | None:
    """The frame that these logits [cells] hold, whatever its size, or None."""
    soft = logits[grid.code_at]
    sizes = body_sizes(grid)
    for paths in (QUICK_PATHS, PATIENT_PATHS):
        for size in sizes:
            if (frame := _read(soft, HEAD_BYTES + size, paths)) is not None:
                return frame
    return None


def reads_back(logits: NDArray[np.float32], grid: Grid, content: bytes) -> bool:
    """Whether even a reader with a short list reads ``content``: the writer's margin."""
    frame = _read(logits[grid.code_at], len(content), QUICK_PATHS)
    return frame is not None and frame.content == content


def _read(soft: NDArray[np.float32], frame_bytes: int, paths: int) -> Frame | None:
    white = _whitening(frame_bytes, len(soft))
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


def _fits(frame_bytes: int, code_bits: int) -> bool:
    blocks = _block_count(frame_bytes)
    inputs = 8 * frame_bytes + CRC_BITS * blocks
    numerator, denominator = _MOST_RATE
    return inputs * denominator <= code_bits * numerator


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
def _whitening(frame_bytes: int, code_bits: int) -> NDArray[np.uint8]:
    return keystream.bits(f"image-cloak/1/robust/white/{frame_bytes}", code_bits)


def _shares(total: int, count: int) -> Iterator[int]:
    """``total`` in ``count`` parts that differ by at most one, larger ones first."""
    for i in range(count):
        yield total // count + (i < total % count)
