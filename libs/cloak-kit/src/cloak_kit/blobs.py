"""Blobs, as every service but storage sees them: put if absent, stream out, share, delete."""

import json
from collections.abc import AsyncIterable, AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Literal, Protocol, Self

import httpx
from pydantic import BaseModel, ConfigDict

from cloak_kit.errors import BlobNotFound, BodyTooLarge, CloakError, Unavailable
from cloak_kit.settings import BlobSettings
from cloak_kit.telemetry import REQUEST_ID_HEADER, current_request_id
from cloak_kit.tracing.clients import TEMPLATE, TracedTransport
from cloak_kit.usage import Names, Usage

BlobKind = Literal["upload", "sealed", "result"]
READER_HEADER, OWNER_HEADER = "Cloak-Reader", "Cloak-Owner"
KIND_HEADER, RETENTION_HEADER = "Cloak-Kind", "Cloak-Retention-S"
# A download keeps its connection for as long as its reader is slow: it must not hold up the others.
_LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=50)


class BlobInfo(BaseModel):
    """What storage knows of a blob without opening it."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: BlobKind
    owner: str
    readers: list[str]
    media_type: str
    size_bytes: int
    sha256: str
    created_at: datetime
    expires_at: datetime | None = None


class StorageUnavailable(Unavailable):
    """The storage service does not answer."""

    code, title = "storage_unavailable", "Pictures cannot be reached for the moment"


class StorageRefused(CloakError):
    """Storage refused what this service asked: a defect on our side, not the caller's."""

    code = "storage_refused"


class BlobStore(Protocol):
    """The promise that the storage service and its in-memory double both keep."""

    async def put(
        self,
        name: str,
        body: bytes | AsyncIterable[bytes],
        *,
        owner: str,
        kind: BlobKind,
        media_type: str,
        retention_s: float | None = None,
    ) -> BlobInfo:
        """Store it whole under this name; if the name is taken, keep and return the first one."""
        ...

    async def read(self, name: str, *, limit_bytes: int, reader: str | None = None) -> bytes:
        """Return the content; raises BlobNotFound, BodyTooLarge."""
        ...

    async def info(self, name: str, *, reader: str | None = None) -> BlobInfo:
        """Describe it; raises BlobNotFound when it is not there, or not for this reader."""
        ...

    async def share(self, name: str, readers: Collection[str]) -> BlobInfo:
        """Let these users read it too; raises BlobNotFound."""
        ...

    async def delete(self, name: str) -> None:
        """Remove it; a missing one is as good as removed."""
        ...


class StorageClient:
    """A BlobStore over the storage service's HTTP interface."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    @classmethod
    @asynccontextmanager
    async def connect(cls, settings: BlobSettings) -> AsyncIterator[Self]:
        """Keep one connection pool for the length of the block."""
        async with httpx.AsyncClient(
            base_url=settings.url,
            timeout=settings.timeout_s,
            transport=TracedTransport(httpx.AsyncHTTPTransport(limits=_LIMITS)),
            headers={"Authorization": f"Bearer {settings.token.get_secret_value()}"},
        ) as http:
            yield cls(http)

    async def check(self) -> None:
        """Raise StorageUnavailable unless the service is alive; for readiness."""
        await self._call("GET", "/healthz")

    async def put(
        self,
        name: str,
        body: bytes | AsyncIterable[bytes],
        *,
        owner: str,
        kind: BlobKind,
        media_type: str,
        retention_s: float | None = None,
    ) -> BlobInfo:
        """Store it whole under this name; if the name is taken, keep and return the first one."""
        headers = {"Content-Type": media_type, OWNER_HEADER: owner, KIND_HEADER: kind}
        if retention_s is not None:
            headers[RETENTION_HEADER] = str(int(retention_s))
        response = await self._call(
            "PUT", "/blobs/{name}", name=name, content=body, headers=headers
        )
        return BlobInfo.model_validate_json(response.content)

    async def read(self, name: str, *, limit_bytes: int, reader: str | None = None) -> bytes:
        """Return the content; raises BlobNotFound, BodyTooLarge."""
        found = bytearray()
        async with self.stream(name, reader=reader) as response:
            async for chunk in response.aiter_bytes():
                found += chunk
                if len(found) > limit_bytes:
                    raise BodyTooLarge(limit_bytes=limit_bytes)
        return bytes(found)

    @asynccontextmanager
    async def stream(
        self, name: str, *, reader: str | None = None, range_header: str | None = None
    ) -> AsyncIterator[httpx.Response]:
        """Open the blob's bytes as a stream (200, 206 or 416 for a range); raises BlobNotFound."""
        headers = self._on_behalf_of(reader)
        if range_header:
            headers["Range"] = range_header
        try:
            async with self._http.stream(
                "GET",
                f"/blobs/{name}",
                headers=headers,
                extensions={TEMPLATE: "/blobs/{name}"},
            ) as response:
                if response.status_code != httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                    _refuse(response)
                yield response
        except httpx.TransportError as error:
            raise StorageUnavailable from error

    async def info(self, name: str, *, reader: str | None = None) -> BlobInfo:
        """Describe it; raises BlobNotFound when it is not there, or not for this reader."""
        response = await self._call(
            "GET", "/blobs/{name}/info", name=name, headers=self._on_behalf_of(reader)
        )
        return BlobInfo.model_validate_json(response.content)

    async def share(self, name: str, readers: Collection[str]) -> BlobInfo:
        """Let these users read it too; raises BlobNotFound."""
        body = json.dumps({"add": sorted(readers)}).encode()
        headers = {"Content-Type": "application/json"}
        response = await self._call(
            "POST", "/blobs/{name}/readers", name=name, content=body, headers=headers
        )
        return BlobInfo.model_validate_json(response.content)

    async def delete(self, name: str) -> None:
        """Remove it; a missing one is as good as removed."""
        await self._call("DELETE", "/blobs/{name}", name=name)

    async def shared_with(self, reader: str, *, limit: int) -> list[str]:
        """Names of the newest results that others let this user read; not of the BlobStore."""
        path = "/readers/{reader}/results?limit={limit}"
        response = await self._call("GET", path, reader=reader, limit=limit)
        return Names.model_validate_json(response.content).names

    async def usage(self) -> Usage:
        """How much storage holds; not of the BlobStore, for administrators alone."""
        return Usage.model_validate_json((await self._call("GET", "/usage")).content)

    async def _call(
        self,
        method: str,
        template: str,
        *,
        content: bytes | AsyncIterable[bytes] | None = None,
        headers: dict[str, str] | None = None,
        **ids: object,
    ) -> httpx.Response:
        sent = (headers or {}) | {REQUEST_ID_HEADER: current_request_id()}
        try:
            response = await self._http.request(
                method,
                template.format(**ids),
                content=content,
                headers=sent,
                extensions={TEMPLATE: template.partition("?")[0]},
            )
        except httpx.TransportError as error:
            raise StorageUnavailable from error
        _refuse(response)
        return response

    @staticmethod
    def _on_behalf_of(reader: str | None) -> dict[str, str]:
        ids = {REQUEST_ID_HEADER: current_request_id()}
        return ids | ({READER_HEADER: reader} if reader is not None else {})


def _refuse(response: httpx.Response) -> None:
    if response.is_success:
        return
    if response.status_code == httpx.codes.NOT_FOUND:
        raise BlobNotFound
    if response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
        raise BodyTooLarge(limit_bytes=_limit_in(response))
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise StorageUnavailable
    raise StorageRefused(f"storage answered {response.status_code}")


def _limit_in(response: httpx.Response) -> int:
    try:
        return int(response.json()["limit_bytes"])
    except (ValueError, KeyError, TypeError, httpx.ResponseNotRead):
        return 0
