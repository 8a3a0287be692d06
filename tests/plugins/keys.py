"""An auth service in small, for tests of services that only verify its tokens."""

import uuid
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from jwt.algorithms import OKPAlgorithm


class Keys:
    """A signing key, its JWKS, and the tokens made with it."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.app = FastAPI()
        jwk = OKPAlgorithm.to_jwk(self._key.public_key(), as_dict=True) | {"kid": "k1"}

        @self.app.get("/.well-known/jwks.json")
        async def jwks() -> dict[str, object]:
            return {"keys": [jwk]}

    def token(
        self,
        user: str,
        username: str | None = None,
        *,
        lives_s: float = 900,
        session: str = "s1",
        role: str = "user",
        key: Ed25519PrivateKey | None = None,
    ) -> str:
        """Return an access token as auth makes them; with another key it is forged."""
        at = datetime.now(UTC)
        claims = {
            "iss": "image-cloak-auth",
            "aud": "image-cloak",
            "sub": user,
            "username": username or user,
            "role": role,
            "sid": session,
            "jti": uuid.uuid4().hex,
            "iat": at,
            "exp": at + timedelta(seconds=lives_s),
        }
        return jwt.encode(claims, key or self._key, algorithm="EdDSA", headers={"kid": "k1"})
