"""Routes that store, describe, share and delete a blob."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from cloak_kit.blobs import BlobInfo
from cloak_kit.errors import BlobNotFound, BodyTooLarge, InvalidRequest, TokenMissing
from cloak_kit.problems import declared
from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, StringConstraints, ValidationError
from starlette.requests import ClientDisconnect

from cloak_storage.clients import authenticate
from cloak_storage.errors import (
    ServiceTokenInvalid,
    StoreAway,
    UploadAborted,
    UploadsBusy,
    UploadTooSlow,
)
from cloak_storage.routes.parameters import NAME_PATTERN, Labelled, Name, Reader, Store

_READERS_LIMIT_BYTES = 64 << 10
_BINARY_BODY = {
    "requestBody": {
        "required": True,
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"model": BlobInfo, "description": "The name was taken: the first one."}
}

router = APIRouter(
    prefix="/blobs",
    tags=["blobs"],
    dependencies=[Depends(authenticate)],
    responses=declared(TokenMissing, ServiceTokenInvalid, InvalidRequest, StoreAway),
)


class NewReaders(BaseModel):
    """The users who may read a blob from now on, beside those who may already."""

    add: list[Annotated[str, StringConstraints(pattern=NAME_PATTERN)]] = Field(max_length=200)


_READERS_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": NewReaders.model_json_schema()}},
    }
}


@router.put(
    "/{name}",
    status_code=201,
    openapi_extra=_BINARY_BODY,
    responses=_TAKEN
    | declared(UploadTooSlow, BodyTooLarge, InvalidRequest, UploadAborted, UploadsBusy, StoreAway),
)
async def put_blob(
    name: Name, label: Labelled, request: Request, response: Response, blobs: Store
) -> BlobInfo:
    """Store the body whole under this name; if it is taken, keep the first and discard the body."""
    try:
        info, created = await blobs.put(name, label, _body(request))
    except ClientDisconnect as error:
        raise UploadAborted from error
    if not created:
        response.status_code = 200
    return info


@router.get("/{name}/info", responses=declared(BlobNotFound))
async def describe_blob(name: Name, blobs: Store, reader: Reader = None) -> BlobInfo:
    """Describe a blob without opening it."""
    return (await blobs.records.find(name, reader=reader)).info


@router.post(
    "/{name}/readers",
    openapi_extra=_READERS_BODY,
    responses=declared(BlobNotFound, BodyTooLarge),
)
async def share_blob(name: Name, request: Request, blobs: Store, reader: Reader = None) -> BlobInfo:
    """Let more users read a blob; those who may already are no mistake."""
    # Read here and not by FastAPI, which would take in a body before it looks at the token.
    received = bytearray()
    async for data in _body(request):
        received += data
        if len(received) > _READERS_LIMIT_BYTES:
            raise BodyTooLarge(limit_bytes=_READERS_LIMIT_BYTES)
    try:
        added = NewReaders.model_validate_json(bytes(received))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    return await blobs.share(name, added.add, by=reader)


@router.delete("/{name}", status_code=204)
async def delete_blob(name: Name, blobs: Store, reader: Reader = None) -> None:
    """Remove a blob; for a user, only their own. One that is not there is as good as removed."""
    await blobs.delete(name, owner=reader)


async def _body(request: Request) -> AsyncIterator[bytes]:
    async for data in request.stream():
        yield data
