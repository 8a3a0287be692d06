"""The body: sealed bytes as code words over all of a picture's blocks, and back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.alphabet import Alphabet
from cloak_codec.blocks.layout import Layout, word_count, word_order
from cloak_codec.blocks.symbols import soft_code
from cloak_codec.crc import CRC_BITS
from cloak_codec.keystream import bits
from cloak_codec.polar import PolarCode, polar_code

_ATTEMPTS: Final = ((True, 4), (False, 4), (True, 16), (False, 16))  # (weighed, paths)


def input_bits(sealed_bytes: int, code_bits: int) -> int:
    """How many data and checksum bits the code words hold."""
    return 8 * sealed_bytes + CRC_BITS * word_count(code_bits)


def sealed_bytes_in(code_bits: int, rate: float) -> int:
    """The most sealed bytes whose inputs are at most ``rate`` times the code bits."""
    return max(0, int(rate * code_bits) - CRC_BITS * word_count(code_bits)) // 8


def encoded(sealed: bytes, code_bits: int) -> NDArray[np.uint8]:
    """The code bits [code_bits] of sealed bytes."""
    data = np.unpackbits(np.frombuffer(sealed, np.uint8))
    count = word_count(code_bits)
    interleaved = np.empty(code_bits, np.uint8)
    at = 0
    for number, code in enumerate(_words(len(sealed), code_bits)):
        word = np.empty(code.length, np.uint8)
        word[word_order(code.length)] = code.encode(data[at : at + code.data_bits])
        interleaved[number::count] = word
        at += code.data_bits
    return interleaved ^ _whitening(code_bits)


def decoded(
    found: NDArray[np.float32], spoken: Alphabet, plan: Layout, sealed_bytes: int
) -> tuple[bytes, float] | None:
    """Sealed bytes and the share of code bits that were wrong, or None: checksums fail."""
    code_bits = plan.code_bits(spoken)
    if input_bits(sealed_bytes, code_bits) > code_bits:
        return None
    count = word_count(code_bits)
    heard = {}
    attempts = list(_ATTEMPTS)
    data, wrong = [], 0
    for number, code in enumerate(_words(sealed_bytes, code_bits)):
        for attempt in attempts:
            weighed, paths = attempt
            if weighed not in heard:
                soft = soft_code(found, spoken, plan, weighed=weighed)
                heard[weighed] = np.where(_whitening(code_bits) == 1, -soft, soft)
            word = heard[weighed][number::count][word_order(code.length)]
            content = code.decode(word, paths)
            if content is not None:
                break
        else:
            return None
        # What read one word will read the next.
        attempts.sort(key=lambda other: other != attempt)
        data.append(content)
        wrong += int(np.count_nonzero((word > 0) != code.encode(content)))
    return np.packbits(np.concatenate(data)).tobytes(), wrong / code_bits


def _words(sealed_bytes: int, code_bits: int) -> Iterator[PolarCode]:
    """Codes that share bits as evenly as can be, larger ones first."""
    count = word_count(code_bits)
    for number in range(count):
        data = 8 * sealed_bytes // count + (number < 8 * sealed_bytes % count)
        yield polar_code(data, code_bits // count + (number < code_bits % count))


@lru_cache(maxsize=4)
def _whitening(code_bits: int) -> NDArray[np.uint8]:
    return bits(f"image-cloak/4/image/white/{code_bits}", code_bits)
