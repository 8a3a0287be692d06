"""What the workers and auth tell, taken into the collections `jobs`, `made` and `people`."""

import asyncio
from datetime import UTC

import structlog
from cloak_kit.contracts.cloak.v1.events_pb2 import (
    Answer,
    Embedded,
    Extracted,
    JobFinished,
    JobProgressed,
    UserChanged,
)
from cloak_kit.contracts.cloak.v1.jobs_pb2 import BlobRef, Mode
from cloak_kit.contracts.topics import JOBS_FINISHED, JOBS_PROGRESSED, USERS_CHANGED
from cloak_kit.errors import PoisonMessage, Unavailable
from cloak_kit.kafka import Delivery, Drain, Publisher, consume, subscribe
from cloak_kit.kafka.consumer import Routes
from cloak_kit.mongo import Document
from cloak_kit.settings import KafkaSettings
from cloak_kit.telemetry import bound_ids
from google.protobuf.timestamp_pb2 import Timestamp

from cloak_gateway import metrics
from cloak_gateway.clock import now
from cloak_gateway.jobs import Jobs, Outcome
from cloak_gateway.made import Made
from cloak_gateway.people import People

log = structlog.get_logger(__name__)
_IN_FLIGHT = 32  # order does not matter: every change is guarded
_PAUSE_S = 2.0
_MODES = {
    Mode.MODE_ROBUST: "robust",
    Mode.MODE_IMAGE: "image",
    Mode.MODE_COVERT: "covert",
}
_ANSWERS = {
    Answer.ANSWER_PAYLOAD: "payload",
    Answer.ANSWER_NO_MESSAGE: "no_message",
    Answer.ANSWER_DAMAGED: "damaged",
    Answer.ANSWER_NEEDS_MODEL: "needs_model",
}


class ProjectorStopped(Unavailable):
    """The news of the workers are not being read at the moment."""

    code, title = "projector_stopped", "The state of jobs is not being updated for the moment"


class Projector:
    """Reads its topics in one group, for as long as the process lives."""

    def __init__(
        self,
        jobs: Jobs,
        people: People,
        made: Made,
        dead_letters: Publisher,
        settings: KafkaSettings,
        *,
        group: str,
    ) -> None:
        self._jobs = jobs
        self._people = people
        self._made = made
        self._dead_letters = dead_letters
        self._settings = settings
        self._group = group
        self._reading = False

    async def check(self) -> None:
        """Raise ProjectorStopped while nothing is read; for readiness."""
        if not self._reading:
            raise ProjectorStopped

    async def run(self, stopping: asyncio.Event) -> None:
        """Read until `stopping` is set; whatever ends the reading, it begins anew at the commit."""
        while not stopping.is_set():
            try:
                await self._read(stopping)
            except Exception:  # the border of the message loop
                log.exception("projector.interrupted")
                await asyncio.sleep(_PAUSE_S)
            finally:
                self._reading = False

    async def _read(self, stopping: asyncio.Event) -> None:
        drain = Drain()
        routes: Routes = {
            JOBS_PROGRESSED: self.progressed,
            JOBS_FINISHED: self.finished,
            USERS_CHANGED: self.user_changed,
        }
        async with subscribe(
            self._settings, list(routes), group=self._group, drain=drain
        ) as consumer:
            self._reading = True
            await consume(
                consumer,
                drain,
                routes,
                dead_letters=self._dead_letters,
                stopping=stopping,
                settings=self._settings,
                in_flight=_IN_FLIGHT,
                service="gateway",
            )

    async def progressed(self, message: JobProgressed, delivery: Delivery) -> None:
        """Take in a sign of life."""
        _note_lag(delivery, message.at)
        changed = await self._jobs.progressed(
            message.job_id,
            at=message.at.ToDatetime(UTC),
            stage=message.stage,
            fraction=min(1.0, max(0.0, message.fraction)),
            attempt=message.attempt,
        )
        _note_effect(delivery, changed)

    async def finished(self, message: JobFinished, delivery: Delivery) -> None:
        """Take in a job's end; raises PoisonMessage when it says no outcome."""
        _note_lag(delivery, message.finished_at)
        with bound_ids(job_id=message.job_id):
            changed = await self._jobs.finished(message.job_id, outcome_of(message))
            _note_effect(delivery, changed)
            await self._note_made(message)
            log.info("job.finished" if changed else "job.duplicate_event")

    async def user_changed(self, message: UserChanged, _: Delivery) -> None:
        """Take in who somebody is; raises PoisonMessage when it says no change."""
        await self._people.apply(message)
        if message.WhichOneof("change") == "deleted":
            await self._made.forget(message.user_id)

    async def _note_made(self, message: JobFinished) -> None:
        """Keep what a job delivered; also from a second telling, if the first broke off."""
        if message.succeeded.WhichOneof("outcome") != "embedded":
            return
        record = await self._jobs.find(message.job_id)
        if record is not None and record["status"] == "succeeded":
            await self._made.add(record, message)


def outcome_of(message: JobFinished) -> Outcome:
    """The fields of the API's Job that the message sets; raises PoisonMessage."""
    fields: dict[str, object] = {
        "timings": dict(message.timings),
        "attempts": message.attempts,
    }
    if message.HasField("started_at"):
        fields["started_at"] = message.started_at.ToDatetime(UTC)
    finished_at = message.finished_at.ToDatetime(UTC) if message.HasField("finished_at") else now()
    match message.WhichOneof("outcome"):
        case "succeeded":
            return Outcome("succeeded", finished_at, fields | _success(message))
        case "failed":
            error = {"code": message.failed.code, "message": message.failed.message}
            return Outcome("failed", finished_at, fields | {"error": error})
        case "cancelled":
            return Outcome("cancelled", finished_at, fields)
    raise PoisonMessage("no outcome")


def _success(message: JobFinished) -> dict[str, object]:
    match message.succeeded.WhichOneof("outcome"):
        case "embedded":
            return _embedded(message.succeeded.embedded)
        case "extracted":
            return _extracted(message.succeeded.extracted)
    raise PoisonMessage("succeeded without a result")


def _embedded(done: Embedded) -> dict[str, object]:
    return {
        "mode": _MODES.get(done.mode),
        "report": {
            "psnr_db": done.psnr_db,
            "ssim": done.ssim,
            "strength": done.strength,
            "model": done.model,
        },
        "result": _result(done.result),
    }


def _extracted(done: Extracted) -> dict[str, object]:
    if done.answer not in _ANSWERS:
        raise PoisonMessage("extracted without an answer")
    return {
        "answer": _ANSWERS[done.answer],
        "mode": _MODES.get(done.mode),
        "corrected_share": done.corrected_share if done.HasField("corrected_share") else None,
        "needs_model": done.needs_model if done.HasField("needs_model") else None,
        "result": _result(done.sealed) if done.HasField("sealed") else None,
    }


def _result(ref: BlobRef) -> dict[str, object]:
    return {
        "blob": ref.name,
        "media_type": ref.media_type,
        "size_bytes": ref.size_bytes,
        "sha256": ref.sha256,
    }


def _note_lag(delivery: Delivery, at: Timestamp) -> None:
    age_s = (now() - at.ToDatetime(UTC)).total_seconds()
    metrics.PROJECTOR_LAG.labels(delivery.topic).set(max(0.0, age_s))


def _note_effect(delivery: Delivery, changed: Document | None) -> None:
    if changed is None:
        metrics.EVENTS_WITHOUT_EFFECT.labels(delivery.topic).inc()
