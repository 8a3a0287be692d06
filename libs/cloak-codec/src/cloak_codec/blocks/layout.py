"""Which coefficient of which block carries which bit.

The layout is public and depends on the number of blocks alone. Blocks are ranked by chance, so that
every code word has its share of the smooth ones and of the rough ones. A few coefficients of the
first blocks carry the header, all others the body.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.alphabet import Alphabet
from cloak_codec.keystream import permutation, words
from cloak_codec.polar import LONGEST_MOTHER

LEAST_BLOCKS: Final = 64
_HEADER_COEFFICIENTS: Final = (1, 8, 9, 2)  # low frequencies, which every quality keeps
_LEAST_HEADER, _MOST_HEADER = 256, 1024  # places
_HEADER_SHARE: Final = 8  # one block in so many, between the two


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The layout of ``blocks`` blocks: ``order`` ranks them, ``header`` [places,2] are places.

    A place is a block and a coefficient.
    """

    blocks: int
    order: NDArray[np.intp] = field(repr=False)
    header: NDArray[np.intp] = field(repr=False)

    def body_blocks(self, coefficient: int) -> NDArray[np.intp]:
        """The blocks in which a coefficient carries bits of the body, by rank."""
        taken = int(np.count_nonzero(self.header[:, 1] == coefficient))
        return self.order[taken:]

    def code_bits(self, spoken: Alphabet) -> int:
        """How many code bits the body has in an alphabet."""
        held = spoken.bits[self.header[:, 1]]
        return self.blocks * int(spoken.bits.sum()) - int(held.sum())


@lru_cache(maxsize=16)
def layout(blocks: int) -> Layout:
    """The format's layout for so many blocks, at least 64."""
    order = permutation(words(f"image-cloak/4/image/order/{blocks}", blocks))
    places = max(_LEAST_HEADER, min(_MOST_HEADER, blocks // _HEADER_SHARE))
    at = np.arange(places)
    coefficient = np.array(_HEADER_COEFFICIENTS)[at // blocks]
    return Layout(blocks, order, np.stack([order[at % blocks], coefficient], axis=1))


def word_count(code_bits: int) -> int:
    """How many code words share so many bits."""
    return -(-code_bits // LONGEST_MOTHER)


@lru_cache(maxsize=16)
def word_order(length: int) -> NDArray[np.intp]:
    """Where the bits of a code word go among the places of the word."""
    return permutation(words(f"image-cloak/4/image/word/{length}", length))
