"""/api/jobs/{id}/retry: what failed or was cancelled, once more."""

from typing import Annotated

from cloak_gateway.errors import (
    Busy,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    InputsGone,
    JobNotFailed,
    JobNotFound,
)
from cloak_gateway.parts import Gateway
from cloak_gateway.resources import Job
from cloak_gateway.routes.submissions import ACCEPTED, IdempotencyKey, accepted, may_submit
from cloak_gateway.routes.uploads import SIGNED_IN
from cloak_kit.blobs import StorageUnavailable
from cloak_kit.errors import CloakError, Forbidden, InvalidRequest, RateLimited
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_kit.problems import declared
from cloak_kit.tokens import Admin, Caller
from fastapi import APIRouter, Path
from starlette.responses import JSONResponse

router = APIRouter()
JobId = Annotated[str, Path(max_length=64)]
_REFUSALS: tuple[type[CloakError], ...] = (
    *SIGNED_IN,
    JobNotFound,
    JobNotFailed,
    InputsGone,
    InvalidRequest,
    RateLimited,
    QueueUnavailable,
    StorageUnavailable,
    Busy,
)


@router.post(
    "/api/jobs/{job_id}/retry",
    status_code=202,
    response_model=Job,
    tags=["jobs"],
    responses={
        202: ACCEPTED,
        **declared(*_REFUSALS, IdempotencyKeyInUse, IdempotencyKeyReused),
    },
)
async def retry_job(
    job_id: JobId, caller: Caller, gateway: Gateway, idempotency_key: IdempotencyKey = None
) -> JSONResponse:
    """Submit a failed or cancelled job anew, with the inputs it had; a new job of one's own."""
    await may_submit(caller.id, gateway, idempotency_key)
    record = await gateway.jobs.get(caller.id, job_id)
    return accepted(await gateway.submissions.again(record, key=idempotency_key))


@router.post(
    "/api/admin/jobs/{job_id}/retry",
    status_code=202,
    response_model=Job,
    tags=["admin"],
    responses={202: ACCEPTED, **declared(*_REFUSALS, Forbidden)},
)
async def retry_anybodys_job(job_id: JobId, admin: Admin, gateway: Gateway) -> JSONResponse:
    """Submit anybody's failed or cancelled job anew; the new one is its owner's."""
    await may_submit(admin.id, gateway, None)
    record = await gateway.jobs.anybodys(job_id)
    return accepted(await gateway.submissions.again(record, key=None))
