"""CRC-24 of RFC 9580 (polynomial 0x864CFB, start 0xB704CE) over bits."""

from __future__ import annotations

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

CRC_BITS: Final = 24
_POLYNOMIAL: Final = 0x864CFB
_START: Final = 0xB704CE


@numba.njit(cache=True, nogil=True)
def crc24(bits: NDArray[np.uint8]) -> int:
    """The checksum of ``bits`` (values 0 and 1, first bit first)."""
    register = _START
    for bit in bits:
        feedback = ((register >> 23) & 1) ^ bit
        register = (register << 1) & 0xFFFFFF
        if feedback:
            register ^= _POLYNOMIAL
    return register


def with_crc(bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``bits`` followed by their checksum, highest bit first."""
    checksum = int(crc24(bits))
    tail = [(checksum >> (CRC_BITS - 1 - i)) & 1 for i in range(CRC_BITS)]
    return np.concatenate([bits, np.array(tail, np.uint8)])
