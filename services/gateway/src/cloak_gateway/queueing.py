"""Telling the workers of a job, such that no crash in between loses it or does it twice."""

from dataclasses import dataclass
from datetime import UTC, timedelta

import structlog
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.contracts.topics import JOBS_REQUESTED
from cloak_kit.errors import Unavailable
from cloak_kit.kafka import Publisher
from cloak_kit.mongo import Document
from cloak_kit.telemetry import bound_ids

from cloak_gateway.clock import now
from cloak_gateway.jobs import Jobs, NewJob

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds from the submission, but `overdue_s` from the expiry."""

    expires_s: float
    overdue_s: float
    requeue_after_s: float
    kept_s: float


class Queue:
    """The order is the promise: inserted as `accepted`, workers told, marked `queued`.

    What breaks off after the insert is found by the sweeper, which tells the workers again under
    the same id.
    """

    def __init__(self, jobs: Jobs, publisher: Publisher, deadlines: Deadlines) -> None:
        self._jobs = jobs
        self._publisher = publisher
        self._deadlines = deadlines

    def request(self, owner: str, job_id: str) -> JobRequested:
        """A request made now, its task still missing."""
        at = now()
        request = JobRequested(job_id=job_id, owner_id=owner)
        request.requested_at.FromDatetime(at)
        request.expires_at.FromDatetime(at + timedelta(seconds=self._deadlines.expires_s))
        return request

    async def known(self, owner: str, job_id: str) -> Document:
        """A job that was submitted before; raises JobNotFound."""
        return await self._jobs.get(owner, job_id)

    async def submit(self, new: NewJob) -> Document:
        """Keep the job and tell the workers, now or as soon as the queue is back."""
        at = now()
        expires_at = new.request.expires_at.ToDatetime(UTC)
        record = await self._jobs.insert(
            new,
            requeue_at=at + timedelta(seconds=self._deadlines.requeue_after_s),
            overdue_at=expires_at + timedelta(seconds=self._deadlines.overdue_s),
            forget_at=at + timedelta(seconds=self._deadlines.kept_s),
        )
        with bound_ids(job_id=record["_id"]):
            try:
                await self._publisher.publish(JOBS_REQUESTED, new.request, key=record["_id"])
            except Unavailable:
                log.warning("job.left_to_sweeper")
                return record
            log.info("job.queued", kind=new.kind, mode=new.mode)
            return await self._jobs.queued(record["_id"]) or record
