"""The document store: one client a process, made in the running loop, with deadlines."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from cloak_kit.mongo_commands import timed_commands
from cloak_kit.settings import MongoSettings

Document = dict[str, Any]


@asynccontextmanager
async def connect_mongo(
    settings: MongoSettings, *, service: str | None = None
) -> AsyncIterator[AsyncDatabase[Document]]:
    """Open the service's own database for the block; the first operation finds the server.

    `service` is the one whose metrics time its commands; none are without it.
    """
    client: AsyncMongoClient[Document] = AsyncMongoClient(
        settings.uri.get_secret_value(),
        tz_aware=True,
        serverSelectionTimeoutMS=int(settings.server_selection_timeout_s * 1000),
        connectTimeoutMS=int(settings.server_selection_timeout_s * 1000),
        socketTimeoutMS=int(settings.operation_timeout_s * 1000),
        waitQueueTimeoutMS=int(settings.operation_timeout_s * 1000),
        w="majority",
        journal=True,
        event_listeners=[timed_commands(service)] if service else [],
    )
    try:
        yield client[settings.database]
    finally:
        await client.close()


async def ping(database: AsyncDatabase[Document]) -> None:
    """Raise a PyMongoError when the server does not answer; for readiness."""
    await database.command("ping")
