"""What is hidden in a measurement: noise of a wanted size, letters, and secret pictures."""

from __future__ import annotations

from typing import Final

import numpy as np
from cloak_codec import File, Picture
from cloak_codec.capacity import DESCRIPTION_BYTES
from cloak_codec.keys import SALT_BYTES
from cloak_codec.lock import TAG_BYTES

from cloak_bench.covers import Cover, as_png

PASSPHRASE: Final = "benchmark"  # noqa: S105  # opens nothing but the benchmark's own files
SEED: Final = 7
_LABEL_BYTES: Final = 2  # the lengths of a name and a media type that are empty
LEAST_SEALED_BYTES: Final = SALT_BYTES + TAG_BYTES + DESCRIPTION_BYTES + _LABEL_BYTES
_SECRET_AFTER: Final = 7  # the secret of a cover is another cover, this many places on


def noise_of(sealed_bytes: int, index: int) -> File:
    """A nameless file that no compression shortens and that fills ``sealed_bytes`` bytes.

    Sealed bytes are salt, ciphertext and tag, so at least LEAST_SEALED_BYTES of them are needed.
    """
    if sealed_bytes < LEAST_SEALED_BYTES:
        raise SystemExit(f"{LEAST_SEALED_BYTES} sealed bytes are the least")
    return noise(sealed_bytes - LEAST_SEALED_BYTES + _LABEL_BYTES, index)


def noise(payload_bytes: int, index: int) -> File:
    """The same for so many bytes of payload, labels included; always the same for an index."""
    content = np.random.default_rng((SEED, index)).bytes(max(0, payload_bytes - _LABEL_BYTES))
    return File("", "", content)


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
