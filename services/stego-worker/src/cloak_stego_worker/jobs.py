"""From a record to a JobFinished: however a job ends, its owner is told."""

import asyncio
import time
from collections import OrderedDict
from datetime import UTC, datetime

import structlog
from aiokafka import ConsumerRecord
from cloak_kit.contracts.cloak.v1.events_pb2 import (
    JOB_KIND_EMBED,
    JOB_KIND_EXTRACT,
    JobFinished,
    Succeeded,
)
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.contracts.topics import JOBS_FINISHED, JOBS_REQUESTED
from cloak_kit.errors import PoisonMessage
from cloak_kit.kafka import Publisher
from cloak_kit.telemetry import REQUEST_ID_HEADER, bound_ids, safe_request_id
from cloak_kit.tracing import current, note_failure
from cloak_kit.tracing.messages import processing

from cloak_stego_worker import metrics
from cloak_stego_worker.cancellations import Cancellations
from cloak_stego_worker.outcomes import (
    EXPECTED,
    JobCancelledByOwner,
    JobExpired,
    JobUnsupported,
    failed,
)
from cloak_stego_worker.patience import Patience
from cloak_stego_worker.progress import Progress
from cloak_stego_worker.run import Run
from cloak_stego_worker.serving.client import ModelClient
from cloak_stego_worker.serving.networks import JobNetworks
from cloak_stego_worker.settings import WorkerSettings
from cloak_stego_worker.tasks import Tasks

log = structlog.get_logger(__name__)

KINDS = {"embed": JOB_KIND_EMBED, "extract": JOB_KIND_EXTRACT}
MOST_ATTEMPTS_REMEMBERED = 10_000


class Jobs:
    """Handles records of cloak.jobs.requested; when it returns, the record may be committed."""

    def __init__(
        self,
        settings: WorkerSettings,
        *,
        tasks: Tasks,
        models: ModelClient,
        events: Publisher,
        cancellations: Cancellations,
    ) -> None:
        self._settings = settings
        self._tasks = tasks
        self._models = models
        self._events = events
        self._cancellations = cancellations
        self._patience = Patience(settings.first_retry_s, settings.longest_retry_s)
        self._attempts: OrderedDict[str, int] = OrderedDict()

    async def handle(self, record: ConsumerRecord) -> None:
        """Run the record's job to its end and tell it, or put the record aside with a reason.

        Raises QueueUnavailable when the end could not be told for ``kafka.retry_for_s``: then the
        record must come again.
        """
        sent = dict(record.headers).get(REQUEST_ID_HEADER, b"").decode("latin-1")
        with bound_ids(request_id=safe_request_id(sent)), processing(record) as span:
            try:
                request = _decoded(record)
            except PoisonMessage as poison:
                note_failure(span, PoisonMessage)
                await self._put_aside(record, poison.reason)
                return
            with bound_ids(job_id=request.job_id), metrics.IN_FLIGHT.track_inprogress():
                await self._handle(request, record)

    async def _handle(self, request: JobRequested, record: ConsumerRecord) -> None:
        begun = time.perf_counter()
        kind = request.WhichOneof("task") or "unknown"
        finished = JobFinished(
            job_id=request.job_id,
            owner_id=request.owner_id,
            kind=KINDS.get(kind),
            attempts=self._attempt(request.job_id),
        )
        finished.started_at.GetCurrentTime()
        log.info("job.started", kind=kind, attempt=finished.attempts)
        defect = await self._finish(request, finished)
        if kind == "embed" and finished.WhichOneof("outcome") == "succeeded":
            # What did not succeed may be tried again with it, until storage lets it go.
            finished.spent_blobs.append(request.embed.sealed.name)
        finished.finished_at.GetCurrentTime()
        if defect is not None:
            note_failure(current(), type(defect))
            await self._put_aside(record, f"crashed: {type(defect).__name__}")
        await self._tell(finished)
        outcome = _outcome(finished)
        current().set_attributes(
            {"cloak.job.id": request.job_id, "cloak.job.kind": kind, "cloak.job.outcome": outcome}
        )
        metrics.JOBS.labels(kind, outcome).inc()
        metrics.JOB_SECONDS.labels(kind).observe(time.perf_counter() - begun)
        for stage, seconds in finished.timings.items():
            metrics.STAGE_SECONDS.labels(kind, stage).observe(seconds)
        log.info("job.finished", kind=kind, outcome=outcome, timings=_rounded(finished))

    async def _finish(self, request: JobRequested, finished: JobFinished) -> Exception | None:
        """Run the job and write its end into ``finished``; return the defect that ended it."""
        loop = asyncio.get_running_loop()
        deadline_at = loop.time() + self._settings.job_deadline_s
        networks = JobNetworks(self._models, loop, deadline_at=deadline_at)
        progress = Progress(
            self._events,
            request,
            attempt=finished.attempts,
            interval_s=self._settings.progress_interval_s,
        )
        run = Run(
            request.job_id,
            request.owner_id,
            deadline_at,
            networks,
            self._cancellations,
            loop.time,
            progress.enter,
        )
        defect: Exception | None = None
        try:
            _check_expiry(request)
            async with progress:
                finished.succeeded.CopyFrom(await self._perform(request, run))
        except JobCancelledByOwner:
            finished.cancelled.SetInParent()
        except EXPECTED as reason:
            finished.failed.CopyFrom(failed(reason))
        except Exception as error:
            log.exception("job.crashed")
            finished.failed.CopyFrom(failed(error))
            defect = error
        run.add({"queue": _waited_s(request, finished), "model": networks.seconds})
        finished.timings.update(run.seconds)
        return defect

    async def _perform(self, request: JobRequested, run: Run) -> Succeeded:
        match request.WhichOneof("task"):
            case "embed":
                return await self._tasks.embed(request.embed, run)
            case "extract":
                return await self._tasks.extract(request.extract, run)
            case _:
                raise JobUnsupported("this kind of job")

    async def _tell(self, finished: JobFinished) -> None:
        give_up_at = asyncio.get_running_loop().time() + self._settings.kafka.retry_for_s
        await self._patience.until(
            give_up_at,
            "publish",
            lambda: self._events.publish(JOBS_FINISHED, finished, key=finished.job_id),
        )

    async def _put_aside(self, record: ConsumerRecord, reason: str) -> None:
        give_up_at = asyncio.get_running_loop().time() + self._settings.kafka.retry_for_s
        await self._patience.until(
            give_up_at,
            "publish",
            lambda: self._events.publish_dead(JOBS_REQUESTED, record.value, record.key, reason),
        )
        metrics.DEAD_LETTERS.labels(reason).inc()
        log.warning("message.put_aside", offset=record.offset, reason=reason)

    def _attempt(self, job_id: str) -> int:
        """Count the deliveries of a job that this worker has seen."""
        self._attempts[job_id] = self._attempts.pop(job_id, 0) + 1
        if len(self._attempts) > MOST_ATTEMPTS_REMEMBERED:
            self._attempts.popitem(last=False)
        return self._attempts[job_id]


def _decoded(record: ConsumerRecord) -> JobRequested:
    request = JOBS_REQUESTED.decode(record.value)
    if not request.job_id or not request.owner_id:
        raise PoisonMessage("no_job_or_owner")
    return request


def _check_expiry(request: JobRequested) -> None:
    if not request.HasField("expires_at"):
        return
    if request.expires_at.ToDatetime(UTC) <= datetime.now(UTC):
        raise JobExpired


def _waited_s(request: JobRequested, finished: JobFinished) -> float:
    if not request.HasField("requested_at"):
        return 0.0
    waited = finished.started_at.ToDatetime(UTC) - request.requested_at.ToDatetime(UTC)
    return max(0.0, waited.total_seconds())


def _outcome(finished: JobFinished) -> str:
    return finished.failed.code or (finished.WhichOneof("outcome") or "")


def _rounded(finished: JobFinished) -> dict[str, float]:
    return {stage: round(seconds, 3) for stage, seconds in finished.timings.items()}
