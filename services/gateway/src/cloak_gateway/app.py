"""The gateway's application: its routes and the limits of their bodies."""

import asyncio
from contextlib import AsyncExitStack

from cloak_codec import bring_compiled
from cloak_kit.web import create_app
from fastapi import FastAPI

from cloak_gateway.documents import ApiDocument
from cloak_gateway.headers import SecurityHeaders
from cloak_gateway.parts import open_parts
from cloak_gateway.routes import (
    admin,
    covers,
    jobs,
    passed,
    retries,
    submissions,
    uploads,
    verification,
)
from cloak_gateway.routes.pages import install_pages
from cloak_gateway.settings import GatewaySettings

_FORM_OVERHEAD_BYTES = 1 << 16


def build(settings: GatewaySettings) -> FastAPI:
    """Build the application; nothing is connected before it starts."""

    async def open_all(app: FastAPI, stack: AsyncExitStack) -> None:
        if settings.compiled_folder is not None:
            await asyncio.to_thread(bring_compiled, settings.compiled_folder)
        await open_parts(app, stack, settings)
        app.state.document = ApiDocument(app.openapi, app.state.parts.passing)

    file_limit = settings.upload_limit_bytes + _FORM_OVERHEAD_BYTES
    app = create_app(
        "gateway",
        title="Image Cloak",
        open_parts=open_all,
        larger_bodies={
            "/api/upload": file_limit,
            "/api/embed": file_limit + settings.json_limit_bytes,
        },
        api_prefix="/api",
        is_public=True,
    )
    for routes in (uploads, covers, submissions, jobs, retries, verification, admin, passed):
        app.include_router(routes.router)
    install_pages(app, settings)
    app.add_middleware(SecurityHeaders)
    return app
