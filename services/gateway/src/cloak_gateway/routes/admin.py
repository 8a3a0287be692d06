"""/api/admin: the queues, everybody's jobs, dead letters and what is stored, for administrators."""

from typing import Annotated

from cloak_gateway.administration import (
    AdminJob,
    DeadLetterView,
    QueueReport,
    StorageReport,
    admin_job,
    queue_report,
    storage_report,
)
from cloak_gateway.errors import AlreadyRedriven, DeadLetterNotFound
from cloak_gateway.parts import Gateway
from cloak_gateway.resources import JobKind, JobStatus, Page
from cloak_gateway.routes.uploads import SIGNED_IN
from cloak_kit.blobs import StorageUnavailable
from cloak_kit.errors import CloakError, Forbidden, InvalidRequest, RateLimited
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_kit.problems import declared
from cloak_kit.tokens import Admin
from fastapi import APIRouter, Path, Query

router = APIRouter(prefix="/api/admin", tags=["admin"])
_REFUSALS: tuple[type[CloakError], ...] = (*SIGNED_IN, Forbidden)


@router.get("/queues", responses=declared(*_REFUSALS, QueueUnavailable))
async def read_queues(_: Admin, gateway: Gateway) -> QueueReport:
    """Topics with their partitions and records, consumer groups with their lag; 2 s old at most."""
    return queue_report(await gateway.queues.seen())


@router.get("/jobs", responses=declared(*_REFUSALS, InvalidRequest))
async def list_all_jobs(
    _: Admin,
    gateway: Gateway,
    status: JobStatus | None = None,
    kind: JobKind | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Page[AdminJob]:
    """Everybody's jobs, newest first; nothing of what they hide or find."""
    given = {"status": status, "kind": kind}
    wanted = {name: value for name, value in given.items() if value is not None}
    found = await gateway.jobs.page(wanted, limit=limit, cursor=cursor)
    people = await gateway.people.named([record["owner"] for record in found.items])
    items = [admin_job(record, people.get(record["owner"])) for record in found.items]
    return Page(items=items, next_cursor=found.next_cursor)


@router.get(
    "/dead-letters", responses=declared(*_REFUSALS, InvalidRequest, RateLimited, QueueUnavailable)
)
async def list_dead_letters(
    admin: Admin, gateway: Gateway, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Page[DeadLetterView]:
    """The newest `limit` of each topic's dead letters, newest first; their content is not shown."""
    await gateway.rates.take("admin", admin.id)
    return Page(items=await gateway.dead_letters.newest(limit))


@router.post(
    "/dead-letters/{letter_id}/redrive",
    responses=declared(
        *_REFUSALS,
        InvalidRequest,
        DeadLetterNotFound,
        AlreadyRedriven,
        RateLimited,
        QueueUnavailable,
    ),
)
async def redrive_dead_letter(
    letter_id: Annotated[str, Path(max_length=128)], admin: Admin, gateway: Gateway
) -> DeadLetterView:
    """Write the message to its own topic again, once; its dead letter stays to be seen."""
    await gateway.rates.take("admin", admin.id)
    return await gateway.dead_letters.redrive(letter_id, by=admin.id)


@router.get("/storage", responses=declared(*_REFUSALS, StorageUnavailable))
async def read_storage(_: Admin, gateway: Gateway) -> StorageReport:
    """Blobs and bytes by kind, and what has expired and still lies there; 10 s old at most."""
    return storage_report(await gateway.usage.seen())
