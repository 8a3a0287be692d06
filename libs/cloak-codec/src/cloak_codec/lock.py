"""The first byte of everything sealed: format version and how it is locked."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

VERSION: Final = 1


class Lock(IntEnum):
    """Low four bits; 2 to 7 and 10 to 15 are reserved (recipients, a second payload)."""

    OPEN = 0
    PASSPHRASE = 1
    PLANE_OPEN = 8
    PLANE_PASSPHRASE = 9


def head(lock: Lock) -> bytes:
    """The first byte for ``lock`` in this version."""
    return bytes([VERSION << 4 | lock])


def version_of(first: int) -> int:
    """The format version that a first byte names."""
    return first >> 4


def lock_of(first: int) -> Lock | None:
    """The lock that a first byte names, None where this version does not know it."""
    try:
        return Lock(first & 0x0F)
    except ValueError:
        return None
