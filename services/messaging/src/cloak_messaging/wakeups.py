"""Waking streams: at once on this replica, through Redis on the others, and by polling without it.

A wake-up says only that there may be something new; the log in the store says what. So a lost one
costs a poll's delay and never an event. A hint (hints.py) is told itself, to the streams that are
open now, and lost without a trace where it cannot be.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from cloak_messaging import metrics
from cloak_messaging.errors import WakeupsUnavailable
from cloak_messaging.hints import Ear, Hint

log = structlog.get_logger(__name__)
CHANNEL: Final = "cloak:messaging:news"
HINTS: Final = "cloak:messaging:hints"
_LISTEN_S = 5.0
_RECONNECT_S = 1.0
_AWAY = (RedisError, OSError, TimeoutError)


class Wakeups:
    """Who waits on this replica, and the channel that reaches those on the others."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: dict[str, set[Ear]] = {}
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

    async def hint(self, user: str, hint: Hint, *, once: str, each_s: float) -> None:
        """Say this to a person's open streams, wherever they are, if Redis is there.

        Hints under the same `once` are told at most each so many seconds.
        """
        said = json.dumps({"user": user, "kind": hint.kind, "data": dict(hint.data)})
        try:
            if await self._redis.set(f"{HINTS}:{once}", "", nx=True, px=int(each_s * 1000)):
                await self._redis.publish(HINTS, said)
        except _AWAY as error:
            log.warning("hint.unsaid", reason=type(error).__name__)

    @contextmanager
    def waiting(self, user: str) -> Iterator[Ear]:
        """Give an ear that hears each wake-up and hint for this person during the block."""
        ear = Ear()
        self._waiting.setdefault(user, set()).add(ear)
        try:
            yield ear
        finally:
            self._waiting[user].discard(ear)
            if not self._waiting[user]:
                del self._waiting[user]

    def streams_of(self, user: str) -> int:
        """Count this person's streams on this replica."""
        return len(self._waiting.get(user, ()))

    def _wake(self, user: str) -> None:
        for ear in self._waiting.get(user, ()):
            ear.woken.set()

    def _tell(self, said: Mapping[str, Any]) -> None:
        for ear in self._waiting.get(said["user"], ()):
            ear.hear(Hint(said["kind"], said["data"]))

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
                    await channel.subscribe(CHANNEL, HINTS)
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
            if message is None:
                continue
            said = json.loads(message["data"])
            if message["channel"] == HINTS:
                self._tell(said)
            else:
                for user in said:
                    self._wake(user)
