"""What the service has told others, read from the real topic."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged
from cloak_kit.contracts.topics import SESSIONS_ENDED, USERS_CHANGED, Topic
from cloak_kit.kafka import Delivery, follow
from cloak_local.kafka_access import ADMIN, KafkaAccess

from tests.integration.kit.access import kafka_settings

Told = list[tuple[UserChanged, Delivery]]


@asynccontextmanager
async def told_by_now(kafka: KafkaAccess) -> AsyncIterator[Told]:
    """Collect the changes of users, those of the last minute and each new one."""
    async with _collected(kafka, USERS_CHANGED) as told:
        yield told


@asynccontextmanager
async def ended_by_now(
    kafka: KafkaAccess,
) -> AsyncIterator[Callable[[], Awaitable[set[str]]]]:
    """Collect the ids of ended sessions, those of the last minute and each new one."""
    async with _collected(kafka, SESSIONS_ENDED) as told:

        async def ids() -> set[str]:
            return {session for event, _ in told for session in event.session_ids}

        yield ids


@asynccontextmanager
async def _collected(
    kafka: KafkaAccess, topic: Topic[Any]
) -> AsyncIterator[list[tuple[Any, Delivery]]]:
    settings = kafka_settings(kafka, ADMIN)
    told: list[tuple[Any, Delivery]] = []
    async with follow(settings, topic, since_s=60) as messages:

        async def collect() -> None:
            async for event, delivery in messages:
                told.append((event, delivery))

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
