"""The first byte of everything sealed: format version and how it is locked."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

ROBUST_VERSION: Final = 3
PLANE_VERSION: Final = 1
INLAY_VERSION: Final = 2  # covert messages, and coded pictures in unchanged files
PICTURE_VERSION: Final = 4  # coded pictures that survive recompression


class Lock(IntEnum):
    """Low four bits; 2 to 7 and 12 to 15 are reserved (recipients, a second payload)."""

    OPEN = 0
    PASSPHRASE = 1
    PLANE_OPEN = 8
    PLANE_PASSPHRASE = 9
    CODED_OPEN = 10
    CODED_PASSPHRASE = 11


PLANES: Final = (Lock.PLANE_OPEN, Lock.PLANE_PASSPHRASE)
CODED: Final = (Lock.CODED_OPEN, Lock.CODED_PASSPHRASE)
BYTES: Final = (Lock.OPEN, Lock.PASSPHRASE)
VERSIONS_OF: Final = {  # in which versions of the format this one opens a lock
    **dict.fromkeys(BYTES, (1, 2, 3)),
    **dict.fromkeys(PLANES, (1,)),
    **dict.fromkeys(CODED, (INLAY_VERSION, PICTURE_VERSION)),
}


def head(lock: Lock, version: int) -> bytes:
    """The first byte for ``lock`` in a version of the format."""
    return bytes([version << 4 | lock])


def version_of(first: int) -> int:
    """The format version that a first byte names."""
    return first >> 4


def lock_of(first: int) -> Lock | None:
    """The lock that a first byte names, None where this version does not know it."""
    try:
        return Lock(first & 0x0F)
    except ValueError:
        return None
