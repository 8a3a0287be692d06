"""The edge: what the routes of people's keys take and give."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from pydantic import AfterValidator, BaseModel, Field

from cloak_auth.bodies import Body, Wrapped
from cloak_auth.person_keys import PersonKey

_KEY_BYTES = 32


def public_key(text: str) -> str:
    """Return the key; raises ValueError when nobody could seal anything for it."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
    if len(raw) != _KEY_BYTES or base64.b64encode(raw).decode() != text:
        raise ValueError(f"not base64 of {_KEY_BYTES} bytes")
    try:
        # A point of small order agrees on the same secret with everybody (RFC 7748, 6.1).
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(raw))
    except ValueError:
        raise ValueError("not a key that keeps a secret") from None
    return text


class OwnKey(Body):
    """A new key of the caller, or the present one wrapped anew."""

    public_key: Annotated[str, Field(max_length=64), AfterValidator(public_key)]
    wrapped: Wrapped = Field(repr=False)


class OwnKeyView(BaseModel):
    """The caller's key with its private half, which the caller's password opens."""

    public_key: str
    wrapped: str = Field(repr=False)
    since: datetime

    @classmethod
    def of(cls, key: PersonKey) -> Self:
        """Show both halves to the holder."""
        return cls(public_key=key.public_key, wrapped=key.wrapped, since=key.since)


class KeyView(BaseModel):
    """Somebody's public key, and since when it holds."""

    username: str
    public_key: str
    since: datetime
