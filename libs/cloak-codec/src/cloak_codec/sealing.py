"""Sealing at the edge: payload and passphrase in, bytes that give nothing away out, and back."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from cloak_codec.blocks.room import BEST_QUALITY, blocks_room, quality_for
from cloak_codec.capacity import (
    DESCRIPTION_BYTES,
    TAG_BYTES,
    Capacity,
    capacity,
    coded_room,
    is_inlaid,
    net_bytes,
    rooms_for,
    rooms_up_to,
    size_room,
)
from cloak_codec.coded_picture import coded, decoded
from cloak_codec.covert import check_inlay
from cloak_codec.errors import (
    DamagedPayload,
    InvalidSealed,
    NeedsNewerVersion,
    PassphraseRequired,
    PayloadTooLarge,
    WrongKey,
)
from cloak_codec.keys import SALT_BYTES, derive, master_key
from cloak_codec.lattice.layout import plan_for
from cloak_codec.limits import LIMITS
from cloak_codec.lock import (
    BYTES,
    CODED,
    INLAY_VERSION,
    PICTURE_VERSION,
    PLANES,
    ROBUST_VERSION,
    VERSIONS_OF,
    Lock,
    head,
    lock_of,
    version_of,
)
from cloak_codec.modes import USUAL_CHANNEL, Channel, Mode
from cloak_codec.packing import pack, pad, raw_bytes, unpack
from cloak_codec.payloads import Payload
from cloak_codec.plane import open_plane
from cloak_codec.rates import MOST_RATE
from cloak_codec.recompressed import check_coded

# One key never seals two messages (the salt is random), so the nonce may be fixed; should a salt
# repeat, AES-GCM-SIV gives away no more than that two messages are equal.
_NONCE: Final = bytes(12)
# Without a passphrase everybody may read: the key is public and its tag finds damage.
_PUBLIC_KEY: Final = hashlib.sha256(b"image-cloak/1/public").digest()


def seal(
    payload: Payload,
    *,
    mode: Mode,
    cover_size: tuple[int, int],
    passphrase: str | None,
    channel: Channel | None = None,
    rate: float | None = None,
    room: Capacity | None = None,
) -> bytes:
    """Everything that the hiding side needs and nothing that opens it.

    ``cover_size`` is (width, height) of the cover as ``inspect`` reports it, ``channel`` what the
    message must survive (None: what the mode is for). ``image`` seals the secret's file, as good
    as there is room for on that channel, and smaller where there is little. ``rate`` and ``room``
    matter in ``covert`` and for ``image`` on ``lossless``: bits for each value of the cover (None:
    the mode's own), and what ``capacity_of`` says about the cover where it is at hand, so that no
    cover of many black and white values refuses what was sealed for its size. Raises
    PayloadTooLarge, UnsupportedPayload, InvalidPassphrase, InvalidChannel, InvalidRate; in
    ``image`` also what ``inspect`` raises, about the secret picture.
    """
    channel, sealed = channel or USUAL_CHANNEL[mode], passphrase is not None
    if is_inlaid(mode, channel):
        known = room or capacity(*cover_size, mode, sealed=sealed, channel=channel, rate=rate)
        most = known.payload_bytes if known.usable else -1
        if mode is Mode.IMAGE:
            return _sealed(pack(coded(payload, most)), CODED, INLAY_VERSION, passphrase)
        return _seal_bytes(payload, rooms_up_to(most, sealed=sealed), INLAY_VERSION, passphrase)
    if mode is Mode.IMAGE:
        return _seal_picture(payload, cover_size, passphrase, channel)
    rooms = rooms_for(*cover_size, sealed=sealed)
    return _seal_bytes(payload, rooms, ROBUST_VERSION, passphrase)


def check_sealed(sealed: bytes, *, mode: Mode, cover_size: tuple[int, int]) -> None:
    """Raises InvalidSealed where ``embed`` would, for a cover (width, height) that is not at hand.

    Nothing is opened: bytes that nobody can unseal pass if their form is right.
    """
    if mode is Mode.IMAGE and sealed and version_of(sealed[0]) == PICTURE_VERSION:
        check_coded(sealed)
        if len(sealed) > blocks_room(*cover_size, BEST_QUALITY):
            raise InvalidSealed("the picture was sealed for a larger cover")
    elif mode is not Mode.ROBUST:
        check_inlay(sealed, CODED if mode is Mode.IMAGE else BYTES)
        if len(sealed) > size_room(*cover_size, mode, MOST_RATE):
            raise InvalidSealed("the message was sealed for a larger cover")
    else:
        plan_for(*cover_size).checked(len(sealed))


def unseal(sealed: bytes, passphrase: str | None) -> Payload:
    """The payload. Raises WrongKey, PassphraseRequired, DamagedPayload, NeedsNewerVersion.

    A passphrase that is given but not needed is ignored.
    """
    if not sealed:
        raise DamagedPayload
    lock = lock_of(sealed[0])
    if lock is None or version_of(sealed[0]) not in VERSIONS_OF[lock]:
        raise NeedsNewerVersion
    if lock in PLANES:
        return open_plane(sealed, passphrase)
    payload = unpack(_opened(sealed, lock, passphrase))
    return decoded(payload) if lock in CODED else payload


def _seal_picture(
    payload: Payload, cover_size: tuple[int, int], passphrase: str | None, channel: Channel
) -> bytes:
    """With the version's locks, and padded where it goes into a frame of ``robust``'s sizes."""
    lock = CODED[0] if passphrase is None else CODED[1]
    most = net_bytes(coded_room(*cover_size, channel), lock) + DESCRIPTION_BYTES
    packed = pack(coded(payload, most - DESCRIPTION_BYTES, bare=True))
    if quality_for(channel, *cover_size) is None:
        rooms = rooms_for(*cover_size, sealed=passphrase is not None)
        packed = pad(packed, next(room for room, _ in rooms if room >= len(packed)))
    return _sealed(packed, CODED, PICTURE_VERSION, passphrase)


def _opened(sealed: bytes, lock: Lock, passphrase: str | None) -> bytes:
    if lock in (Lock.OPEN, Lock.CODED_OPEN):
        return _open(_PUBLIC_KEY, sealed[1:], sealed[:1], DamagedPayload)
    if passphrase is None:
        raise PassphraseRequired
    if len(sealed) < 1 + SALT_BYTES + TAG_BYTES:
        raise DamagedPayload
    salt, locked = sealed[1 : 1 + SALT_BYTES], sealed[1 + SALT_BYTES :]
    key = derive(master_key(passphrase), salt=salt, purpose="seal")
    return _open(key, locked, sealed[:1], WrongKey)


def _seal_bytes(
    payload: Payload, rooms: list[tuple[int, int]], version: int, passphrase: str | None
) -> bytes:
    room = rooms[-1][0] if rooms else 0
    most = max(0, room - DESCRIPTION_BYTES)
    # What compresses well may fit; beyond this bound no reader unpacks it.
    unpacked = raw_bytes(payload)
    if unpacked > LIMITS.most_payload_bytes:
        raise PayloadTooLarge(wanted_bytes=unpacked, capacity_bytes=most)
    packed = pack(payload)
    fitting = [room for room, _ in rooms if room >= len(packed)]
    if not fitting:
        wanted = len(packed) - DESCRIPTION_BYTES
        raise PayloadTooLarge(wanted_bytes=wanted, capacity_bytes=most)
    return _sealed(pad(packed, fitting[0]), BYTES, version, passphrase)


def _sealed(plain: bytes, locks: tuple[Lock, Lock], version: int, passphrase: str | None) -> bytes:
    if passphrase is None:
        first = head(locks[0], version)
        return first + AESGCMSIV(_PUBLIC_KEY).encrypt(_NONCE, plain, first)
    first, salt = head(locks[1], version), secrets.token_bytes(SALT_BYTES)
    key = derive(master_key(passphrase), salt=salt, purpose="seal")
    return first + salt + AESGCMSIV(key).encrypt(_NONCE, plain, first)


def _open(
    key: bytes, locked: bytes, first: bytes, refusal: type[WrongKey] | type[DamagedPayload]
) -> bytes:
    if len(locked) <= TAG_BYTES:
        raise DamagedPayload
    try:
        return AESGCMSIV(key).decrypt(_NONCE, locked, first)
    except InvalidTag as invalid:
        raise refusal from invalid
