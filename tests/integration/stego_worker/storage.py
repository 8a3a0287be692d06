"""The storage service's HTTP interface over memory: what the worker needs of it, no more."""

from contextlib import AsyncExitStack
from typing import Annotated

from cloak_kit.blobs import BlobInfo, BlobKind
from cloak_kit.problems import install_problem_handlers
from cloak_kit.web import create_app
from fastapi import FastAPI, Header, Request, Response

from tests.unit.stego_worker.doubles import MemoryBlobs


def create_storage(blobs: MemoryBlobs, *, token: str) -> FastAPI:
    """Build the application over these blobs."""

    async def nothing_to_open(app: FastAPI, stack: AsyncExitStack) -> None:
        """The blobs are in memory."""

    app = create_app(
        "storage_double",
        title="Storage",
        open_parts=nothing_to_open,
        larger_bodies={"/blobs": 64 << 20},
    )
    install_problem_handlers(app)

    @app.put("/blobs/{name}")
    async def put(
        name: str,
        request: Request,
        authorization: Annotated[str, Header()],
        cloak_owner: Annotated[str, Header()],
        cloak_kind: Annotated[BlobKind, Header()],
    ) -> BlobInfo:
        assert authorization == f"Bearer {token}"
        return await blobs.put(
            name,
            request.stream(),
            owner=cloak_owner,
            kind=cloak_kind,
            media_type=request.headers["content-type"],
        )

    @app.get("/blobs/{name}")
    async def read(
        name: str,
        authorization: Annotated[str, Header()],
        cloak_reader: Annotated[str | None, Header()] = None,
    ) -> Response:
        assert authorization == f"Bearer {token}"
        return Response(await blobs.read(name, limit_bytes=1 << 30, reader=cloak_reader))

    return app
