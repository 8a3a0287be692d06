"""Routes that give a blob's bytes: whole, a range, or only the headers."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from cloak_kit.blobs import KIND_HEADER, OWNER_HEADER
from cloak_kit.errors import BlobNotFound, InvalidRequest, TokenMissing
from cloak_kit.problems import declared
from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import StreamingResponse

from cloak_storage.clients import authenticate
from cloak_storage.errors import (
    BlobDamaged,
    MasterKeyMissing,
    RangeNotSatisfiable,
    ServiceTokenInvalid,
    StoreAway,
)
from cloak_storage.ranges import Span, parse_range
from cloak_storage.records import Record
from cloak_storage.routes.parameters import Name, Reader, Store

router = APIRouter(
    prefix="/blobs",
    tags=["content"],
    dependencies=[Depends(authenticate)],
    responses=declared(TokenMissing, ServiceTokenInvalid, InvalidRequest, BlobNotFound, StoreAway),
)
_BYTES: dict[str, Any] = {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
_WHOLE_OR_PART: dict[int | str, dict[str, Any]] = {
    200: _BYTES | {"description": "The whole blob."},
    206: _BYTES | {"description": "The range asked for."},
    304: {"description": "The caller has it already."},
}
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match")]


@router.get(
    "/{name}",
    response_class=StreamingResponse,
    responses=_WHOLE_OR_PART | declared(RangeNotSatisfiable, BlobDamaged, MasterKeyMissing),
)
async def read_blob(
    name: Name,
    blobs: Store,
    reader: Reader = None,
    range_header: Annotated[str | None, Header(alias="Range")] = None,
    if_range: Annotated[str | None, Header(alias="If-Range")] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Stream a blob out; a range opens only the parts it touches."""
    record = await blobs.records.find(name, reader=reader)
    headers = _headers(record)
    if _matches(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    size = record.info.size_bytes
    asked = range_header if if_range in (None, headers["ETag"]) else None
    span = parse_range(asked, size)
    if span:
        headers["Content-Range"] = span.content_range(size)
    whole = span or Span(0, size)
    headers["Content-Length"] = str(whole.length)
    # The first part is opened before the status is sent: what is damaged there is still a 500.
    content = blobs.content(record, whole)
    first = await anext(content)
    return StreamingResponse(
        _joined(first, content),
        status_code=206 if span else 200,
        media_type=record.info.media_type,
        headers=headers,
    )


@router.head(
    "/{name}",
    responses={
        200: {"description": "The headers of the blob."},
        304: {"description": "The caller has it already."},
    },
)
async def describe_content(
    name: Name, blobs: Store, reader: Reader = None, if_none_match: IfNoneMatch = None
) -> Response:
    """Give the headers of a GET."""
    record = await blobs.records.find(name, reader=reader)
    headers = _headers(record)
    if _matches(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(record.info.size_bytes)
    return Response(headers=headers, media_type=record.info.media_type)


def _headers(record: Record) -> dict[str, str]:
    return {
        "ETag": f'"{record.info.sha256}"',
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        OWNER_HEADER: record.info.owner,
        KIND_HEADER: record.info.kind,
    }


def _matches(if_none_match: str | None, etag: str) -> bool:
    offered = {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}
    return etag in offered or offered == {"*"}


async def _joined(first: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    async with aclosing(rest) as following:
        yield first
        async for part in following:
            yield part
