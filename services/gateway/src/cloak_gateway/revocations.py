"""Users who were disabled or deleted: their tokens end now, not when they expire."""

import asyncio

import structlog
from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged
from cloak_kit.contracts.topics import USERS_CHANGED
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

    async def verify(self, token: str) -> CallerIdentity:
        """Return who holds this token; raises Unauthenticated, TokenExpired, KeysUnavailable."""
        caller = await self._verifier.verify(token)
        if caller.id in self._barred:
            raise Unauthenticated("the account is disabled")
        return caller

    async def run(self, stopping: asyncio.Event) -> None:
        """Follow the changes of users until `stopping` is set; every replica reads them all."""
        stop = asyncio.create_task(stopping.wait())
        try:
            while not stopping.is_set():
                reading = asyncio.create_task(self._read())
                await asyncio.wait({reading, stop}, return_when=asyncio.FIRST_COMPLETED)
                reading.cancel()
                await asyncio.wait({reading})
                if not reading.cancelled() and (error := reading.exception()):
                    log.warning("users.unheard", reason=type(error).__name__)
                    await asyncio.wait({stop}, timeout=_PAUSE_S)
        finally:
            stop.cancel()

    async def _read(self) -> None:
        async with follow(self._settings, USERS_CHANGED, since_s=self._token_life_s) as changes:
            async for change, _ in changes:
                self.note(change)

    def note(self, change: UserChanged) -> None:
        """Take in what happened to a user."""
        match change.WhichOneof("change"):
            case "disabled" | "deleted":
                self._barred.add(change.user_id)
                log.info("user.barred", user=change.user_id)
            case "enabled":
                self._barred.discard(change.user_id)
