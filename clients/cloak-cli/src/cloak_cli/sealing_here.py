"""Sealing and opening in this process: what is hidden and its passphrase stay on this computer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import cloak_codec
from cloak_codec import Capacity, File, Mode, Payload, Picture, Text, Way

from cloak_cli.exits import Refused
from cloak_cli.finding import ANSWER_BY_REFUSAL, TEXT_TYPE, Finding
from cloak_cli.payload_input import ToHide
from cloak_cli.wish import Order


class Room(Protocol):
    """What a cover carries, whoever looked at it."""

    @property
    def usable(self) -> bool: ...
    @property
    def payload_bytes(self) -> int: ...


def way_of(order: Order) -> Way:
    """The mode, channel and rate of an order; raises Refused."""
    try:
        return Way.checked(Mode(order.mode), order.channel, order.rate)
    except cloak_codec.CodecError as refusal:
        raise refused(refusal) from refusal


def sealed_here(
    order: Order,
    way: Way,
    cover_size: tuple[int, int],
    room: Room | None,
    public_keys: Sequence[bytes] = (),
) -> bytes:
    """The sealed payload for a cover of that (width, height) and room; raises Refused.

    With ``public_keys`` for these people, else under the passphrase, if there is one.
    """
    known = None if room is None else Capacity(room.usable, room.payload_bytes, characters=0)
    try:
        if public_keys:
            return cloak_codec.seal_for(
                _payload(order.hidden),
                public_keys,
                mode=way.mode,
                cover_size=cover_size,
                channel=way.channel,
                rate=way.rate,
                room=known,
            )
        return cloak_codec.seal(
            _payload(order.hidden),
            mode=way.mode,
            cover_size=cover_size,
            passphrase=order.passphrase,
            channel=way.channel,
            rate=way.rate,
            room=known,
        )
    except cloak_codec.CodecError as refusal:
        raise refused(refusal) from refusal


def placement_here(order: Order) -> bytes | None:
    """Where a covert message lies, None for other modes; raises Refused."""
    return place_of(order.passphrase) if order.mode == "covert" else None


def place_of(passphrase: str | None) -> bytes | None:
    """Where covert messages of a passphrase lie, None without one; raises Refused."""
    if passphrase is None:
        return None
    try:
        return cloak_codec.placement_key(passphrase)
    except cloak_codec.InvalidPassphrase as refusal:
        raise refused(refusal) from refusal


def opened_here(
    sealed: bytes, passphrase: str | None, about: Finding
) -> tuple[Finding, bytes | None]:
    """What is known of the extraction with what it holds, and the payload's bytes if it opens.

    Raises Refused for what can be no passphrase.
    """
    try:
        payload = cloak_codec.unseal(sealed, passphrase)
    except cloak_codec.UnsealFailed as refusal:
        answer = ANSWER_BY_REFUSAL[refusal.code]
        return replace(about, answer=answer, reason=refusal.code), None
    except cloak_codec.InvalidPassphrase as refusal:
        raise refused(refusal) from refusal
    return found_in(payload, about)


def found_in(payload: Payload, about: Finding) -> tuple[Finding, bytes]:
    """What is known of the extraction with this payload, and the payload's bytes."""
    content = payload.text.encode() if isinstance(payload, Text) else payload.content
    return replace(about, answer="payload", size=len(content), **_described(payload)), content


def refused(refusal: cloak_codec.CodecError) -> Refused:
    """The codec's refusal as this program's own."""
    extras = {}
    if isinstance(refusal, cloak_codec.PayloadTooLarge):
        extras = {"wanted_bytes": refusal.wanted_bytes, "capacity_bytes": refusal.capacity_bytes}
    return Refused(refusal.code, str(refusal), **extras)


def _payload(hidden: ToHide) -> Payload:
    if hidden.kind == "text":
        return Text(hidden.text)
    kind = Picture if hidden.kind == "picture" else File
    return kind(hidden.name, hidden.media_type, hidden.content)


def _described(payload: Payload) -> dict[str, Any]:
    if isinstance(payload, Text):
        return {"kind": "text", "text": payload.text, "media_type": TEXT_TYPE}
    kind = "picture" if isinstance(payload, Picture) else "file"
    return {"kind": kind, "name": payload.name, "media_type": payload.media_type}
