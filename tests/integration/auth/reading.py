"""What the service has told others, read from the real topic."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged
from cloak_kit.contracts.topics import USERS_CHANGED
from cloak_kit.kafka import Delivery, follow
from cloak_local.kafka_access import ADMIN, KafkaAccess

from tests.integration.kit.access import kafka_settings

Told = list[tuple[UserChanged, Delivery]]


@asynccontextmanager
async def told_by_now(kafka: KafkaAccess) -> AsyncIterator[Told]:
    """Collect the topic's events, those of the last minute and each new one."""
    settings = kafka_settings(kafka, ADMIN)
    told: Told = []
    async with follow(settings, USERS_CHANGED, since_s=60) as messages:

        async def collect() -> None:
            async for message in messages:
                told.append(message)

        task = asyncio.create_task(collect())
        try:
            yield told
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):  # and raise what ended it, if something did
                await task


def kinds_about(told: Told, user_id: str) -> list[str | None]:
    """Name the changes of one user in the order of their publication."""
    return [event.WhichOneof("change") for event, _ in told if event.user_id == user_id]
