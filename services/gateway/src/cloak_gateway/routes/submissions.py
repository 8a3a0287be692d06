"""/api/embed and /api/extract: from a request to a job."""

from contextlib import AsyncExitStack
from typing import Annotated, Any

import cloak_codec as codec
from cloak_gateway.bodies import (
    BodyTooSlow,
    checked,
    media_type_of,
    read_json,
    stream_of,
    turn,
)
from cloak_gateway.errors import (
    PICTURE_REFUSALS,
    Busy,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    InvalidChannel,
    InvalidRate,
    InvalidSealed,
    PassphraseTooShort,
    PayloadAmbiguous,
    PayloadMissing,
    PayloadTooLarge,
    UnsupportedMediaType,
    UnsupportedPayload,
)
from cloak_gateway.forms import FormReader
from cloak_gateway.idempotency import checked_key
from cloak_gateway.jobs import resource
from cloak_gateway.metrics import counted_refusals
from cloak_gateway.parts import Gateway
from cloak_gateway.requests import (
    EmbedFields,
    EmbedRequest,
    ExtractFields,
    embed_request,
    extract_request,
    payload_file,
)
from cloak_gateway.resources import Job
from cloak_gateway.routes.uploads import SIGNED_IN
from cloak_gateway.spool import Spool
from cloak_gateway.submissions import Submitted
from cloak_kit.blobs import StorageUnavailable
from cloak_kit.errors import (
    BlobNotFound,
    BodyTooLarge,
    CloakError,
    InvalidRequest,
    InvalidUtf8,
    RateLimited,
)
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_kit.problems import declared
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Header, Request
from starlette.responses import JSONResponse

router = APIRouter(tags=["jobs"])
IdempotencyKey = Annotated[
    str | None,
    Header(
        description="1 to 128 printable ASCII characters, kept for 24 hours: the same key and "
        "body give the same job again, with `Idempotency-Replayed: true`."
    ),
]
_ALWAYS: tuple[type[CloakError], ...] = (
    *SIGNED_IN,
    BlobNotFound,
    InvalidRequest,
    InvalidUtf8,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    BodyTooLarge,
    BodyTooSlow,
    UnsupportedMediaType,
    RateLimited,
    QueueUnavailable,
    StorageUnavailable,
)
ACCEPTED: dict[str, Any] = {
    "description": "The job; poll or stream it at `Location`.",
    "headers": {
        name: {"schema": {"type": "string"}}
        for name in ("Location", "Retry-After", "Idempotency-Replayed")
    },
}
_RETRY_AFTER_S = 1


def _form_schema() -> dict[str, Any]:
    fields = EmbedFields.model_json_schema()["properties"]
    file = {"type": "string", "format": "binary"}
    return {
        "type": "object",
        "required": ["cover", "mode"],
        "properties": fields | {"file": file},
    }


def _body(**by_type: dict[str, Any]) -> dict[str, Any]:
    content = {media_type: {"schema": schema} for media_type, schema in by_type.items()}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/api/embed",
    status_code=202,
    response_model=Job,
    responses={
        202: ACCEPTED,
        **declared(
            *_ALWAYS,
            *PICTURE_REFUSALS,
            PayloadMissing,
            PayloadAmbiguous,
            PayloadTooLarge,
            UnsupportedPayload,
            InvalidSealed,
            InvalidChannel,
            InvalidRate,
            PassphraseTooShort,
            Busy,
        ),
    },
    openapi_extra=_body(
        **{
            "application/json": EmbedFields.model_json_schema(),
            "multipart/form-data": _form_schema(),
        }
    ),
)
async def embed(
    request: Request, caller: Caller, gateway: Gateway, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Hide a text, a file, or what the client has sealed itself, in a picture."""
    with counted_refusals():
        await may_submit(caller.id, gateway, idempotency_key)
        async with AsyncExitStack() as stack:
            wait_s = gateway.settings.body_wait_s
            await stack.enter_async_context(turn(gateway.bodies, wait_s=wait_s))
            wanted = await _embed_request(request, gateway, stack)
            # Still in its place: payloads that wait for a thread lie in memory too.
            done = await gateway.submissions.embed(caller.id, wanted, key=idempotency_key)
    return accepted(done)


@router.post(
    "/api/extract",
    status_code=202,
    response_model=Job,
    responses={202: ACCEPTED, **declared(*_ALWAYS, Busy)},
    openapi_extra=_body(**{"application/json": ExtractFields.model_json_schema()}),
)
async def extract(
    request: Request, caller: Caller, gateway: Gateway, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Look for a payload in a picture; no hint of what or how is needed.

    A covert message under a passphrase is found with its passphrase alone.
    """
    with counted_refusals():
        await may_submit(caller.id, gateway, idempotency_key)
        fields = await read_json(request, ExtractFields, limit_bytes=1 << 16)
        wanted = extract_request(fields)
        done = await gateway.submissions.extract(caller.id, wanted, key=idempotency_key)
    return accepted(done)


async def may_submit(owner: str, gateway: Gateway, key: str | None) -> None:
    """Raise what forbids a submission now: InvalidRequest, RateLimited, QueueUnavailable."""
    if key is not None:
        checked_key(key)
    await gateway.rates.take("jobs", owner)
    await gateway.publisher.check()


async def _embed_request(request: Request, gateway: Gateway, stack: AsyncExitStack) -> EmbedRequest:
    settings = gateway.settings
    file: codec.File | codec.Picture | None = None
    if media_type_of(request) == "multipart/form-data":

        def new_spool() -> Spool:
            spool = Spool(
                memory_bytes=settings.spool_memory_bytes, limit_bytes=settings.upload_limit_bytes
            )
            return stack.enter_context(spool)

        reader = FormReader(new_spool, field_limit_bytes=settings.json_limit_bytes)
        stream = stream_of(request, deadline_s=settings.body_deadline_s)
        form = await reader.read(request.headers["content-type"], stream)
        fields = checked(EmbedFields, form.fields)
        if form.file is not None:
            content = await form.file.spool.content()
            file = payload_file(form.file.filename, form.file.media_type, content)
    else:
        fields = await read_json(request, EmbedFields, limit_bytes=settings.json_limit_bytes)
    return embed_request(fields, file, passphrase_min_characters=settings.passphrase_min_characters)


def accepted(done: Submitted) -> JSONResponse:
    """The job as the answer to its submission."""
    job = resource(done.record)
    headers = {"Location": f"/api/jobs/{job.id}", "Retry-After": str(_RETRY_AFTER_S)}
    if done.replayed:
        headers["Idempotency-Replayed"] = "true"
    return JSONResponse(job.model_dump(mode="json"), 202, headers)
