"""The one place where an access token is asked for and renewed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from cloak_client.deadlines import deadline
from cloak_client.errors import NotLoggedIn, Unauthenticated
from cloak_client.models import Tokens
from cloak_client.tokens import Credentials, TokenStore

RENEWAL_DEADLINE_S = 20.0
EXPIRES_SOON_S = 5.0


class Login:
    """Gives access tokens that still work, and renews them one refresh at a time.

    The server takes a second use of a refresh token for theft and ends the login. So callers that
    meet an expired token together share one refresh; a refresh under way is never cancelled with
    its caller, since its answer holds the only token that still works; and the store is held
    meanwhile, which keeps other processes out.
    """

    def __init__(self, store: TokenStore, refresh: Callable[[str], Awaitable[Tokens]]) -> None:
        self._store = store
        self._refresh = refresh
        self._renewal: asyncio.Task[Credentials] | None = None

    async def credentials(self) -> Credentials:
        """Credentials whose access token does not end in the next seconds; raises NotLoggedIn."""
        held = await self._store.load()
        if held is None:
            raise NotLoggedIn
        if held.expires_at - time.time() < EXPIRES_SOON_S:
            return await self.renewed(held.access_token)
        return held

    async def renewed(self, stale: str) -> Credentials:
        """Credentials with another access token than the stale one.

        Raises Unauthenticated when the login is over (the store is then empty) and NotLoggedIn.
        """
        while True:
            if self._renewal is None or self._renewal.done():
                self._renewal = asyncio.create_task(self._renew(stale))
                self._renewal.add_done_callback(_look_at)
            held = await asyncio.shield(self._renewal)
            if held.access_token != stale:
                return held

    async def began(self, tokens: Tokens) -> None:
        """Keep the tokens of a new login."""
        await self._store.save(Credentials.received(tokens))

    async def kept(self) -> Credentials | None:
        """The credentials as they are kept, expired or not."""
        return await self._store.load()

    async def ended(self) -> None:
        """Forget the login."""
        await self._store.save(None)

    async def aclose(self) -> None:
        """Let a refresh under way end, so that its token is not lost."""
        if self._renewal is not None:
            await asyncio.wait([self._renewal])

    async def _renew(self, stale: str) -> Credentials:
        async with deadline(RENEWAL_DEADLINE_S, "renewing the login"), self._store.exclusive():
            held = await self._store.load()
            if held is None:
                raise NotLoggedIn
            if held.access_token != stale:
                return held
            try:
                tokens = await self._refresh(held.refresh_token)
            except Unauthenticated:
                await self._store.save(None)
                raise
            renewed = Credentials.received(tokens)
            await self._store.save(renewed)
            return renewed


def _look_at(renewal: asyncio.Task[Credentials]) -> None:
    """Mark a failure as seen: the callers that wait for it raise it, and there may be none left."""
    if not renewal.cancelled():
        renewal.exception()
