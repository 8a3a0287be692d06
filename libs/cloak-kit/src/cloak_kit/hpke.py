"""Secrets for one service's eyes, on a way that others read: HPKE (RFC 9180), base mode.

The suite is X25519, HKDF-SHA256, AES-256-GCM. What a box is for is bound to it as HPKE's `info`, so
that a box opens nowhere else. `python -m cloak_kit.hpke` makes a pair of keys.
"""

import base64
import binascii
import re
import sys
from collections.abc import Iterable
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_KEY_BYTES: Final = 32
_BETWEEN: Final = re.compile(r"[\s,]+")


class UnusableKey(ValueError):
    """A key cannot be read; the message names its place, never its content."""


class BoxClosed(Exception):
    """None of the private keys opens this box for this purpose."""


class PublicKey:
    """Closes boxes that one service alone opens."""

    def __init__(self, key: X25519PublicKey) -> None:
        self._key = key

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read base64 of 32 bytes; raises UnusableKey."""
        return cls(X25519PublicKey.from_public_bytes(_raw(text, "the public key")))

    def closed(self, secret: bytes, *, purpose: str) -> bytes:
        """The secret in a box for this purpose."""
        return _SUITE.encrypt(secret, self._key, purpose.encode())


class PrivateKeys:
    """Opens boxes; all keys count, so that a new one may come before the old one goes."""

    def __init__(self, keys: Iterable[X25519PrivateKey]) -> None:
        self._keys = tuple(keys)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read keys, base64 of 32 bytes each, between commas or spaces; raises UnusableKey."""
        parts = [part for part in _BETWEEN.split(text) if part]
        if not parts:
            raise UnusableKey("there is no private key")
        return cls(
            X25519PrivateKey.from_private_bytes(_raw(part, f"private key {number}"))
            for number, part in enumerate(parts, start=1)
        )

    @property
    def public(self) -> str:
        """The public half of the first key, as `PublicKey.parse` reads it."""
        raw = self._keys[0].public_key().public_bytes_raw()
        return base64.urlsafe_b64encode(raw).decode()

    def opened(self, box: bytes, *, purpose: str) -> bytes:
        """What was closed for this purpose; raises BoxClosed."""
        for key in self._keys:
            try:
                return _SUITE.decrypt(box, key, purpose.encode())
            except (InvalidTag, ValueError):
                continue
        raise BoxClosed


def _raw(text: str, name: str) -> bytes:
    try:
        padded = text.strip().rstrip("=") + "=" * (-len(text.strip().rstrip("=")) % 4)
        raw = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeError) as error:
        raise UnusableKey(f"{name} is not base64") from error
    if len(raw) != _KEY_BYTES:
        raise UnusableKey(f"{name} has not {_KEY_BYTES} bytes")
    return raw


def _write_new_pair() -> None:
    private = X25519PrivateKey.generate().private_bytes_raw()
    text = base64.urlsafe_b64encode(private).decode()
    sys.stdout.write(f"private {text}\npublic {PrivateKeys.parse(text).public}\n")


if __name__ == "__main__":
    _write_new_pair()
