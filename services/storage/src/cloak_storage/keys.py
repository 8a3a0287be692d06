"""Keys at rest: each blob has a random one, wrapped by a master key that never leaves here.

AES-256-GCM wraps the data key with a random nonce; the associated data ties it to one file, so a
wrapped key that is copied to another blob's record opens nothing. One master key may wrap 2^32
data keys before nonces repeat too probably.
"""

import os
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cloak_storage.errors import BlobDamaged, MasterKeyMissing

DATA_KEY_BYTES = 32
_NONCE_BYTES = 12
_PURPOSE = b"cloak-storage data key 1 "


class KeyRing:
    """The master keys: the first wraps, every one unwraps what it wrapped."""

    def __init__(self, master_keys: Sequence[bytes]) -> None:
        self._ciphers = {_fingerprint(key): AESGCM(key) for key in master_keys}
        self._current = _fingerprint(master_keys[0])

    def new_key(self, file: bytes) -> tuple[bytes, dict[str, Any]]:
        """Return a fresh data key for this file, and the wrapped form to keep beside it."""
        data_key, nonce = os.urandom(DATA_KEY_BYTES), os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, data_key, _PURPOSE + file)
        return data_key, {"master": self._current, "wrapped": nonce + sealed}

    def unwrap(self, file: bytes, kept: dict[str, Any]) -> bytes:
        """Return the data key of this file; raises MasterKeyMissing, BlobDamaged."""
        cipher = self._ciphers.get(kept["master"])
        if cipher is None:
            raise MasterKeyMissing
        wrapped = kept["wrapped"]
        try:
            return cipher.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _PURPOSE + file)
        except InvalidTag as error:
            raise BlobDamaged from error


def _fingerprint(key: bytes) -> str:
    """Name a key without telling anything about it."""
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(b"cloak-storage master key name 1")
    return mac.finalize()[:8].hex()
