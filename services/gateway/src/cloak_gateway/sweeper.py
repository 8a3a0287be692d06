"""Repairs what crashes leave behind; any number of replicas may do it at once."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import structlog
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.contracts.topics import JOBS_REQUESTED
from cloak_kit.errors import Unavailable
from cloak_kit.kafka import Publisher
from cloak_kit.telemetry import bound_ids
from cloak_kit.tracing import resumed
from pymongo.errors import PyMongoError

from cloak_gateway import metrics
from cloak_gateway.cancelling import tell_workers
from cloak_gateway.clock import now
from cloak_gateway.jobs import Jobs, Outcome
from cloak_gateway.uploads import Uploads

log = structlog.get_logger(__name__)


class Sweeper:
    """Publishes accepted jobs that never got queued, fails overdue ones, clears half uploads."""

    def __init__(
        self,
        jobs: Jobs,
        uploads: Uploads,
        publisher: Publisher,
        *,
        every_s: float,
        requeue_after_s: float,
    ) -> None:
        self._jobs = jobs
        self._uploads = uploads
        self._publisher = publisher
        self._every_s = every_s
        self._lease = timedelta(seconds=requeue_after_s)

    async def run(self, stopping: asyncio.Event) -> None:
        """Sweep until `stopping` is set."""
        while not stopping.is_set():
            for sweep in (self.requeue, self.expire, self._uploads.sweep):
                await self._try(sweep)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), self._every_s)

    async def _try(self, sweep: Callable[[], Awaitable[None]]) -> None:
        try:
            await sweep()
        except (Unavailable, PyMongoError) as error:
            log.warning("sweep.put_off", reason=type(error).__name__)
        except Exception:  # a border: one failing sweep must not end the others
            log.exception("sweep.failed")

    async def requeue(self) -> None:
        """Tell the workers of jobs whose submission broke off before that; the same ids again."""
        while record := await self._jobs.take_unpublished(lease=self._lease):
            ids = bound_ids(request_id=record["request_id"], job_id=record["_id"])
            # A job of an earlier version has no trace.
            with ids, resumed(record.get("trace", {})):
                request = JobRequested.FromString(record["request"])
                await self._publisher.publish(JOBS_REQUESTED, request, key=record["_id"])
                await self._jobs.queued(record["_id"])
                metrics.JOBS_REQUEUED.inc()
                log.info("job.requeued")

    async def expire(self) -> None:
        """Fail jobs that no worker ended in time."""
        error = {"code": "expired", "message": "the job was not done in time"}
        for record in await self._jobs.overdue():
            outcome = Outcome("failed", now(), {"error": error})
            if await self._jobs.finished(record["_id"], outcome) is not None:
                metrics.JOBS_EXPIRED.inc()
                log.warning("job.expired", job_id=record["_id"])
                await tell_workers(self._publisher, record["_id"])
