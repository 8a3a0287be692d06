"""A person's private key as it is kept: wrapped under the account's password (docs/format.md)."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cloak_codec.errors import NeedsNewerVersion, WrongKey

_VERSION: Final = 1
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_ITERATIONS: Final = 600_000
_PURPOSE: Final = b"image-cloak/1/identity"
_PKCS8_HEAD: Final = bytes.fromhex("302e020100300506032b656e04220420")  # RFC 8410, 7: X25519


def unwrapped_key(wrapped: bytes, public_key: bytes, password: str) -> bytes:
    """The X25519 private key, 32 bytes, of the person with this public key.

    Takes half a second on purpose. Raises WrongKey, NeedsNewerVersion.
    """
    if wrapped[:1] != bytes([_VERSION]):
        raise NeedsNewerVersion
    salt, rest = wrapped[1 : 1 + _SALT_BYTES], wrapped[1 + _SALT_BYTES :]
    words = unicodedata.normalize("NFC", password).encode()
    key = hashlib.pbkdf2_hmac("sha256", words, salt, _ITERATIONS)
    nonce, closed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    try:
        pkcs8 = AESGCM(key).decrypt(nonce, closed, _PURPOSE + public_key)
    except (InvalidTag, ValueError) as invalid:
        raise WrongKey("the password") from invalid
    if not pkcs8.startswith(_PKCS8_HEAD):
        raise WrongKey("the password")
    return pkcs8[len(_PKCS8_HEAD) :]
