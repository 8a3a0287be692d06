"""The live events of one person, kept until somebody waits for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Self

from cloak_client import CloakClient, CloakClientError, Message


class Doorbell:
    """Hears every message from the account's first event on, so that none can be missed."""

    def __init__(self) -> None:
        self._rung: dict[str, Message] = {}
        self._changed = asyncio.Condition()

    @classmethod
    @asynccontextmanager
    async def of(cls, cloak: CloakClient) -> AsyncIterator[Self]:
        """Listen for as long as the block runs; raises what ends the listening before it."""
        bell = cls()
        try:
            async with asyncio.TaskGroup() as tasks:
                listening = tasks.create_task(bell._listen(cloak))
                yield bell
                listening.cancel()
        except* CloakClientError as ended:
            raise ended.exceptions[0] from None

    async def message(self, message_id: str, *, within_s: float) -> Message:
        """Return this message once it was pushed; raises TimeoutError."""
        async with asyncio.timeout(within_s), self._changed:
            await self._changed.wait_for(lambda: message_id in self._rung)
            return self._rung[message_id]

    async def _listen(self, cloak: CloakClient) -> None:
        async with aclosing(cloak.events(last_event_id="0")) as events:
            async for event in events:
                if event.kind == "message" and isinstance(event.resource, Message):
                    async with self._changed:
                        self._rung[event.resource.id] = event.resource
                        self._changed.notify_all()
