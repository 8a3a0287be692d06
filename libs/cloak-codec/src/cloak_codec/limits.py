"""Bounds on everything that comes from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the codec accepts before it does any expensive work."""

    least_side: int = 64  # pixels
    most_pixels: int = 40_000_000
    most_file_bytes: int = 128 << 20  # 40 megapixels as PNG, whatever they show
    most_payload_bytes: int = 16 << 20  # after decompression: a small file can unpack to gigabytes
    most_passphrase_bytes: int = 1024


LIMITS: Final = Limits()
