"""Attempts at a password, counted in Redis per account and address: losing them is no harm."""

from hashlib import sha256

from redis.asyncio import Redis

from cloak_auth.errors import TooManyAttempts


class Attempts:
    """A fixed window from the first wrong password on; the right one opens a new window."""

    def __init__(self, redis: Redis, *, limit: int, window_s: int) -> None:
        self._redis = redis
        self._limit, self._window_s = limit, window_s

    async def begin(self, username: str, address: str) -> None:
        """Count an attempt before it is made, so that many at once are no way around the limit.

        Raises TooManyAttempts.
        """
        key = _key(username, address)
        async with self._redis.pipeline(transaction=True) as commands:
            commands.set(key, 0, ex=self._window_s, nx=True)
            commands.incr(key)
            commands.ttl(key)
            _, attempts, left_s = await commands.execute()
        if attempts > self._limit:
            raise TooManyAttempts(retry_after_s=max(1, left_s))

    async def succeeded(self, username: str, address: str) -> None:
        """Forget the attempts: the password was right."""
        await self._redis.delete(_key(username, address))


def _key(username: str, address: str) -> str:
    # Hashed: a name field sometimes holds a password, and names need no place in Redis.
    return "auth:attempts:" + sha256(f"{username}\n{address}".encode()).hexdigest()
