"""Rate limits, shared by all replicas: token buckets in Redis; without Redis, none."""

import asyncio

import structlog
from cloak_kit.errors import RateLimited
from redis.asyncio import Redis
from redis.exceptions import RedisError

from cloak_gateway import metrics
from cloak_gateway.settings import Rate

log = structlog.get_logger(__name__)
_DEADLINE_S = 0.5

# Redis' own clock: replicas need not agree on the time.
_TAKE = """
local burst, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1e6
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(bucket[1]) or burst, tonumber(bucket[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
local wait_s = 0
if tokens >= 1 then tokens = tokens - 1 else wait_s = (1 - tokens) / rate end
local left, noted = string.format('%.6f', tokens), string.format('%.6f', now)
redis.call('HSET', KEYS[1], 'tokens', left, 'at', noted)
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
return string.format('%.3f', wait_s)
"""


class Rates:
    """Takes one token of a bucket for each request."""

    def __init__(self, redis: Redis, rates: dict[str, Rate]) -> None:
        """`rates` by what they limit: a finite vocabulary, also of the metrics."""
        self._redis = redis
        self._rates = rates
        self._take = redis.register_script(_TAKE)

    async def take(self, what: str, subject: str) -> None:
        """Return if the subject may do this now; raises RateLimited."""
        rate = self._rates[what]
        key = f"cloak:gateway:rate:{what}:{subject}"
        try:
            async with asyncio.timeout(_DEADLINE_S):
                wait_s = float(await self._take(keys=[key], args=[rate.burst, rate.per_second]))
        except (RedisError, OSError, TimeoutError) as error:
            # Redis may be lost without harm: better unlimited for a while than closed.
            metrics.RATE_LIMIT_BLIND.labels(what).inc()
            log.warning("rate.unchecked", what=what, reason=type(error).__name__)
            return
        if wait_s > 0:
            metrics.RATE_LIMITED.labels(what).inc()
            raise RateLimited(f"at most {rate.burst} at once", retry_after_s=wait_s)
