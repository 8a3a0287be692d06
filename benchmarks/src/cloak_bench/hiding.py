"""The system under test: how it is asked to hide, and how it is asked what a file holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import cloak_codec
from cloak_codec import (
    CoverUnsuitable,
    Embedded,
    Extracted,
    Mode,
    Networks,
    Payload,
    PayloadTooLarge,
    capacity_of,
    embed,
    extract,
    placement_key,
    seal,
)
from cloak_codec.capacity import Capacity, is_inlaid

from cloak_bench.covers import Cover, as_png
from cloak_bench.payloads import PASSPHRASE

REFUSALS: Final = (CoverUnsuitable, PayloadTooLarge)


@dataclass(frozen=True, slots=True)
class Hiding:
    """Mode, channel, output, with a passphrase or without, and bits a value where that counts."""

    mode: Mode
    channel: Any = None  # the codec says which it knows; None: what the mode is for
    output: Any = "png"
    passphrase: bool = True
    rate: float | None = None

    @property
    def secret(self) -> str | None:
        """The passphrase, if any."""
        return PASSPHRASE if self.passphrase else None

    def room(self, cover: Cover) -> Capacity | None:
        """What this very cover takes at the rate, where messages go into single values."""
        if not is_inlaid(self.mode, self.channel):
            return None
        return capacity_of(
            as_png(cover.rgb),
            self.mode,
            sealed=self.passphrase,
            channel=self.channel,
            rate=self.rate,
        )

    def seal(self, payload: Payload, cover: Cover) -> bytes:
        """What the edge does. Raises what the codec raises."""
        return seal(
            payload,
            mode=self.mode,
            cover_size=cover.size,
            passphrase=self.secret,
            channel=self.channel,
            rate=self.rate,
            room=self.room(cover),
        )

    def embed(self, cover: Cover, sealed: bytes) -> Embedded:
        """What the worker does: the finished file. Raises what the codec raises."""
        return embed(
            as_png(cover.rgb),
            sealed,
            mode=self.mode,
            output=self.output,
            channel=self.channel,
            placement=self._placement(),
            rate=self.rate,
        )

    def extract(self, file: bytes, networks: Networks) -> Extracted:
        """What the worker finds, told nothing but where a covert message would lie."""
        return extract(file, networks=networks, placement=self._placement())

    def _placement(self) -> bytes | None:
        if self.mode is not Mode.COVERT or self.secret is None:
            return None
        return _placement_of(self.secret)


def fingerprint(repository: Path | None) -> str:
    """What figures depend on: the codec's sources and, where networks are asked, their weights."""
    digest = hashlib.sha256()
    sources = sorted(Path(cloak_codec.__file__).parent.rglob("*.py"))
    cards = sorted(repository.glob("*/*/model_card.json")) if repository is not None else []
    for path in (*sources, *cards):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


@cache
def _placement_of(passphrase: str) -> bytes:
    """Made at the edge and once: it costs an Argon2id, which is none of the worker's time."""
    return placement_key(passphrase)
