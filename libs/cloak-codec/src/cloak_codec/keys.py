"""From passphrases to keys: one Argon2id run, then HKDF with the message's own salt."""

from __future__ import annotations

import unicodedata
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cloak_codec.errors import InvalidPassphrase
from cloak_codec.limits import LIMITS

SALT_BYTES: Final = 8
KEY_BYTES: Final = 32
# Fixed, so that one slow run serves every frame of a search; the frame's salt makes keys unique.
_ARGON2_SALT: Final = b"image-cloak/1/kdf"
_ARGON2_MEMORY_KIB: Final = 64 * 1024
_ARGON2_ITERATIONS: Final = 3
_ARGON2_LANES: Final = 1


def master_key(passphrase: str) -> bytes:
    """The 32-byte master of a passphrase (about 0.15 s, 64 MiB). Raises InvalidPassphrase."""
    try:
        secret = unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError as unencodable:
        raise InvalidPassphrase("the passphrase holds half a surrogate pair") from unencodable
    if not secret:
        raise InvalidPassphrase("the passphrase is empty")
    if len(secret) > LIMITS.most_passphrase_bytes:
        raise InvalidPassphrase(f"a passphrase has at most {LIMITS.most_passphrase_bytes} bytes")
    argon2 = Argon2id(
        salt=_ARGON2_SALT,
        length=KEY_BYTES,
        iterations=_ARGON2_ITERATIONS,
        lanes=_ARGON2_LANES,
        memory_cost=_ARGON2_MEMORY_KIB,
    )
    return argon2.derive(secret)


def derive(
    master: bytes, *, salt: bytes, purpose: str, length: int = KEY_BYTES, version: int = 1
) -> bytes:
    """HKDF-SHA256 of ``master`` under the message's salt, for one purpose of a format's version."""
    info = f"image-cloak/{version}/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(master)
