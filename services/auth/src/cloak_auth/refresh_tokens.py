"""Refresh tokens: opaque to their holders, and nothing the store keeps can be turned into one.

`icr_` + base64url of locator (16 bytes) · secret (32) · checksum (4). The locator finds the session
and is told to nobody but the session's client; the store has its hash. So whoever shows a locator
with another secret than the present one once held a token of that session. The checksum, which is
no secret, keeps a mangled token from looking like such a theft.
"""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from cloak_auth.errors import InvalidRefreshToken

_PREFIX = "icr_"
_LOCATOR_BYTES, _SECRET_BYTES, _CHECKSUM_BYTES = 16, 32, 4


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """One link in the chain of a session's tokens."""

    locator: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    @classmethod
    def first(cls) -> Self:
        """Make the first token of a session."""
        return cls(secrets.token_bytes(_LOCATOR_BYTES), secrets.token_bytes(_SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a client sent; raises InvalidRefreshToken."""
        try:
            raw = base64.b64decode(text.removeprefix(_PREFIX), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise InvalidRefreshToken from error
        token = cls(raw[:_LOCATOR_BYTES], raw[_LOCATOR_BYTES:-_CHECKSUM_BYTES])
        if token.encode() != text:
            raise InvalidRefreshToken
        return token

    def successor(self, link: bytes) -> Self:
        """Derive the next token: from this one and the link, and from neither alone."""
        return type(self)(self.locator, hmac.digest(link, self.secret, "sha256"))

    def encode(self) -> str:
        """Return what the client keeps."""
        content = self.locator + self.secret
        checksum = sha256(content).digest()[:_CHECKSUM_BYTES]
        return _PREFIX + base64.urlsafe_b64encode(content + checksum).decode()

    @property
    def locator_hash(self) -> bytes:
        """What the store finds the session by."""
        return sha256(self.locator).digest()

    @property
    def secret_hash(self) -> bytes:
        """What the store compares; the secret has 256 random bits, so a plain hash does."""
        return sha256(self.secret).digest()
