"""Signing keys: Ed25519 from the environment; the first signs, all are published (RFC 8037)."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Self

import jwt
from cloak_kit.dated_keys import split_dated
from cloak_kit.tokens import ALGORITHM
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import SecretStr

_DATE = r"(?:\d[\dTZ:-]+=\s*)?"
_PEM = r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----"
_PART = re.compile(rf"{_DATE}{_PEM}|[^\s,]+", re.DOTALL)
_SEED_BYTES = 32


class UnusableSigningKey(ValueError):
    """A signing key cannot be read; the message names its place, never its content."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the id that its tokens carry: the thumbprint of RFC 7638."""

    private: Ed25519PrivateKey
    id: str
    x: str
    created_at: datetime | None = None

    @classmethod
    def of(cls, private: Ed25519PrivateKey, created_at: datetime | None = None) -> Self:
        """Derive the public half and its thumbprint."""
        x = _base64url(private.public_key().public_bytes_raw())
        thumbprint = sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode())
        return cls(private, _base64url(thumbprint.digest()), x, created_at)

    def public_jwk(self) -> dict[str, str]:
        """The public half as a JWK."""
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": self.x,
            "kid": self.id,
            "use": "sig",
            "alg": ALGORITHM,
        }


class Keyring:
    """The keys of one deployment, in the order of their configuration."""

    def __init__(self, keys: Iterable[SigningKey]) -> None:
        self._keys = tuple(keys)
        if not self._keys:
            raise UnusableSigningKey("there is no signing key")

    @classmethod
    def read(cls, configured: SecretStr) -> Self:
        """Parse PEM blocks and base64 seeds in any mixture; raises UnusableSigningKey."""
        return cls(_read(part) for part in _PART.findall(configured.get_secret_value()))

    @property
    def signing_since(self) -> datetime | None:
        """When the key that signs was made, if its setting says so."""
        return self._keys[0].created_at

    def sign(self, claims: dict[str, object]) -> str:
        """Return a compact JWT signed by the first key."""
        key = self._keys[0]
        return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.id})

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The document that verifiers fetch."""
        return {"keys": [key.public_jwk() for key in self._keys]}


def _read(part: str) -> SigningKey:
    try:
        created_at, key = split_dated(part)
    except ValueError as error:
        raise UnusableSigningKey(str(error)) from error
    key = key.strip()
    private = _from_pem(key) if key.startswith("-----") else _from_seed(key)
    return SigningKey.of(private, created_at)


def _from_pem(block: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(block.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise UnusableSigningKey("a PEM block is not an unencrypted private key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableSigningKey("a PEM block is not an Ed25519 key")
    return key


def _from_seed(text: str) -> Ed25519PrivateKey:
    unpadded = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        seed = base64.urlsafe_b64decode(unpadded + "=" * (-len(unpadded) % 4))
    except (binascii.Error, ValueError) as error:
        raise UnusableSigningKey("a seed is not base64") from error
    if len(seed) != _SEED_BYTES:
        raise UnusableSigningKey(f"a seed has {len(seed)} bytes instead of {_SEED_BYTES}")
    return Ed25519PrivateKey.from_private_bytes(seed)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
