"""What the gateway asks of auth, messaging and storage, as small services of their own."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from cloak_kit.blobs import KIND_HEADER, OWNER_HEADER, READER_HEADER, BlobInfo
from cloak_kit.errors import BlobNotFound
from cloak_kit.problems import install_problem_handlers
from cloak_kit.usage import Held, KindUsage, Names, Usage
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

BLOB_TOKEN = "a-service-token"


class Shelf:
    """The storage service's interface over memory, as far as the gateway uses it."""

    def __init__(self) -> None:
        self.infos: dict[str, BlobInfo] = {}
        self.contents: dict[str, bytes] = {}
        self.away = False
        self.may_store = asyncio.Event()
        self.may_store.set()
        self.has_received = asyncio.Event()
        self.app = FastAPI()
        install_problem_handlers(self.app)
        self.app.add_api_route("/healthz", self._health)
        self.app.add_api_route("/usage", self._usage)
        self.app.add_api_route("/readers/{reader}/results", self._shared)
        self.app.add_api_route("/blobs/{name}", self._put, methods=["PUT"], status_code=201)
        self.app.add_api_route("/blobs/{name}", self._get, methods=["GET"])
        self.app.add_api_route("/blobs/{name}", self._delete, methods=["DELETE"], status_code=204)
        self.app.add_api_route("/blobs/{name}/info", self._info, methods=["GET"])

    def add(self, name: str, content: bytes, *, owner: str, media_type: str) -> BlobInfo:
        """Put a blob on the shelf, if there is none of that name."""
        if name not in self.infos:
            self.contents[name] = content
            self.infos[name] = BlobInfo(
                name=name,
                kind="upload" if name.startswith("u-") else "result",
                owner=owner,
                readers=[],
                media_type=media_type,
                size_bytes=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                created_at=datetime.now(UTC),
            )
        return self.infos[name]

    async def _health(self, request: Request) -> Response:
        return Response(status_code=503 if self.away else 200)

    async def _put(self, name: str, request: Request) -> Response:
        body = await request.body()
        self.has_received.set()
        await self.may_store.wait()
        if self.away:
            return Response(status_code=503)
        assert request.headers[KIND_HEADER] in ("upload", "sealed")
        info = self.add(
            name,
            body,
            owner=request.headers[OWNER_HEADER],
            media_type=request.headers["content-type"],
        )
        return JSONResponse(info.model_dump(mode="json"), 201)

    async def _get(self, name: str, request: Request) -> Response:
        info, content = self._readable(name, request), self.contents[name]
        headers = {"ETag": f'"{info.sha256}"', "Content-Type": info.media_type}
        asked = request.headers.get("range")
        if asked is None:
            return Response(content, headers=headers)
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start, end = int(first), int(last or len(content) - 1)
        if start >= len(content):
            return Response(status_code=416, headers={"Content-Range": f"bytes */{len(content)}"})
        headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
        return Response(content[start : end + 1], 206, headers)

    async def _info(self, name: str, request: Request) -> BlobInfo:
        return self._readable(name, request)

    async def _delete(self, name: str) -> Response:
        self.infos.pop(name, None)
        self.contents.pop(name, None)
        return Response(status_code=204)

    async def _shared(self, reader: str) -> Names:
        found = [name for name, info in self.infos.items() if reader in info.readers]
        return Names(names=found)

    def share(self, name: str, reader: str) -> None:
        """Let somebody else read a blob."""
        info = self.infos[name]
        self.infos[name] = info.model_copy(update={"readers": [*info.readers, reader]})

    async def _usage(self) -> Usage:
        kinds: dict[str, list[int]] = {}
        for info in self.infos.values():
            kinds.setdefault(info.kind, []).append(info.size_bytes)
        told = [KindUsage(kind=kind, blobs=len(s), bytes=sum(s)) for kind, s in kinds.items()]
        total = Held(blobs=sum(k.blobs for k in told), bytes=sum(k.bytes for k in told))
        return Usage(total=total, expired=Held(), kinds=told)

    def _readable(self, name: str, request: Request) -> BlobInfo:
        assert request.headers["authorization"] == f"Bearer {BLOB_TOKEN}"
        found, reader = self.infos.get(name), request.headers.get(READER_HEADER)
        if found is None or (reader and reader not in {found.owner, *found.readers}):
            raise BlobNotFound
        return found


class Upstream:
    """Stands behind the gateway and tells what reached it."""

    def __init__(self, title: str, prefix: str) -> None:
        self.app = FastAPI(title=title, openapi_url=f"{prefix}/openapi.json")
        self.pulse = asyncio.Event()

        @self.app.get("/api/events", tags=["live"])
        async def events() -> StreamingResponse:
            return StreamingResponse(self._events(), media_type="text/event-stream")

        @self.app.api_route("/{path:path}", methods=["GET", "POST"], include_in_schema=False)
        async def echo(request: Request) -> JSONResponse:
            body = await request.body()
            told = {
                "title": title,
                "method": request.method,
                "target": request.scope["raw_path"].decode(),
                "query": request.url.query,
                "headers": dict(request.headers),
                "body": body.decode("latin-1"),
            }
            answer = JSONResponse(told, headers={"Retry-After": "7", "Connection": "close"})
            answer.set_cookie("cloak_session", f"of-{title}", path="/api/auth", httponly=True)
            answer.set_cookie("another", "one")
            return answer

    async def _events(self) -> AsyncIterator[bytes]:
        yield b"id: 1\nevent: first\ndata: {}\n\n"
        await self.pulse.wait()
        yield b"id: 2\nevent: second\ndata: {}\n\n"
