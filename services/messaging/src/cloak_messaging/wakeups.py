"""Waking streams: at once on this replica, through Redis on the others, and by polling without it.

A wake-up says only that there may be something new; the log in the store says what. So a lost one
costs a poll's delay and never an event.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from cloak_messaging import metrics
from cloak_messaging.errors import WakeupsUnavailable

log = structlog.get_logger(__name__)
CHANNEL = "cloak:messaging:news"
_LISTEN_S = 5.0
_RECONNECT_S = 1.0
_AWAY = (RedisError, OSError, TimeoutError)


class Wakeups:
    """Who waits on this replica, and the channel that reaches those on the others."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._unsent: set[str] = set()
        self._something_unsent = asyncio.Event()
        self._has_listened = False

    async def run(self) -> None:
        """Publish and listen until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._publish(), name="wakeups-publish")
            tasks.create_task(self._listen(), name="wakeups-listen")

    async def check(self) -> None:
        """Raise WakeupsUnavailable until Redis was reached once.

        Later outages delay news by a poll and show in a metric; they are no reason to turn
        requests away.
        """
        if not self._has_listened:
            raise WakeupsUnavailable

    def announce(self, users: list[str]) -> None:
        """Wake these people's streams; never blocks and never fails."""
        for user in users:
            self._wake(user)
        self._unsent.update(users)
        if users:
            self._something_unsent.set()

    @contextmanager
    def waiting(self, user: str) -> Iterator[asyncio.Event]:
        """Give an event that is set at each wake-up for this person during the block."""
        event = asyncio.Event()
        self._waiting.setdefault(user, set()).add(event)
        try:
            yield event
        finally:
            self._waiting[user].discard(event)
            if not self._waiting[user]:
                del self._waiting[user]

    def streams_of(self, user: str) -> int:
        """Count this person's streams on this replica."""
        return len(self._waiting.get(user, ()))

    def _wake(self, user: str) -> None:
        for event in self._waiting.get(user, ()):
            event.set()

    async def _publish(self) -> None:
        while True:
            await self._something_unsent.wait()
            self._something_unsent.clear()
            users, self._unsent = sorted(self._unsent), set()
            try:
                await self._redis.publish(CHANNEL, json.dumps(users))
            except _AWAY as error:
                metrics.WAKEUPS_LOST.inc(len(users))
                log.warning("wakeups.unsent", reason=type(error).__name__)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(CHANNEL)
                    await self._follow(channel)
            except _AWAY as error:
                metrics.WAKEUPS_UP.set(0)
                log.warning("wakeups.away", reason=type(error).__name__)
                await asyncio.sleep(_RECONNECT_S)

    async def _follow(self, channel: PubSub) -> None:
        self._has_listened = True
        metrics.WAKEUPS_UP.set(1)
        for user in list(self._waiting):  # what was said while nobody listened
            self._wake(user)
        while True:
            message = await channel.get_message(timeout=_LISTEN_S)
            if message is not None:
                for user in json.loads(message["data"]):
                    self._wake(user)
