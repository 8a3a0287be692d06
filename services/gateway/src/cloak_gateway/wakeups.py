"""A change of a job wakes the streams that show it, on every replica, by Redis' pub/sub."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from cloak_gateway import metrics

log = structlog.get_logger(__name__)
CHANNEL = "cloak:gateway:jobs"
_POLL_S = 1.0
_PAUSE_S = 1.0
_DEADLINE_S = 0.5


class Wakeups:
    """Tells and hears which jobs changed; what is lost only delays, since streams also poll."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._watchers: dict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def watch(self, job_id: str) -> Iterator[asyncio.Event]:
        """An event that is set when the job may have changed."""
        changed = asyncio.Event()
        self._watchers[job_id].add(changed)
        try:
            yield changed
        finally:
            self._watchers[job_id].discard(changed)
            if not self._watchers[job_id]:
                del self._watchers[job_id]

    async def announce(self, job_id: str) -> None:
        """Tell every replica, this one at once."""
        self._wake(job_id)
        try:
            async with asyncio.timeout(_DEADLINE_S):
                await self._redis.publish(CHANNEL, job_id)
        except (RedisError, OSError, TimeoutError) as error:
            metrics.ANNOUNCEMENTS_LOST.inc()
            log.warning("announcement.lost", reason=type(error).__name__)

    async def listen(self, stopping: asyncio.Event) -> None:
        """Hear the other replicas until `stopping` is set."""
        while not stopping.is_set():
            try:
                await self._hear(stopping)
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("announcements.unheard", reason=type(error).__name__)
                await asyncio.sleep(_PAUSE_S)

    async def _hear(self, stopping: asyncio.Event) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(CHANNEL)
            for job_id in list(self._watchers):  # they may have missed something
                self._wake(job_id)
            while not stopping.is_set():
                message = await channel.get_message(timeout=_POLL_S)
                if message is not None:
                    self._wake(str(message["data"]))

    def _wake(self, job_id: str) -> None:
        for changed in self._watchers.get(job_id, ()):
            changed.set()
