"""Sealing at the edge: payload in, bytes that give nothing away out, and back."""

from __future__ import annotations

from collections.abc import Sequence

from cloak_codec.blocks.room import BEST_QUALITY, blocks_room, quality_for
from cloak_codec.capacity import (
    DESCRIPTION_BYTES,
    Capacity,
    capacity,
    coded_room,
    is_inlaid,
    net_bytes,
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
from cloak_codec.lattice.layout import plan_for
from cloak_codec.limits import LIMITS
from cloak_codec.lock import (
    BYTES,
    CODED,
    INLAY_VERSION,
    PEOPLE,
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
    channel = channel or USUAL_CHANNEL[mode]
    closure = Secret(passphrase)
    if mode is Mode.IMAGE and not is_inlaid(mode, channel):
        return _recompressed(payload, cover_size, channel, closure)
    known = None
    if is_inlaid(mode, channel):
        sealed = passphrase is not None
        known = room or capacity(*cover_size, mode, sealed=sealed, channel=channel, rate=rate)
    return _sealed(payload, mode, cover_size, known, closure)


def seal_for(
    payload: Payload,
    public_keys: Sequence[bytes],
    *,
    mode: Mode,
    cover_size: tuple[int, int],
    channel: Channel | None = None,
    rate: float | None = None,
    room: Capacity | None = None,
) -> bytes:
    """As ``seal``, for people, each by an X25519 key of 32 bytes: their private keys alone open it.

    ``room``, if given, was asked for as many ``recipients``. Raises InvalidRecipient, and
    UnsupportedPayload in ``image`` on any channel but ``lossless``: the format has none for people.
    """
    people, channel = People.of(public_keys), channel or USUAL_CHANNEL[mode]
    if mode is Mode.IMAGE and not is_inlaid(mode, channel):
        raise UnsupportedPayload("pictures are sealed for people on the channel lossless alone")
    known = None
    if is_inlaid(mode, channel):
        count = len(public_keys)
        known = room or capacity(*cover_size, mode, recipients=count, channel=channel, rate=rate)
    return _sealed(payload, mode, cover_size, known, people)


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


def _recompressed(
    payload: Payload, cover_size: tuple[int, int], channel: Channel, closure: Closure
) -> bytes:
    """A picture that outlasts its channel, padded where it goes into a frame of ``robust``."""
    overhead = closure.overhead_bytes
    most = net_bytes(coded_room(*cover_size, channel), overhead)
    packed = pack(coded(payload, most, bare=True), closure.compression)
    if quality_for(channel, *cover_size) is None:
        rooms = rooms_for(*cover_size, overhead)
        packed = pad(packed, next(room for room, _ in rooms if room >= len(packed)))
    return _closed(packed, closure, closure.locks[1], PICTURE_VERSION)


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
