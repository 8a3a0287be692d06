"""Reading the blocks of a picture: whether something was written, and the sealed bytes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.alphabet import alphabet
from cloak_codec.blocks.body import decoded
from cloak_codec.blocks.header import read_header
from cloak_codec.blocks.layout import LEAST_BLOCKS, layout
from cloak_codec.blocks.transform import chosen, coefficients, counts, cut
from cloak_codec.blocks.writing import luma


@dataclass(frozen=True, slots=True)
class BlocksReading:
    """Whether a header is there, and the sealed bytes if they decode.

    ``corrected_share`` is the share of the code bits that were wrong, 0..1.
    """

    marked: bool
    sealed: bytes | None = field(default=None, repr=False)
    corrected_share: float = 0.0


def read_blocks(rgb: NDArray[np.uint8]) -> BlocksReading:
    """What the blocks of a picture [H,W,3] say."""
    columns, rows = counts(rgb.shape[1], rgb.shape[0])
    if columns * rows < LEAST_BLOCKS:
        return BlocksReading(marked=False)
    plan = layout(columns * rows)
    blocks, coefficient = plan.header.T
    heard = coefficients(luma(chosen(rgb, blocks)))[np.arange(len(blocks)), coefficient]
    header = read_header(heard, plan)
    if header is None:
        return BlocksReading(marked=False)
    found = coefficients(luma(cut(rgb)))
    spoken = alphabet(header.quality, header.bits)
    body = decoded(found, spoken, plan, header.sealed_bytes)
    if body is None:
        return BlocksReading(marked=True)
    sealed, corrected = body
    return BlocksReading(marked=True, sealed=sealed, corrected_share=corrected)
