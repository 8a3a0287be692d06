"""Public pseudo-random numbers that are part of the file format: ChaCha20 under a named key."""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from numpy.typing import NDArray

_ZERO_NONCE: Final = bytes(16)  # 4 bytes of block counter, 12 bytes of nonce: RFC 8439


def words(name: str, count: int) -> NDArray[np.uint64]:
    """``count`` little-endian 64-bit words of the ChaCha20 keystream whose key is SHA-256(name)."""
    key = hashlib.sha256(name.encode()).digest()
    return keyed_words(key, count)


def keyed_words(key: bytes, count: int) -> NDArray[np.uint64]:
    """``count`` little-endian 64-bit words of the ChaCha20 keystream of a 32-byte key."""
    stream = Cipher(algorithms.ChaCha20(key, _ZERO_NONCE), mode=None).encryptor()
    return np.frombuffer(stream.update(bytes(8 * count)), "<u8")


def bits(name: str, count: int) -> NDArray[np.uint8]:
    """The first ``count`` bits of the same keystream, each byte's highest bit first."""
    stream = words(name, -(-count // 64)).view(np.uint8)
    return np.unpackbits(stream, count=count)


def permutation(numbers: NDArray[np.uint64]) -> NDArray[np.intp]:
    """The order that sorts ``numbers``, equal ones by position: a uniform shuffle of their indices.

    Sorting random words gives what Fisher-Yates gives, in one line of any language.
    """
    return np.argsort(numbers, kind="stable")
