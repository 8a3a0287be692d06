"""Passwords: argon2id in a bounded pool of threads, as slow for unknown users as for known ones."""

import asyncio
import secrets
import unicodedata
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Self, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cloak_kit.errors import Unavailable
from pydantic import SecretStr

from cloak_auth.metrics import HASH_SECONDS, HASHES_WAITING
from cloak_auth.settings import HashingSettings

T = TypeVar("T")


class Passwords:
    """Hashes and verifies; at most `at_once` threads and their memory, whatever the load."""

    def __init__(self, settings: HashingSettings, pool: ThreadPoolExecutor, dummy: str) -> None:
        self._hasher = _hasher(settings)
        self._pool = pool
        self._dummy = dummy
        self._turns = asyncio.Semaphore(settings.at_once)
        self._wait_s = settings.wait_s

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: HashingSettings) -> AsyncIterator[Self]:
        """Keep the threads for the length of the block."""
        with ThreadPoolExecutor(settings.at_once, thread_name_prefix="argon2") as pool:
            loop = asyncio.get_running_loop()
            nobodys = secrets.token_urlsafe()
            dummy = await loop.run_in_executor(pool, _hasher(settings).hash, nobodys)
            yield cls(settings, pool, dummy)

    async def hash(self, password: SecretStr) -> str:
        """Return the encoded hash with its parameters; raises Unavailable when too busy."""
        return await self._in_turn(lambda: self._hasher.hash(_normal(password)))

    async def verify(self, password: SecretStr, encoded: str | None) -> bool:
        """Say whether this is the password; without a hash, say no after the same work.

        Raises Unavailable when too busy.
        """
        right = await self._in_turn(lambda: self._matches(password, encoded or self._dummy))
        return right and encoded is not None

    def is_outdated(self, encoded: str) -> bool:
        """Say whether the hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(encoded)

    def _matches(self, password: SecretStr, encoded: str) -> bool:
        try:
            return self._hasher.verify(encoded, _normal(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[[], T]) -> T:
        with HASHES_WAITING.track_inprogress():
            try:
                async with asyncio.timeout(self._wait_s):
                    await self._turns.acquire()
            except TimeoutError as error:
                raise Unavailable("too many sign-ins at once") from error
        try:
            with HASH_SECONDS.time():
                return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._turns.release()


def _hasher(settings: HashingSettings) -> PasswordHasher:
    return PasswordHasher(
        time_cost=settings.time_cost, memory_cost=settings.memory_kib, parallelism=settings.lanes
    )


def _normal(password: SecretStr) -> bytes:
    # Keyboards and systems spell the same letters differently: NFKC, as RFC 8265 would have it.
    return unicodedata.normalize("NFKC", password.get_secret_value()).encode()
