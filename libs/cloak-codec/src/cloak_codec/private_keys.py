"""A person's private key as it is kept: wrapped under the account's password (docs/format.md)."""

from __future__ import annotations

import hashlib
import secrets
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


def wrapped_key(private_key: bytes, public_key: bytes, password: str) -> bytes:
    """An X25519 private key of 32 bytes as it is kept, to be opened by ``password`` alone.

    Takes half a second on purpose.
    """
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    closed = AESGCM(_wrapping_key(password, salt)).encrypt(
        nonce, _PKCS8_HEAD + private_key, _PURPOSE + public_key
    )
    return bytes([_VERSION]) + salt + nonce + closed


def unwrapped_key(wrapped: bytes, public_key: bytes, password: str) -> bytes:
    """The X25519 private key, 32 bytes, of the person with this public key.

    Takes half a second on purpose. Raises WrongKey, NeedsNewerVersion.
    """
    if wrapped[:1] != bytes([_VERSION]):
        raise NeedsNewerVersion
    salt, rest = wrapped[1 : 1 + _SALT_BYTES], wrapped[1 + _SALT_BYTES :]
    key = _wrapping_key(password, salt)
    nonce, closed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    try:
        pkcs8 = AESGCM(key).decrypt(nonce, closed, _PURPOSE + public_key)
    except (InvalidTag, ValueError) as invalid:
        raise WrongKey("the password") from invalid
    if not pkcs8.startswith(_PKCS8_HEAD):
        raise WrongKey("the password")
    return pkcs8[len(_PKCS8_HEAD) :]


def _wrapping_key(password: str, salt: bytes) -> bytes:
    words = unicodedata.normalize("NFC", password).encode()
    return hashlib.pbkdf2_hmac("sha256", words, salt, _ITERATIONS)
