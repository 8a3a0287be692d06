"""Blobs on their way out: ranges, entity tags, and no way to become a page of this origin."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

import httpx
from cloak_kit.blobs import BlobInfo, StorageClient
from fastapi import Request
from starlette.responses import Response

from cloak_gateway.errors import RangeNotSatisfiable
from cloak_gateway.filenames import disposition
from cloak_gateway.streams import OwningStream

_OURS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
_PASSED = ("content-type", "content-length", "content-range", "etag", "last-modified")


def matches(header: str | None, etag: str) -> bool:
    """Whether an If-None-Match names this entity tag (weak comparison, RFC 9110, 13.1.2)."""
    if header is None:
        return False
    named = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in named or etag.removeprefix("W/") in named


async def download(
    request: Request,
    blobs: StorageClient,
    name: str,
    *,
    reader: str | None,
    filename: str | None = None,
    attachment: bool = False,
) -> Response:
    """Stream a blob for its reader: 200, 206 or 304; raises BlobNotFound, RangeNotSatisfiable."""
    asked = _range_of(request)
    if_range = request.headers.get("if-range")
    none_match = request.headers.get("if-none-match")
    if none_match is not None or (asked and if_range is not None):
        etag = f'"{(await blobs.info(name, reader=reader)).sha256}"'
        if matches(none_match, etag):
            return Response(status_code=304, headers={"ETag": etag})
        asked = asked if if_range in (None, etag) else None
    ours = _OURS if filename is None else {**_OURS, **_named(filename, attachment=attachment)}
    if request.method == "HEAD":
        return _described(await blobs.info(name, reader=reader), ours)
    stack = AsyncExitStack()
    try:
        found = await stack.enter_async_context(
            blobs.stream(name, reader=reader, range_header=asked)
        )
        if found.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise RangeNotSatisfiable(found.headers.get("content-range", "bytes */*"))
        headers = {k: found.headers[k] for k in _PASSED if k in found.headers} | ours
    except BaseException:
        await stack.aclose()
        raise
    raw = [(k.lower().encode(), v.encode("latin-1")) for k, v in headers.items()]
    return OwningStream(found.aiter_raw(), found.status_code, raw, stack)


def _named(filename: str, *, attachment: bool) -> dict[str, str]:
    return {"Content-Disposition": disposition("attachment" if attachment else "inline", filename)}


def _described(info: BlobInfo, ours: Mapping[str, str]) -> Response:
    """What a GET would say of the whole file; storage need not read it for that."""
    told = {
        "Content-Type": info.media_type,
        "Content-Length": str(info.size_bytes),
        "ETag": f'"{info.sha256}"',
    }
    return Response(headers={**told, **ours})


def _range_of(request: Request) -> str | None:
    asked = request.headers.get("range")
    return asked if asked and asked.startswith("bytes=") else None
