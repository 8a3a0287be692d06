"""Access tokens: verified offline against auth's published keys; one algorithm, no exceptions."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

import httpx
import jwt
import structlog
from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param

from cloak_kit.errors import Forbidden, TokenExpired, TokenMissing, Unauthenticated, Unavailable
from cloak_kit.settings import TokenSettings
from cloak_kit.tracing.clients import TracedTransport

log = structlog.get_logger(__name__)
ALGORITHM = "EdDSA"
Role = Literal["user", "admin"]
FetchKeys = Callable[[], Awaitable[dict[str, Any]]]
_REFETCH_PAUSE_S = 2.0


@dataclass(frozen=True, slots=True)
class CallerIdentity:
    """Who is asking, as the auth service vouched for."""

    id: str
    username: str
    role: Role
    session: str
    expires_at: int


class KeysUnavailable(Unavailable):
    """The auth service's keys could not be fetched, and none are known yet."""

    code, title = "keys_unavailable", "Sign-in cannot be checked for the moment"


class TokenVerifier:
    """Verify tokens against a cached JWKS; an unknown key id refetches it, at a bounded rate."""

    def __init__(self, settings: TokenSettings, fetch: FetchKeys) -> None:
        """`fetch` returns a JWKS document; it may raise httpx.HTTPError or ValueError."""
        self._settings = settings
        self._fetch = fetch
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def connect(cls, settings: TokenSettings) -> AsyncIterator[Self]:
        """Keep one connection pool for the block; keys are fetched when first needed."""
        transport = TracedTransport(httpx.AsyncHTTPTransport())
        async with httpx.AsyncClient(timeout=5, transport=transport) as http:

            async def fetch() -> dict[str, Any]:
                response = await http.get(settings.jwks_url)
                document: dict[str, Any] = response.raise_for_status().json()
                return document

            yield cls(settings, fetch)

    async def check(self) -> None:
        """Raise KeysUnavailable while no key is known; for readiness."""
        if not self._keys:
            await self._refresh()

    async def verify(self, token: str) -> CallerIdentity:
        """Return who holds this token; raises Unauthenticated, TokenExpired, KeysUnavailable."""
        try:
            key_id = jwt.get_unverified_header(token).get("kid", "")
        except jwt.InvalidTokenError as error:
            raise Unauthenticated from error
        try:
            claims = jwt.decode(
                token,
                await self._key(key_id),
                algorithms=[ALGORITHM],
                issuer=self._settings.issuer,
                audience=self._settings.audience,
                leeway=self._settings.leeway_s,
                options={"require": ["exp", "iat", "aud", "iss", "sub", "jti"]},
            )
            return CallerIdentity(
                id=claims["sub"],
                username=claims["username"],
                role="admin" if claims["role"] == "admin" else "user",
                session=claims["sid"],
                expires_at=claims["exp"],
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenExpired from error
        except (jwt.PyJWTError, KeyError) as error:
            raise Unauthenticated from error

    async def _key(self, key_id: str) -> jwt.PyJWK:
        is_stale = time.monotonic() - self._fetched_at > self._settings.jwks_max_age_s
        # A known key goes on working while somebody else waits for fresh ones.
        if key_id not in self._keys or (is_stale and not self._lock.locked()):
            await self._refresh()
        if key_id not in self._keys:
            raise Unauthenticated
        return self._keys[key_id]

    async def _refresh(self) -> None:
        """Fetch the keys, unless that was tried a moment ago; raises KeysUnavailable for none."""
        async with self._lock:
            if time.monotonic() - self._tried_at > _REFETCH_PAUSE_S:
                await self._fetch_keys()
        if not self._keys:
            raise KeysUnavailable

    async def _fetch_keys(self) -> None:
        try:
            found = jwt.PyJWKSet.from_dict(await self._fetch())
        except (httpx.HTTPError, ValueError, jwt.PyJWTError) as error:
            # Yesterday's keys are better than no sign-in.
            log.warning("keys.unavailable", reason=type(error).__name__)
            return
        finally:
            # Set after the wait: those who queued behind a slow failure do not repeat it.
            self._tried_at = time.monotonic()
        self._keys = {key.key_id: key for key in found.keys if key.key_id}
        self._fetched_at = self._tried_at


_documented_scheme = HTTPBearer(
    auto_error=False, description="Access token of POST /api/auth/login"
)


async def authenticate(
    request: Request, _: Annotated[object, Depends(_documented_scheme)]
) -> CallerIdentity:
    """FastAPI dependency: who is asking; verified before a byte of the body is read."""
    scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
    if scheme.lower() != "bearer" or not token:
        raise TokenMissing
    verifier: TokenVerifier = request.app.state.tokens
    return await verifier.verify(token)


Caller = Annotated[CallerIdentity, Depends(authenticate)]


async def require_admin(caller: Caller) -> CallerIdentity:
    """FastAPI dependency: the caller, if an admin; raises Forbidden."""
    if caller.role != "admin":
        raise Forbidden
    return caller


Admin = Annotated[CallerIdentity, Depends(require_admin)]
