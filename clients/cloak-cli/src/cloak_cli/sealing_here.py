"""Sealing and opening in this process: what is hidden and its passphrase stay on this computer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cloak_codec
from cloak_codec import File, Mode, Payload, Picture, Text

from cloak_cli.exits import Refused
from cloak_cli.finding import ANSWER_BY_REFUSAL, TEXT_TYPE, Finding
from cloak_cli.options import ModeChoice
from cloak_cli.payload_input import ToHide


def sealed_here(
    hidden: ToHide, mode: ModeChoice, cover_size: tuple[int, int], passphrase: str | None
) -> bytes:
    """The sealed payload for a cover of that (width, height); raises Refused."""
    try:
        return cloak_codec.seal(
            _payload(hidden), mode=Mode(mode), cover_size=cover_size, passphrase=passphrase
        )
    except cloak_codec.CodecError as refusal:
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
