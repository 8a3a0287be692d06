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
from cloak_storage.settings import StorageSettings, decode_master_key

DATA_KEY_BYTES = 32
_NONCE_BYTES = 12
_PURPOSE = b"cloak-storage data key 1 "


class KeyRing:
    """The master keys: the first wraps, every one unwraps what it wrapped."""

    def __init__(self, master_keys: Sequence[bytes]) -> None:
        self._ciphers = {_fingerprint(key): AESGCM(key) for key in master_keys}
        self.current = _fingerprint(master_keys[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all master keys, which tell nothing about them; the current one first."""
        return tuple(self._ciphers)

    def new_key(self, file: bytes) -> tuple[bytes, dict[str, Any]]:
        """Return a fresh data key for this file, and the wrapped form to keep beside it."""
        data_key = os.urandom(DATA_KEY_BYTES)
        return data_key, self._wrap(file, data_key)

    def rewrapped(self, file: bytes, kept: dict[str, Any]) -> dict[str, Any]:
        """Return the same data key, wrapped by the current master; raises as `unwrap` does."""
        return self._wrap(file, self.unwrap(file, kept))

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

    def _wrap(self, file: bytes, data_key: bytes) -> dict[str, Any]:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, data_key, _PURPOSE + file)
        return {"master": self.current, "wrapped": nonce + sealed}


def key_ring(settings: StorageSettings) -> KeyRing:
    """Return the master keys of this service."""
    return KeyRing([decode_master_key(key) for key in settings.master_keys])


def _fingerprint(key: bytes) -> str:
    """Name a key without telling anything about it."""
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(b"cloak-storage master key name 1")
    return mac.finalize()[:8].hex()
