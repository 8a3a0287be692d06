"""How packed bytes are closed: for everybody, under a passphrase, or for people by their keys.

People's bytes follow HPKE (RFC 9180) in base mode with X25519, HKDF-SHA256 and AES-256-GCM, which
browsers have too. For one person they are HPKE's own; for several the content is closed once under
a key of its own, which is closed for each of them.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from cloak_codec.compression import BROTLI, DEFLATE, Compression
from cloak_codec.errors import (
    DamagedPayload,
    InvalidRecipient,
    PassphraseRequired,
    WrongKey,
)
from cloak_codec.keys import SALT_BYTES, derive, master_key
from cloak_codec.lock import MOST_RECIPIENTS, TAG_BYTES, WRAP_BYTES, Lock, overhead_bytes

PUBLIC_KEY_BYTES: Final = 32
# No key closes two messages (salts and content keys are random), so the nonce may be fixed; should
# a salt repeat, AES-GCM-SIV gives away no more than that two messages are equal.
_NONCE: Final = bytes(12)
# Without a passphrase everybody may read: the key is public and its tag finds damage.
_PUBLIC: Final = hashlib.sha256(b"image-cloak/1/public").digest()
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_FOR_ONE: Final = b"image-cloak/1/recipient"
_FOR_EACH: Final = b"image-cloak/1/content-key"


class Closure(Protocol):
    """One way to close bytes; ``locks`` are those of bytes and of coded pictures."""

    @property
    def locks(self) -> tuple[Lock, Lock]:
        """What the first byte says."""
        ...

    @property
    def compression(self) -> Compression:
        """How what is in it is compressed."""
        ...

    @property
    def overhead_bytes(self) -> int:
        """How much longer a closed body is than what is in it."""
        ...

    def closed(self, first: bytes, plain: bytes) -> bytes:
        """The body that follows the first byte."""
        ...


@dataclass(frozen=True, slots=True)
class Secret:
    """Closed under a passphrase; without one, for everybody."""

    passphrase: str | None = field(repr=False)

    @property
    def locks(self) -> tuple[Lock, Lock]:
        """Open, or behind the passphrase."""
        if self.passphrase is None:
            return Lock.OPEN, Lock.CODED_OPEN
        return Lock.PASSPHRASE, Lock.CODED_PASSPHRASE

    @property
    def compression(self) -> Compression:
        """The one that makes short texts shorter."""
        return BROTLI

    @property
    def overhead_bytes(self) -> int:
        """Tag, and salt where there is a passphrase."""
        return overhead_bytes(sealed=self.passphrase is not None)

    def closed(self, first: bytes, plain: bytes) -> bytes:
        """Salt, if there is a passphrase, and ciphertext. Raises InvalidPassphrase."""
        if self.passphrase is None:
            return AESGCMSIV(_PUBLIC).encrypt(_NONCE, plain, first)
        salt = secrets.token_bytes(SALT_BYTES)
        key = derive(master_key(self.passphrase), salt=salt, purpose="seal")
        return salt + AESGCMSIV(key).encrypt(_NONCE, plain, first)


@dataclass(frozen=True, slots=True)
class People:
    """Closed for people; which of them it is for, and who closed it, does not show."""

    keys: tuple[X25519PublicKey, ...]

    @classmethod
    def of(cls, public_keys: Sequence[bytes]) -> Self:
        """People by their X25519 keys of 32 bytes; raises InvalidRecipient."""
        if not 1 <= len(public_keys) <= MOST_RECIPIENTS:
            raise InvalidRecipient(f"a message is for 1 to {MOST_RECIPIENTS} people")
        if len(set(public_keys)) < len(public_keys):
            raise InvalidRecipient("the same key was given twice")
        if any(len(key) != PUBLIC_KEY_BYTES for key in public_keys):
            raise InvalidRecipient(f"a public key has {PUBLIC_KEY_BYTES} bytes")
        return cls(tuple(X25519PublicKey.from_public_bytes(key) for key in public_keys))

    @property
    def locks(self) -> tuple[Lock, Lock]:
        """For one, or for several."""
        if len(self.keys) == 1:
            return Lock.RECIPIENT, Lock.CODED_RECIPIENT
        return Lock.RECIPIENTS, Lock.CODED_RECIPIENTS

    @property
    def compression(self) -> Compression:
        """The one that browsers have, where people's keys are."""
        return DEFLATE

    @property
    def overhead_bytes(self) -> int:
        """Encapsulated keys, wrapped keys, tags."""
        return overhead_bytes(sealed=True, recipients=len(self.keys))

    def closed(self, first: bytes, plain: bytes) -> bytes:
        """HPKE for one; for several their number, the wrapped keys and the ciphertext."""
        if len(self.keys) == 1:
            return _wrapped(plain, self.keys[0], _FOR_ONE + first)
        content_key, order = secrets.token_bytes(32), list(self.keys)
        secrets.SystemRandom().shuffle(order)  # places would tell who is who
        wraps = [_wrapped(content_key, key, _FOR_EACH + first) for key in order]
        before = bytes([len(order)]) + b"".join(wraps)
        return before + AESGCM(content_key).encrypt(_NONCE, plain, first + before)


def opened_by(sealed: bytes, lock: Lock, passphrase: str | None) -> bytes:
    """What was closed as ``Secret``. Raises WrongKey, PassphraseRequired, DamagedPayload."""
    if lock in (Lock.OPEN, Lock.CODED_OPEN):
        return _siv_opened(_PUBLIC, sealed[1:], sealed[:1], DamagedPayload)
    if passphrase is None:
        raise PassphraseRequired
    if len(sealed) < 1 + SALT_BYTES + TAG_BYTES:
        raise DamagedPayload
    salt, closed = sealed[1 : 1 + SALT_BYTES], sealed[1 + SALT_BYTES :]
    key = derive(master_key(passphrase), salt=salt, purpose="seal")
    return _siv_opened(key, closed, sealed[:1], WrongKey)


def opened_with(sealed: bytes, lock: Lock, private_key: bytes) -> bytes:
    """What was closed as ``People``, with the X25519 key of one. Raises WrongKey, DamagedPayload.

    Raises ValueError for a key that has not 32 bytes.
    """
    key, first = X25519PrivateKey.from_private_bytes(private_key), sealed[:1]
    if lock in (Lock.RECIPIENT, Lock.CODED_RECIPIENT):
        return _unwrapped(sealed[1:], key, _FOR_ONE + first)
    count = sealed[1] if len(sealed) > 1 else 0
    begins = 2 + WRAP_BYTES * count
    if count < 2 or len(sealed) <= begins + TAG_BYTES:
        raise DamagedPayload
    for at in range(2, begins, WRAP_BYTES):
        try:
            content_key = _unwrapped(sealed[at : at + WRAP_BYTES], key, _FOR_EACH + first)
        except WrongKey:
            continue
        try:
            return AESGCM(content_key).decrypt(_NONCE, sealed[begins:], sealed[:begins])
        except InvalidTag as invalid:
            raise DamagedPayload from invalid
    raise WrongKey("this key")


def _siv_opened(
    key: bytes, closed: bytes, first: bytes, refusal: type[WrongKey] | type[DamagedPayload]
) -> bytes:
    if len(closed) <= TAG_BYTES:
        raise DamagedPayload
    try:
        return AESGCMSIV(key).decrypt(_NONCE, closed, first)
    except InvalidTag as invalid:
        raise refusal from invalid


def _wrapped(plain: bytes, key: X25519PublicKey, info: bytes) -> bytes:
    try:
        return _SUITE.encrypt(plain, key, info)
    except ValueError as useless:  # RFC 7748, 6.1: a point of small order
        raise InvalidRecipient("this is nobody's public key") from useless


def _unwrapped(closed: bytes, key: X25519PrivateKey, info: bytes) -> bytes:
    try:
        return _SUITE.decrypt(closed, key, info)
    except (InvalidTag, ValueError) as invalid:
        raise WrongKey("this key") from invalid
