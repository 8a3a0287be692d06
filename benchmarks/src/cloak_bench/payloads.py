"""What is hidden in a measurement: texts of a wanted sealed size, and secret pictures."""

from __future__ import annotations

from typing import Final

import numpy as np
from cloak_codec import Picture, Text
from cloak_codec.capacity import DESCRIPTION_BYTES
from cloak_codec.keys import SALT_BYTES
from cloak_codec.lock import TAG_BYTES

from cloak_bench.covers import Cover, as_png

PASSPHRASE: Final = "benchmark"  # noqa: S105  # opens nothing but the benchmark's own files
SEED: Final = 7
LEAST_SEALED_BYTES: Final = SALT_BYTES + TAG_BYTES + DESCRIPTION_BYTES
_SECRET_AFTER: Final = 7  # the secret of a cover is another cover, this many places on


def text_of(sealed_bytes: int, index: int) -> Text:
    """Random letters, which compress too little to matter, that fill ``sealed_bytes`` bytes.

    Sealed bytes are salt, ciphertext and tag, so at least LEAST_SEALED_BYTES of them are needed.
    """
    if sealed_bytes < LEAST_SEALED_BYTES:
        raise SystemExit(f"{LEAST_SEALED_BYTES} sealed bytes are the least")
    return Text(letters(sealed_bytes - LEAST_SEALED_BYTES, index))


def letters(count: int, index: int) -> str:
    """``count`` printable ASCII characters, the same for the same index."""
    values = np.random.default_rng((SEED, index)).integers(33, 127, count)
    return bytes(values.astype(np.uint8)).decode()


def secret_of(covers: list[Cover], index: int) -> Cover:
    """The picture that is hidden in cover ``index``."""
    return covers[(index + _SECRET_AFTER) % len(covers)]


def picture_of(secret: Cover) -> Picture:
    """A secret as people hide it: a picture's file."""
    return Picture(secret.name, "image/png", as_png(secret.rgb))
