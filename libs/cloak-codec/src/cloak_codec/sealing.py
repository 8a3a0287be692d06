"""Sealing at the edge: payload in, bytes that give nothing away out, and back."""

from __future__ import annotations

from collections.abc import Sequence

from cloak_codec.capacity import (
    DESCRIPTION_BYTES,
    Capacity,
    capacity,
    is_inlaid,
    rooms_for,
    rooms_up_to,
    size_room,
)
from cloak_codec.closures import Closure, People, Secret, opened_by, opened_with
from cloak_codec.coded_picture import BROWSER_FORMATS, coded, decoded
from cloak_codec.compression import DEFLATE, Compression
from cloak_codec.covert import check_inlay
from cloak_codec.errors import (
    DamagedPayload,
    InvalidSealed,
    NeedsNewerVersion,
    PayloadTooLarge,
    RecipientKeyRequired,
    UnsupportedPayload,
)
from cloak_codec.geometry import work_size
from cloak_codec.lattice.layout import plan_for
from cloak_codec.limits import LIMITS
from cloak_codec.lock import (
    BYTES,
    CODED,
    INLAY_VERSION,
    PEOPLE,
    PLANES,
    ROBUST_VERSION,
    VERSIONS_OF,
    Lock,
    head,
    lock_of,
    version_of,
)
from cloak_codec.modes import Channel, Mode
from cloak_codec.packing import pack, pad, raw_bytes, unpack
from cloak_codec.payloads import Payload
from cloak_codec.plane import open_plane, seal_plane, split_plane
from cloak_codec.rates import MOST_RATE


def seal(
    payload: Payload,
    *,
    mode: Mode,
    cover_size: tuple[int, int],
    passphrase: str | None,
    channel: Channel = "chat",
    rate: float | None = None,
    room: Capacity | None = None,
) -> bytes:
    """Everything that the hiding side needs and nothing that opens it.

    ``cover_size`` is (width, height) of the cover as ``inspect`` reports it. ``image`` on the
    channel ``lossless`` seals the secret's file, truly encrypted, as good as there is room for.
    ``rate`` and ``room`` matter there and in ``covert``: bits for each value of the cover (None:
    the mode's own), and what ``capacity_of`` says about the cover where it is at hand, so that no
    cover of many black and white values refuses what was sealed for its size. Raises
    PayloadTooLarge, UnsupportedPayload, InvalidPassphrase, InvalidRate; in ``image`` mode also what
    ``inspect`` raises, about the secret picture.
    """
    if mode is Mode.IMAGE and not is_inlaid(mode, channel):
        return seal_plane(payload, size=work_size(*cover_size, mode), passphrase=passphrase)
    known = room
    if known is None and is_inlaid(mode, channel):
        known = capacity(
            *cover_size, mode, sealed=passphrase is not None, channel=channel, rate=rate
        )
    return _sealed(payload, mode, cover_size, known, Secret(passphrase))


def seal_for(
    payload: Payload,
    public_keys: Sequence[bytes],
    *,
    mode: Mode,
    cover_size: tuple[int, int],
    channel: Channel = "chat",
    rate: float | None = None,
    room: Capacity | None = None,
) -> bytes:
    """As ``seal``, for people, each by an X25519 key of 32 bytes: their private keys alone open it.

    ``room``, if given, was asked for as many ``recipients``. Raises InvalidRecipient, and
    UnsupportedPayload in ``image`` on any channel but ``lossless``: planes cannot be encrypted.
    """
    people = People.of(public_keys)
    if mode is Mode.IMAGE and not is_inlaid(mode, channel):
        raise UnsupportedPayload("pictures are sealed for people on the channel lossless alone")
    known = room
    if known is None and is_inlaid(mode, channel):
        known = capacity(*cover_size, mode, recipients=len(public_keys), channel=channel, rate=rate)
    return _sealed(payload, mode, cover_size, known, people)


def check_sealed(sealed: bytes, *, mode: Mode, cover_size: tuple[int, int]) -> None:
    """Raises InvalidSealed where ``embed`` would, for a cover (width, height) that is not at hand.

    Nothing is opened: bytes that nobody can unseal pass if their form is right.
    """
    coded_file = mode is Mode.IMAGE and sealed and lock_of(sealed[0]) in CODED
    if mode is Mode.COVERT or coded_file:
        check_inlay(sealed, CODED if coded_file else BYTES)
        if len(sealed) > size_room(*cover_size, mode, MOST_RATE):
            raise InvalidSealed("the message was sealed for a larger cover")
    elif mode is Mode.IMAGE:
        split_plane(sealed, work_size(*cover_size, mode))
    else:
        plan_for(*cover_size).checked(len(sealed))


def unseal(sealed: bytes, passphrase: str | None) -> Payload:
    """The payload.

    Raises WrongKey, PassphraseRequired, RecipientKeyRequired, DamagedPayload, NeedsNewerVersion. A
    passphrase that is given but not needed is ignored.
    """
    lock = _known_lock(sealed)
    if lock in PLANES:
        return open_plane(sealed, passphrase)
    if lock in PEOPLE:
        raise RecipientKeyRequired
    payload = unpack(opened_by(sealed, lock, passphrase))
    return decoded(payload) if lock in CODED else payload


def unseal_with(sealed: bytes, private_key: bytes) -> Payload:
    """The payload of what was sealed for people, or for everybody, with an X25519 key of 32 bytes.

    Raises as ``unseal`` does, WrongKey for a message to others.
    """
    lock = _known_lock(sealed)
    if lock not in PEOPLE:
        return unseal(sealed, None)
    payload = unpack(opened_with(sealed, lock, private_key), DEFLATE)
    return decoded(payload, BROWSER_FORMATS) if lock in CODED else payload


def _known_lock(sealed: bytes) -> Lock:
    if not sealed:
        raise DamagedPayload
    lock = lock_of(sealed[0])
    if lock is None or version_of(sealed[0]) not in VERSIONS_OF[lock]:
        raise NeedsNewerVersion
    return lock


def _sealed(
    payload: Payload,
    mode: Mode,
    cover_size: tuple[int, int],
    known: Capacity | None,
    closure: Closure,
) -> bytes:
    """Sealed for frames, or for the room that is known."""
    if known is None:
        rooms = rooms_for(*cover_size, closure.overhead_bytes)
        return _closed(
            _padded(payload, rooms, closure.compression), closure, closure.locks[0], ROBUST_VERSION
        )
    most = known.payload_bytes if known.usable else -1
    if mode is Mode.IMAGE:
        plain = pack(coded(payload, most), closure.compression)
        return _closed(plain, closure, closure.locks[1], INLAY_VERSION)
    rooms = rooms_up_to(most, closure.overhead_bytes)
    return _closed(
        _padded(payload, rooms, closure.compression), closure, closure.locks[0], INLAY_VERSION
    )


def _closed(plain: bytes, closure: Closure, lock: Lock, version: int) -> bytes:
    first = head(lock, version)
    return first + closure.closed(first, plain)


def _padded(payload: Payload, rooms: list[tuple[int, int]], compression: Compression) -> bytes:
    room = rooms[-1][0] if rooms else 0
    most = max(0, room - DESCRIPTION_BYTES)
    # What compresses well may fit; beyond this bound no reader unpacks it.
    unpacked = raw_bytes(payload)
    if unpacked > LIMITS.most_payload_bytes:
        raise PayloadTooLarge(wanted_bytes=unpacked, capacity_bytes=most)
    packed = pack(payload, compression)
    fitting = [room for room, _ in rooms if room >= len(packed)]
    if not fitting:
        wanted = len(packed) - DESCRIPTION_BYTES
        raise PayloadTooLarge(wanted_bytes=wanted, capacity_bytes=most)
    return pad(packed, fitting[0])
