"""Redis: rate limits, live status between replicas, short locks. It may lose what it holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from cloak_kit.absences import add_absences
from cloak_kit.settings import RedisSettings

add_absences(transient=(RedisError,), away=(RedisConnectionError, RedisTimeoutError))


@asynccontextmanager
async def connect_redis(settings: RedisSettings) -> AsyncIterator[Redis]:
    """Open a pool for the block; every command has a deadline and two safe retries."""
    client = Redis.from_url(
        settings.url.get_secret_value(),
        decode_responses=True,
        socket_timeout=settings.operation_timeout_s,
        socket_connect_timeout=settings.operation_timeout_s,
        health_check_interval=15,
        retry=Retry(ExponentialWithJitterBackoff(cap=1, base=0.05), 2),
    )
    try:
        yield client
    finally:
        await client.aclose()
