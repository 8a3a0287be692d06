"""Where the tokens of a login live between calls."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from cloak_client.models import Tokens


@dataclass(frozen=True, slots=True)
class Credentials:
    """The tokens of one login; ``expires_at`` is the access token's end in Unix seconds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: float
    username: str

    @classmethod
    def received(cls, tokens: Tokens) -> Credentials:
        """The credentials in an answer that came just now."""
        return cls(
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            expires_at=time.time() + tokens.expires_in,
            username=tokens.user.username,
        )


class TokenStore(Protocol):
    """Keeps the credentials of one login.

    A refresh token works once, and using it twice ends the login. So whoever refreshes holds
    ``exclusive()`` while it loads, refreshes and saves; a store shared by several processes must
    keep all of them out.
    """

    async def load(self) -> Credentials | None:
        """The credentials last saved, or None."""
        ...

    async def save(self, credentials: Credentials | None) -> None:
        """Keep these credentials in place of the last; None forgets them."""
        ...

    def exclusive(self) -> AbstractAsyncContextManager[None]:
        """Hold the right to refresh until the block ends."""
        ...


class MemoryTokens:
    """Credentials that end with the process."""

    def __init__(self, credentials: Credentials | None = None) -> None:
        self._credentials = credentials
        self._lock = asyncio.Lock()

    async def load(self) -> Credentials | None:
        """The credentials last saved, or None."""
        return self._credentials

    async def save(self, credentials: Credentials | None) -> None:
        """Keep these credentials in place of the last; None forgets them."""
        self._credentials = credentials

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        """Hold the right to refresh until the block ends."""
        async with self._lock:
            yield
