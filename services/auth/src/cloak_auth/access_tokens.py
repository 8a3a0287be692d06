"""Access tokens: short-lived, signed, and verified offline by every service."""

import time
import uuid

from cloak_auth.settings import AuthSettings
from cloak_auth.signing import Keyring
from cloak_auth.users import User


class AccessTokens:
    """Issues the tokens that `cloak_kit.tokens` verifies."""

    def __init__(self, settings: AuthSettings, keyring: Keyring) -> None:
        self._keyring = keyring
        self._issuer, self._audience = settings.issuer, settings.audience
        self.lifetime_s = settings.access_token_s

    def issue(self, user: User, session: str) -> str:
        """Return a token for this user in this session."""
        now = int(time.time())
        return self._keyring.sign(
            {
                "iss": self._issuer,
                "aud": self._audience,
                "sub": user.id,
                "username": user.username,
                "role": user.role,
                "sid": session,
                "jti": uuid.uuid4().hex,
                "iat": now,
                "exp": now + self.lifetime_s,
            }
        )
