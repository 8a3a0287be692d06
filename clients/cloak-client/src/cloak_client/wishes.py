"""How something is to be hidden, as callers say it: what is left out is the server's choice."""

from __future__ import annotations

from typing import TypedDict

from cloak_client.models import Channel, Mode, Output


class Wishes(TypedDict, total=False):
    """``mode`` is robust by default, ``output`` the cover's own format where the mode allows it.

    ``channel`` is lossless, chat, social, or steps such as ``resize:0.5,jpeg:50``, and without one
    what the mode is for: chat, jpeg:80 in image, lossless in covert. ``rate`` counts bits for each
    value, in covert.
    """

    mode: Mode
    output: Output | None
    channel: Channel | None
    rate: float | None
    idempotency_key: str | None


class OpenWishes(Wishes, total=False):
    """With a passphrase, which the server seals with and forgets."""

    passphrase: str | None


class SealedWishes(Wishes, total=False):
    """With the ``placement`` key of the passphrase that was sealed with, in covert: 32 bytes."""

    placement: bytes | None
