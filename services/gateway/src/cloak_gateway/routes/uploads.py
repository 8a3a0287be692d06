"""/api/upload, /api/uploads and /api/blobs: pictures in and out."""

from contextlib import AsyncExitStack
from typing import Annotated

from cloak_gateway.bodies import BodyTooSlow, media_type_of, stream_of, turn
from cloak_gateway.covers import checked_name
from cloak_gateway.downloads import download, matches
from cloak_gateway.errors import (
    PICTURE_REFUSALS,
    Busy,
    RangeNotSatisfiable,
    UnsupportedMediaType,
)
from cloak_gateway.filenames import from_header
from cloak_gateway.forms import FormReader
from cloak_gateway.metrics import counted_refusals
from cloak_gateway.parts import Gateway
from cloak_gateway.pictures import preview_of
from cloak_gateway.resources import Page, Upload
from cloak_gateway.spool import Spool
from cloak_gateway.uploads import NewPicture
from cloak_kit.blobs import StorageUnavailable
from cloak_kit.errors import (
    BlobNotFound,
    BodyTooLarge,
    CloakError,
    InvalidRequest,
    RateLimited,
    TokenExpired,
    TokenMissing,
    Unauthenticated,
    Unavailable,
)
from cloak_kit.problems import declared
from cloak_kit.tokens import Caller, KeysUnavailable
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

SIGNED_IN: tuple[type[CloakError], ...] = (
    TokenMissing,
    Unauthenticated,
    TokenExpired,
    KeysUnavailable,
    Unavailable,
)
router = APIRouter(tags=["pictures"])
_PICTURE = {"schema": {"type": "string", "format": "binary"}}
_UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "image/*": _PICTURE,
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    },
    "parameters": [
        {
            "name": "X-Filename",
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
            "description": "The file's name, percent-encoded UTF-8; for a raw body.",
        }
    ],
}


@router.post(
    "/api/upload",
    status_code=201,
    response_model=Upload,
    responses=declared(
        *SIGNED_IN,
        *PICTURE_REFUSALS,
        InvalidRequest,
        BodyTooLarge,
        BodyTooSlow,
        UnsupportedMediaType,
        RateLimited,
        StorageUnavailable,
        Busy,
    ),
    openapi_extra=_UPLOAD_BODY,
)
async def upload_picture(request: Request, caller: Caller, gateway: Gateway) -> Upload:
    """Take a picture in: checked by its content, stored whole or not at all."""
    await gateway.rates.take("uploads", caller.id)
    with counted_refusals():
        async with AsyncExitStack() as stack:
            wait_s = gateway.settings.body_wait_s
            await stack.enter_async_context(turn(gateway.bodies, wait_s=wait_s))
            return await gateway.uploads.add(await _received(request, caller.id, gateway, stack))


async def _received(
    request: Request, owner: str, gateway: Gateway, stack: AsyncExitStack
) -> NewPicture:
    settings = gateway.settings

    def new_spool() -> Spool:
        spool = Spool(
            memory_bytes=settings.spool_memory_bytes, limit_bytes=settings.upload_limit_bytes
        )
        return stack.enter_context(spool)

    stream = stream_of(request, deadline_s=settings.body_deadline_s)
    media_type = media_type_of(request)
    if media_type == "multipart/form-data":
        reader = FormReader(new_spool, field_limit_bytes=1024)
        form = await reader.read(request.headers["content-type"], stream)
        if form.file is None:
            raise InvalidRequest("the form has no part called file")
        return NewPicture(owner, form.file.filename, form.file.spool)
    if not media_type.startswith("image/"):
        raise UnsupportedMediaType("send image/* or multipart/form-data")
    spool = new_spool()
    async for chunk in stream:
        await spool.write(chunk)
    return NewPicture(owner, from_header(request.headers.get("x-filename")), spool)


@router.get("/api/uploads", responses=declared(*SIGNED_IN))
async def list_uploads(
    caller: Caller,
    gateway: Gateway,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Page[Upload]:
    """The caller's pictures, newest first."""
    return await gateway.uploads.page(caller.id, limit=limit, cursor=cursor)


@router.get("/api/uploads/{upload_id}", responses=declared(*SIGNED_IN, BlobNotFound))
async def get_upload(upload_id: str, caller: Caller, gateway: Gateway) -> Upload:
    """One of the caller's pictures."""
    return await gateway.uploads.get(caller.id, upload_id)


@router.delete(
    "/api/uploads/{upload_id}",
    status_code=204,
    responses=declared(*SIGNED_IN, BlobNotFound, StorageUnavailable),
)
async def delete_upload(upload_id: str, caller: Caller, gateway: Gateway) -> None:
    """Remove one of the caller's pictures; who received it can no longer read it."""
    await gateway.uploads.delete(caller.id, upload_id)


@router.get(
    "/api/blobs/{blob_id}/preview",
    response_class=Response,
    responses={
        200: {"content": {"image/jpeg": _PICTURE}, "description": "A small JPEG."},
        304: {"description": "The preview that the caller has is still the right one."},
        **declared(*SIGNED_IN, BlobNotFound, BodyTooLarge, StorageUnavailable, Busy),
    },
)
async def get_preview(
    blob_id: str,
    request: Request,
    caller: Caller,
    gateway: Gateway,
    size: Annotated[int, Query(ge=64, le=1024)] = 512,
) -> Response:
    """A JPEG of a picture the caller may read, whose long side has at most `size` pixels."""
    name = checked_name(blob_id)
    picture = await gateway.blobs.info(name, reader=caller.id)
    headers = {"ETag": f'"{picture.sha256}-{size}"', "Cache-Control": "private, no-cache"}
    if matches(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    limit_bytes = gateway.settings.upload_limit_bytes
    preview = await gateway.pictures.run_on(
        lambda: gateway.blobs.read(name, limit_bytes=limit_bytes, reader=caller.id),
        lambda image: preview_of(image, long_side=size),
    )
    return Response(preview, media_type="image/jpeg", headers=headers)


BLOB_ANSWERS: dict[int | str, dict[str, object]] = {
    200: {"content": {"image/*": _PICTURE}, "description": "The whole file; ETag is its SHA-256."},
    206: {"content": {"image/*": _PICTURE}, "description": "The range that was asked for."},
    304: {"description": "The file that the caller has is still the right one."},
    **declared(RangeNotSatisfiable),
}


@router.head("/api/blobs/{blob_id}", include_in_schema=False)
@router.get(
    "/api/blobs/{blob_id}",
    response_class=Response,
    responses={**BLOB_ANSWERS, **declared(*SIGNED_IN, BlobNotFound, StorageUnavailable)},
)
async def get_blob(blob_id: str, request: Request, caller: Caller, gateway: Gateway) -> Response:
    """Any picture the caller may read: own uploads and results, pictures in received messages."""
    return await download(request, gateway.blobs, checked_name(blob_id), reader=caller.id)
