"""The `jobs` collection: every change is guarded, so late and doubled news change nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.mongo import Document
from cloak_kit.tracing import carried
from pymongo import ASCENDING, DESCENDING, ReturnDocument
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from cloak_gateway import metrics
from cloak_gateway.clock import now
from cloak_gateway.endings import ending_of
from cloak_gateway.errors import JobAlreadyFinished, JobNotFound
from cloak_gateway.positions import cursor_of, page_filter, position
from cloak_gateway.resources import Job, JobKind, JobStatus, ModeName, Page
from cloak_gateway.wakeups import Wakeups

OPEN: tuple[JobStatus, ...] = ("accepted", "queued", "running")
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be; `request` is what the workers are told, `filename` what the result is called."""

    kind: JobKind
    mode: ModeName | None
    request: JobRequested
    filename: str
    request_id: str
    retry_of: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended; `fields` are those of the API's Job."""

    status: JobStatus
    finished_at: datetime
    fields: dict[str, Any]

    @property
    def code(self) -> str | None:
        """Why it failed, if it did."""
        error: dict[str, str] = self.fields.get("error", {})
        return error.get("code")


class Jobs:
    """Jobs by id and by owner. Each change counts `version` up and wakes the job's streams."""

    def __init__(self, database: AsyncDatabase[Document], wakeups: Wakeups) -> None:
        self._jobs = database["jobs"]
        self._wakeups = wakeups

    async def prepare(self) -> None:
        """Create the indexes that the queries need."""
        await self._jobs.create_index([("owner", ASCENDING), ("position", DESCENDING)])
        await self._jobs.create_index([("position", DESCENDING)])
        await self._jobs.create_index([("status", ASCENDING), ("position", DESCENDING)])
        await self._jobs.create_index([("status", ASCENDING), ("requeue_at", ASCENDING)])
        await self._jobs.create_index([("status", ASCENDING), ("overdue_at", ASCENDING)])
        await self._jobs.create_index([("forget_at", ASCENDING)], expireAfterSeconds=0)

    async def insert(
        self, new: NewJob, *, requeue_at: datetime, overdue_at: datetime, forget_at: datetime
    ) -> Document:
        """Keep it as `accepted`; one that is there already stays as it is and is returned."""
        request = new.request
        created_at = request.requested_at.ToDatetime(UTC)
        record: Document = {
            "_id": request.job_id,
            "owner": request.owner_id,
            "position": position(created_at, request.job_id),
            "kind": new.kind,
            "status": "accepted",
            "mode": new.mode,
            "version": 1,
            "attempts": 0,
            "created_at": created_at,
            "requeue_at": requeue_at,
            "overdue_at": overdue_at,
            "forget_at": forget_at,
            "filename": new.filename,
            "request_id": new.request_id,
            "trace": carried(),
            "retry_of": new.retry_of,
            "request": request.SerializeToString(),
        }
        try:
            await self._jobs.insert_one(record)
        except DuplicateKeyError:
            return await self.get(request.owner_id, request.job_id)
        metrics.JOBS_ACCEPTED.labels(new.kind, new.mode or "any").inc()
        return record

    async def get(self, owner: str, job_id: str) -> Document:
        """One of the owner's jobs; raises JobNotFound."""
        found = await self._jobs.find_one({"_id": job_id, "owner": owner})
        if found is None:
            raise JobNotFound
        return found

    async def find(self, job_id: str) -> Document | None:
        """A job, whoever owns it."""
        return await self._jobs.find_one({"_id": job_id})

    async def anybodys(self, job_id: str) -> Document:
        """A job, whoever owns it, for administrators; raises JobNotFound."""
        found = await self.find(job_id)
        if found is None:
            raise JobNotFound
        return found

    async def page(
        self, wanted: Mapping[str, str], *, limit: int, cursor: str | None
    ) -> Page[Document]:
        """The jobs with these fields, newest first; raises InvalidRequest."""
        where: dict[str, Any] = page_filter(cursor) | dict(wanted)
        found = await self._jobs.find(where).sort("position", DESCENDING).limit(limit + 1).to_list()
        return Page(items=found[:limit], next_cursor=cursor_of(found, limit))

    async def queued(self, job_id: str) -> Document | None:
        """The workers have been told."""
        return await self._change({"_id": job_id, "status": "accepted"}, {"status": "queued"})

    async def progressed(
        self, job_id: str, *, at: datetime, stage: str, fraction: float, attempt: int
    ) -> Document | None:
        """Never after the end, and the fraction never goes back."""
        ahead = [{"progress": None}, {"progress.fraction": {"$lt": fraction}}]
        return await self._change(
            {"_id": job_id, "status": {"$in": OPEN}, "$or": ahead},
            {"status": "running", "progress": {"stage": stage, "fraction": fraction}},
            {"$min": {"started_at": at}, "$max": {"attempts": attempt}},
        )

    async def finished(self, job_id: str, outcome: Outcome) -> Document | None:
        """The first end counts."""
        ended = await self._change(
            {"_id": job_id, "status": {"$in": OPEN}},
            {"status": outcome.status, "finished_at": outcome.finished_at, **outcome.fields},
        )
        if ended is not None:
            # By the clock that it was accepted by; that the news came late is late for its owner.
            lasted_s = (now() - ended["created_at"]).total_seconds()
            ending = ending_of(outcome.status, outcome.code)
            metrics.JOB_SECONDS.labels(ended["kind"], ending).observe(max(0.0, lasted_s))
        return ended

    async def cancel(self, owner: str, job_id: str) -> Document:
        """End it before its end; raises JobNotFound, JobAlreadyFinished."""
        record = await self.get(owner, job_id)
        ended = await self.finished(record["_id"], Outcome("cancelled", now(), {}))
        if ended is None:
            raise JobAlreadyFinished
        return ended

    async def take_unpublished(self, *, lease: timedelta) -> Document | None:
        """One job that was accepted and never queued; for so long no other replica takes it."""
        at = now()
        return await self._jobs.find_one_and_update(
            {"status": "accepted", "requeue_at": {"$lte": at}},
            {"$set": {"requeue_at": at + lease}},
            return_document=ReturnDocument.AFTER,
        )

    async def overdue(self) -> list[Document]:
        """Some jobs that should have ended long ago."""
        where = {"status": {"$in": OPEN}, "overdue_at": {"$lt": now()}}
        return await self._jobs.find(where, {"_id": 1, "owner": 1}).limit(_AT_ONCE).to_list()

    async def _change(
        self,
        guard: dict[str, Any],
        fields: dict[str, Any],
        also: dict[str, dict[str, Any]] | None = None,
    ) -> Document | None:
        changed = await self._jobs.find_one_and_update(
            guard,
            {"$set": fields, "$inc": {"version": 1}, **(also or {})},
            return_document=ReturnDocument.AFTER,
        )
        if changed is not None:
            await self._wakeups.announce(changed["_id"])
        return changed


def is_finished(record: Document) -> bool:
    """Nothing changes any more."""
    return record["status"] not in OPEN


def etag(record: Document) -> str:
    """Changes with every change of the job."""
    return f'"{record["version"]}"'


def resource(record: Document) -> Job:
    """The job as it is sent; the wait until a worker began counts as `queue`."""
    fields = {key: value for key, value in record.items() if key in Job.model_fields}
    timings = dict(record.get("timings") or {})
    started_at = record.get("started_at")
    if started_at is not None:
        waited_s = (started_at - record["created_at"]).total_seconds()
        timings = {"queue": max(0.0, waited_s)} | timings
    if is_finished(record):
        fields["progress"] = None
    return Job.model_validate(fields | {"id": record["_id"], "timings": timings})
