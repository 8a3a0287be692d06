"""The storage service put together: parts opened in order, closed in reverse."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial

import structlog
from cloak_kit.background import beside
from cloak_kit.dated_keys import created_timestamp
from cloak_kit.mongo import connect_mongo, ping
from cloak_kit.problems import problem_response
from cloak_kit.web import create_app
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pymongo.errors import PyMongoError

from cloak_storage.blobs import Blobs
from cloak_storage.clients import Clients
from cloak_storage.errors import StoreAway
from cloak_storage.lease import Lease
from cloak_storage.listener import Listener
from cloak_storage.metrics import MASTER_KEY_CREATED
from cloak_storage.routes import blobs as blob_routes
from cloak_storage.routes import content as content_routes
from cloak_storage.routes import readers as reader_routes
from cloak_storage.routes import usage as usage_routes
from cloak_storage.settings import StorageSettings
from cloak_storage.sweeper import Sweeper

log = structlog.get_logger(__name__)


def build(settings: StorageSettings) -> FastAPI:
    """Return the application; it connects when it starts and sweeps and listens while it runs."""
    MASTER_KEY_CREATED.set(created_timestamp(settings.master_key_created_at))
    app = create_app(
        "storage",
        title="Image Cloak storage",
        open_parts=partial(_open, settings),
        body_limit_bytes=settings.blob_limit_bytes,
    )
    app.add_exception_handler(PyMongoError, _on_store_away)
    app.include_router(blob_routes.router)
    app.include_router(content_routes.router)
    app.include_router(reader_routes.router)
    app.include_router(usage_routes.router)
    return app


async def _open(settings: StorageSettings, app: FastAPI, stack: AsyncExitStack) -> None:
    database = await stack.enter_async_context(connect_mongo(settings.mongo, service="storage"))
    blobs = await Blobs.open(database, settings)
    app.state.blobs, app.state.clients = blobs, Clients(settings.tokens)

    lease = Lease(database, "sweeper", length_s=settings.sweep_lease_s)
    sweeper = Sweeper(blobs, lease, settings)
    listener = Listener(blobs.records, sweeper, settings)
    app.state.readiness.add("mongo", partial(ping, database))
    app.state.readiness.add("kafka", listener.check)

    stopping = asyncio.Event()
    listening = listener.run(stopping)
    await stack.enter_async_context(beside(listening, name="listener", stop=stopping.set))
    # A sweep may end anywhere: what it leaves, the next one finds.
    await stack.enter_async_context(beside(sweeper.run(), name="sweeper"))


async def _on_store_away(_: Request, error: Exception) -> JSONResponse:
    log.warning("store.away", reason=type(error).__name__)
    return problem_response(StoreAway())
