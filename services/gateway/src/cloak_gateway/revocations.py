"""Who was shut out, and sessions that were ended: their tokens end now, not when they expire."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import structlog
from cloak_kit.contracts.cloak.v1.events_pb2 import SessionsEnded, UserChanged
from cloak_kit.contracts.topics import SESSIONS_ENDED, USERS_CHANGED, Topic
from cloak_kit.errors import Unauthenticated
from cloak_kit.kafka import follow
from cloak_kit.settings import KafkaSettings
from cloak_kit.tokens import CallerIdentity, TokenVerifier

log = structlog.get_logger(__name__)
_PAUSE_S = 2.0


class LiveTokens:
    """A verifier that also knows who has been shut out since a token can have been given."""

    def __init__(
        self, verifier: TokenVerifier, settings: KafkaSettings, *, token_life_s: float
    ) -> None:
        self._verifier = verifier
        self._settings = settings
        self._token_life_s = token_life_s
        self._barred: set[str] = set()
        self._ended: dict[str, float] = {}

    async def verify(self, token: str) -> CallerIdentity:
        """Return who holds this token; raises Unauthenticated, TokenExpired, KeysUnavailable."""
        caller = await self._verifier.verify(token)
        if caller.id in self._barred:
            raise Unauthenticated("the account is disabled")
        if caller.session in self._ended:
            raise Unauthenticated("the session is over")
        return caller

    async def follow_users(self, stopping: asyncio.Event) -> None:
        """Follow the changes of users until `stopping` is set; every replica reads them all."""
        await self._follow(USERS_CHANGED, self.note, stopping)

    async def follow_sessions(self, stopping: asyncio.Event) -> None:
        """Follow the ends of sessions until `stopping` is set; every replica reads them all."""
        await self._follow(SESSIONS_ENDED, self.note_ends, stopping)

    async def _follow(
        self, topic: Topic[Any], take_in: Callable[[Any], None], stopping: asyncio.Event
    ) -> None:
        stop = asyncio.create_task(stopping.wait())
        try:
            while not stopping.is_set():
                reading = asyncio.create_task(self._read(topic, take_in))
                await asyncio.wait({reading, stop}, return_when=asyncio.FIRST_COMPLETED)
                reading.cancel()
                await asyncio.wait({reading})
                if not reading.cancelled() and (error := reading.exception()):
                    log.warning("topic.unheard", topic=topic.name, reason=type(error).__name__)
                    await asyncio.wait({stop}, timeout=_PAUSE_S)
        finally:
            stop.cancel()

    async def _read(self, topic: Topic[Any], take_in: Callable[[Any], None]) -> None:
        async with follow(self._settings, topic, since_s=self._token_life_s) as messages:
            async for message, _ in messages:
                take_in(message)

    def note(self, change: UserChanged) -> None:
        """Take in what happened to a user."""
        match change.WhichOneof("change"):
            case "disabled" | "deleted":
                self._barred.add(change.user_id)
                log.info("user.barred", user=change.user_id)
            case "enabled":
                self._barred.discard(change.user_id)

    def note_ends(self, ends: SessionsEnded) -> None:
        """Take in which sessions are over, and forget those whose last token has expired."""
        now = time.monotonic()
        for session in [s for s, at in self._ended.items() if now - at > 2 * self._token_life_s]:
            del self._ended[session]
        self._ended |= dict.fromkeys(ends.session_ids, now)
        log.info("sessions.ended", user=ends.user_id, count=len(ends.session_ids))
