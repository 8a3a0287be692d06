"""How much the blocks of a picture hold for a channel, from its size alone."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cloak_codec.blocks.alphabet import MOST_BITS, alphabet
from cloak_codec.blocks.body import input_bits, sealed_bytes_in
from cloak_codec.blocks.layout import LEAST_BLOCKS, layout
from cloak_codec.blocks.transform import counts
from cloak_codec.channels import journeys

BEST_QUALITY: Final = 100
MOST_BODY_BYTES: Final = 1 << 18  # what a million pixels can use; a second's work to read
_MOST_COST: Final = 30.5  # mean squared change of a coefficient: 34.5 dB
_RATE: Final = 0.84  # inputs for each code bit when a picture is full
_DENSEST_RATE: Final = 0.85  # what a writer begins with
_KEPT: Final = ("jpeg",)  # steps that leave every block in its place


def quality_for(channel: str, width: int, height: int) -> int | None:
    """The quality of JPEG that what is sent on a channel outlives.

    None where blocks do not stay in their place, as they do not when a picture is scaled. Raises
    InvalidChannel.
    """
    steps = [step for way in journeys(channel) if not way.wished for step in way.steps]
    if counts(width, height)[0] * counts(width, height)[1] < LEAST_BLOCKS:
        return None
    moving = [step for step in steps if step.name not in _KEPT]
    if any(step.name != "fit" or step.amount < max(width, height) for step in moving):
        return None
    return min((round(step.amount) for step in steps if step.name in _KEPT), default=BEST_QUALITY)


def blocks_room(width: int, height: int, quality: int) -> int:
    """The sealed bytes that a picture of this size takes for a quality."""
    columns, rows = counts(width, height)
    if columns * rows < LEAST_BLOCKS:
        return 0
    code_bits = layout(columns * rows).code_bits(alphabet(quality, _usual_bits(quality)))
    return min(MOST_BODY_BYTES, sealed_bytes_in(code_bits, _RATE))


def least_bits(blocks: int, quality: int, sealed_bytes: int) -> int | None:
    """The fewest bits a block that hold so much; None where none do."""
    plan = layout(blocks)
    for bits in range(1, MOST_BITS + 1):
        code_bits = plan.code_bits(alphabet(quality, bits))
        if input_bits(sealed_bytes, code_bits) <= _DENSEST_RATE * code_bits:
            return bits
    return None


@lru_cache(maxsize=128)
def _usual_bits(quality: int) -> int:
    """The most bits a block that do not cost too much."""
    return max(
        bits for bits in range(1, MOST_BITS + 1) if alphabet(quality, bits).cost <= _MOST_COST
    )
