"""What messaging asks of storage, as a small service of its own."""

import uuid
from datetime import UTC, datetime

from cloak_kit.blobs import READER_HEADER, BlobInfo
from cloak_kit.errors import BlobNotFound
from cloak_kit.problems import install_problem_handlers
from fastapi import FastAPI, Request

BLOB_TOKEN = "a-service-token"


class Pictures:
    """Blobs without their bytes: who owns them and who may read them."""

    def __init__(self) -> None:
        self.blobs: dict[str, BlobInfo] = {}
        self.app = FastAPI()
        install_problem_handlers(self.app)

        @self.app.get("/blobs/{name}/info")
        async def info(name: str, request: Request) -> BlobInfo:
            return self._readable(name, request)

        @self.app.post("/blobs/{name}/readers")
        async def share(name: str, request: Request) -> BlobInfo:
            found = self._readable(name, request)
            readers = sorted({*found.readers, *(await request.json())["add"]})
            self.blobs[name] = found.model_copy(update={"readers": readers})
            return self.blobs[name]

    def put(self, owner: str, media_type: str = "image/png") -> str:
        """Add a blob and return its name."""
        name = f"u-{uuid.uuid4().hex}"
        self.blobs[name] = BlobInfo(
            name=name,
            kind="upload",
            owner=owner,
            readers=[],
            media_type=media_type,
            size_bytes=10,
            sha256="0" * 64,
            created_at=datetime.now(UTC),
        )
        return name

    def _readable(self, name: str, request: Request) -> BlobInfo:
        assert request.headers["authorization"] == f"Bearer {BLOB_TOKEN}"
        found, reader = self.blobs.get(name), request.headers.get(READER_HEADER)
        if found is None or (reader and reader not in {found.owner, *found.readers}):
            raise BlobNotFound
        return found
