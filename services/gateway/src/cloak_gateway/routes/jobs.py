"""/api/jobs: poll, stream, fetch, open, cancel."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any

from cloak_gateway import metrics
from cloak_gateway.bodies import read_json
from cloak_gateway.cancelling import tell_workers
from cloak_gateway.downloads import download, matches
from cloak_gateway.errors import (
    Busy,
    DamagedPayload,
    JobAlreadyFinished,
    JobHasNoResult,
    JobNotFinished,
    JobNotFound,
    NeedsNewerVersion,
    PassphraseRequired,
    RecipientKeyRequired,
    UnsupportedMediaType,
    WrongKey,
)
from cloak_gateway.jobs import etag, is_finished, resource
from cloak_gateway.opening import result_blob
from cloak_gateway.parts import Gateway, Parts
from cloak_gateway.requests import OpenFields
from cloak_gateway.resources import Job, JobKind, JobStatus, OpenedText, Page
from cloak_gateway.routes.payloads import payload_answer
from cloak_gateway.routes.uploads import BLOB_ANSWERS, SIGNED_IN
from cloak_kit.blobs import StorageUnavailable
from cloak_kit.errors import BlobNotFound, BodyTooLarge, InvalidRequest, InvalidUtf8, RateLimited
from cloak_kit.problems import declared
from cloak_kit.sse import MEDIA_TYPE, ServerEvent, event_stream
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

router = APIRouter(prefix="/api/jobs", tags=["jobs"])
_RETRY_AFTER_S = 1
_OPEN_BODY: dict[str, Any] = {
    "requestBody": {
        "required": False,
        "content": {"application/json": {"schema": OpenFields.model_json_schema()}},
    }
}


@router.get("", responses=declared(*SIGNED_IN, InvalidRequest))
async def list_jobs(
    caller: Caller,
    gateway: Gateway,
    status: JobStatus | None = None,
    kind: JobKind | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Page[Job]:
    """The caller's jobs, newest first."""
    wanted = {"owner": caller.id, "status": status, "kind": kind}
    given = {name: value for name, value in wanted.items() if value is not None}
    found = await gateway.jobs.page(given, limit=limit, cursor=cursor)
    return Page(items=[resource(record) for record in found.items], next_cursor=found.next_cursor)


@router.get(
    "/{job_id}",
    response_model=Job,
    responses={
        304: {"description": "Nothing has changed since this ETag."},
        **declared(*SIGNED_IN, JobNotFound),
    },
)
async def get_job(job_id: str, request: Request, caller: Caller, gateway: Gateway) -> Response:
    """The job as it stands; `Retry-After` while it is not finished."""
    record = await gateway.jobs.get(caller.id, job_id)
    headers = {"ETag": etag(record), "Cache-Control": "private, no-cache"}
    if not is_finished(record):
        headers["Retry-After"] = str(_RETRY_AFTER_S)
    if matches(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return JSONResponse(resource(record).model_dump(mode="json"), headers=headers)


@router.get(
    "/{job_id}/events",
    response_class=Response,
    responses={
        200: {
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
            "description": "`event: job` with the Job as data, at once and at each change; "
            "ends after the last one.",
        },
        **declared(*SIGNED_IN, JobNotFound, RateLimited),
    },
)
async def stream_job(job_id: str, caller: Caller, gateway: Gateway) -> Response:
    """The job, pushed: now, at each change, and for the last time when it is finished."""
    await gateway.jobs.get(caller.id, job_id)
    gateway.seats.check(caller.id)
    token_left_s = caller.expires_at - datetime.now(UTC).timestamp()
    return event_stream(
        _states(caller.id, job_id, gateway),
        stopping=gateway.readiness.stopping,
        lifetime_s=max(1.0, min(gateway.settings.stream_lifetime_s, token_left_s)),
    )


async def _states(owner: str, job_id: str, gateway: Parts) -> AsyncIterator[ServerEvent]:
    shown = 0
    metrics.STREAMS.labels("job").inc()
    try:
        with gateway.seats.taken(owner), gateway.wakeups.watch(job_id) as changed:
            while True:
                changed.clear()
                record = await gateway.jobs.get(owner, job_id)
                if record["version"] > shown:
                    shown = record["version"]
                    yield ServerEvent("job", resource(record).model_dump(mode="json"))
                if is_finished(record):
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), gateway.settings.stream_poll_s)
    finally:
        metrics.STREAMS.labels("job").dec()


@router.head("/{job_id}/result", include_in_schema=False)
@router.get(
    "/{job_id}/result",
    response_class=Response,
    responses={
        **BLOB_ANSWERS,
        **declared(*SIGNED_IN, JobNotFound, JobNotFinished, JobHasNoResult, StorageUnavailable),
    },
)
async def get_result(job_id: str, request: Request, caller: Caller, gateway: Gateway) -> Response:
    """The finished picture, or the sealed bytes that an extraction found."""
    record = await gateway.jobs.get(caller.id, job_id)
    name = result_blob(record)
    try:
        return await download(
            request,
            gateway.blobs,
            name,
            reader=caller.id,
            filename=record["filename"],
            attachment=True,
        )
    except BlobNotFound as gone:
        raise JobHasNoResult("the result is no longer kept") from gone


@router.post(
    "/{job_id}/open",
    response_model=OpenedText,
    responses={
        200: {
            "description": "A text as JSON; a file or picture as its bytes, with the header "
            "`Cloak-Payload-Kind: file|picture`.",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        },
        **declared(
            *SIGNED_IN,
            JobNotFound,
            JobNotFinished,
            JobHasNoResult,
            WrongKey,
            PassphraseRequired,
            RecipientKeyRequired,
            DamagedPayload,
            NeedsNewerVersion,
            InvalidRequest,
            InvalidUtf8,
            BodyTooLarge,
            UnsupportedMediaType,
            RateLimited,
            StorageUnavailable,
            Busy,
        ),
    },
    openapi_extra=_OPEN_BODY,
)
async def open_result(job_id: str, request: Request, caller: Caller, gateway: Gateway) -> Response:
    """Unseal what an extraction found; the passphrase is used once and not kept."""
    await gateway.rates.take("open", caller.id)
    wanted = await read_json(request, OpenFields, limit_bytes=1 << 14)
    secret = None if wanted.passphrase is None else wanted.passphrase.get_secret_value()
    record = await gateway.jobs.get(caller.id, job_id)
    return payload_answer(await gateway.opening.open(record, secret))


@router.delete("/{job_id}", responses=declared(*SIGNED_IN, JobNotFound, JobAlreadyFinished))
async def cancel_job(job_id: str, caller: Caller, gateway: Gateway) -> Job:
    """End a job that is queued or running."""
    record = await gateway.jobs.cancel(caller.id, job_id)
    await tell_workers(gateway.publisher, job_id)
    return resource(record)
