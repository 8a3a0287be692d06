"""The first byte of everything sealed: format version and how it is locked."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from cloak_codec.keys import SALT_BYTES

ROBUST_VERSION: Final = 3
PLANE_VERSION: Final = 1
INLAY_VERSION: Final = 2  # covert messages, and coded pictures in unchanged files
PICTURE_VERSION: Final = 4  # coded pictures that survive recompression

TAG_BYTES: Final = 16  # AES-GCM, AES-GCM-SIV
MOST_RECIPIENTS: Final = 255
_SHARE_BYTES: Final = 32  # of X25519
WRAP_BYTES: Final = _SHARE_BYTES + 32 + TAG_BYTES  # a content key for one of several


class Lock(IntEnum):
    """Low four bits; 4 to 7, 14 and 15 are reserved (a second payload)."""

    OPEN = 0
    PASSPHRASE = 1
    RECIPIENT = 2
    RECIPIENTS = 3
    PLANE_OPEN = 8
    PLANE_PASSPHRASE = 9
    CODED_OPEN = 10
    CODED_PASSPHRASE = 11
    CODED_RECIPIENT = 12
    CODED_RECIPIENTS = 13


PLANES: Final = (Lock.PLANE_OPEN, Lock.PLANE_PASSPHRASE)
CODED: Final = (
    Lock.CODED_OPEN,
    Lock.CODED_PASSPHRASE,
    Lock.CODED_RECIPIENT,
    Lock.CODED_RECIPIENTS,
)
BYTES: Final = (Lock.OPEN, Lock.PASSPHRASE, Lock.RECIPIENT, Lock.RECIPIENTS)
PEOPLE: Final = (
    Lock.RECIPIENT,
    Lock.RECIPIENTS,
    Lock.CODED_RECIPIENT,
    Lock.CODED_RECIPIENTS,
)
VERSIONS_OF: Final = {  # in which versions of the format this one opens a lock
    **dict.fromkeys(BYTES, (1, 2, 3)),
    **dict.fromkeys((Lock.RECIPIENT, Lock.RECIPIENTS), (2, 3)),
    **dict.fromkeys(PLANES, (1,)),
    **dict.fromkeys(CODED, (INLAY_VERSION,)),
    **dict.fromkeys((Lock.CODED_OPEN, Lock.CODED_PASSPHRASE), (INLAY_VERSION, PICTURE_VERSION)),
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


def overhead_bytes(*, sealed: bool, recipients: int = 0) -> int:
    """What a body has besides the packed payload; ``recipients``, if any, stand for ``sealed``."""
    if recipients == 1:
        return _SHARE_BYTES + TAG_BYTES
    if recipients:
        return 1 + WRAP_BYTES * recipients + TAG_BYTES
    return TAG_BYTES + (SALT_BYTES if sealed else 0)


def overhead_in(sealed: bytes) -> int:
    """What the body of sealed bytes of a known lock, planes aside, has besides the payload."""
    lock = lock_of(sealed[0])
    if lock in (Lock.RECIPIENTS, Lock.CODED_RECIPIENTS):
        return overhead_bytes(sealed=True, recipients=max(2, sealed[1] if len(sealed) > 1 else 0))
    return overhead_bytes(
        sealed=lock in (Lock.PASSPHRASE, Lock.CODED_PASSPHRASE), recipients=int(lock in PEOPLE)
    )
