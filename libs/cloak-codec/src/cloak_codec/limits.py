"""Bounds on everything that comes from outside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cloak_codec.modes import Mode


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the codec accepts before it does any expensive work."""

    least_side: int = 64  # pixels
    least_covert_side: int = 16  # where no network is asked
    most_pixels: int = 40_000_000
    most_file_bytes: int = 128 << 20  # 40 megapixels as PNG, whatever they show
    most_payload_bytes: int = 16 << 20  # after decompression: a small file can unpack to gigabytes
    most_passphrase_bytes: int = 1024

    def for_mode(self, mode: Mode) -> Limits:
        """The limits on a cover: ``covert`` takes smaller ones."""
        return self.for_reading() if mode is Mode.COVERT else self

    def for_reading(self) -> Limits:
        """The limits on a picture that may hold any mode's message."""
        return replace(self, least_side=min(self.least_side, self.least_covert_side))


LIMITS: Final = Limits()
