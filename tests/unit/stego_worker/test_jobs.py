"""From a record to a JobFinished: each way that a job can end, and what is told of it."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import cloak_codec
import pytest
from cloak_codec import CoverUnsuitable, ModelUnavailable
from cloak_kit.contracts.cloak.v1 import events_pb2 as events
from cloak_kit.contracts.cloak.v1.events_pb2 import JobFinished
from cloak_kit.contracts.cloak.v1.jobs_pb2 import MODE_COVERT, JobRequested
from cloak_kit.contracts.placements import purpose_of
from cloak_kit.hpke import PrivateKeys, PublicKey
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_kit.settings import BlobSettings, KafkaSettings
from cloak_kit.tracing import carried
from cloak_stego_worker.cancellations import Cancellations
from cloak_stego_worker.jobs import Jobs
from cloak_stego_worker.patience import Patience
from cloak_stego_worker.pixels import PixelBudget
from cloak_stego_worker.placements import Placements
from cloak_stego_worker.serving.client import ModelTooSlow
from cloak_stego_worker.settings import WorkerSettings
from cloak_stego_worker.tasks import Tasks
from pydantic import SecretStr

from tests.contract.model_client import FakeModels
from tests.plugins import worker_keys
from tests.plugins.spans import Spans, id_of, parent_of, told_by, trace_of
from tests.unit.stego_worker.doubles import (
    FakeCodec,
    FaultyBlobs,
    RecordingPublisher,
    embed_request,
    extract_request,
    record,
)

OTHER = PrivateKeys.parse("b3RoZXI" * 6 + "A")


@dataclass
class Worker:
    """The job handler among doubles."""

    threads: ThreadPoolExecutor
    blobs: FaultyBlobs = field(default_factory=FaultyBlobs)
    codec: FakeCodec = field(default_factory=FakeCodec)
    budget: PixelBudget = field(default_factory=lambda: PixelBudget(150))
    events: RecordingPublisher = field(default_factory=RecordingPublisher)
    cancelled: Cancellations = field(
        default_factory=lambda: Cancellations(memory_s=60, clock=asyncio.get_running_loop().time)
    )

    def jobs(self, **settings: float) -> Jobs:
        made = WorkerSettings(
            keys=SecretStr(worker_keys.PRIVATE),
            kafka=KafkaSettings(retry_for_s=0.2),
            blobs=BlobSettings(token=SecretStr("test")),
            progress_interval_s=0.001,
            first_retry_s=0.001,
            longest_retry_s=0.005,
            **settings,  # type: ignore[arg-type] # the fields' own types are checked by pydantic
        )
        return Jobs(
            made,
            tasks=Tasks(
                self.blobs,
                self.codec,
                self.threads,
                self.budget,
                Placements(PrivateKeys.parse(worker_keys.PRIVATE)),
                Patience(0.001, 0.005),
                1000,
            ),
            models=FakeModels({}),
            events=self.events,
            cancellations=self.cancelled,
        )

    async def do(self, request: JobRequested, **settings: float) -> JobFinished:
        await asyncio.wait_for(self.jobs(**settings).handle(record(request)), 10)
        return self.events.finished[-1]


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    with ThreadPoolExecutor(2) as threads:
        made = Worker(threads)
        for name in ("u-1", "j-1.sealed"):
            await made.blobs.put(
                name, name.encode(), owner="ada", kind="upload", media_type="image/png"
            )
        yield made


async def test_an_embed_job_stores_the_file_and_tells_where(worker: Worker) -> None:
    finished = await worker.do(embed_request())
    embedded = finished.succeeded.embedded
    content, info = worker.blobs.contents["j-1.stego"], worker.blobs.infos["j-1.stego"]
    assert content == b"the stego file"
    assert (info.owner, info.kind, info.media_type) == ("ada", "result", "image/png")
    assert (embedded.result.name, embedded.result.sha256) == ("j-1.stego", info.sha256)
    assert embedded.result.size_bytes == len(content)
    assert (embedded.psnr_db, embedded.strength, embedded.model) == (41.5, 1.25, "robust-1")
    assert embedded.fingerprint == b"the stego file".ljust(32)
    assert finished.kind == events.JOB_KIND_EMBED
    assert (finished.job_id, finished.owner_id, finished.attempts) == ("j-1", "ada", 1)
    assert list(finished.spent_blobs) == ["j-1.sealed"]
    (asked,) = worker.codec.asked
    assert (asked["cover"], asked["sealed"]) == (b"u-1", b"j-1.sealed")
    assert (asked["mode"], asked["output"], asked["channel"]) == ("robust", "png", None)


async def test_what_fails_leaves_its_payload_to_be_tried_again(worker: Worker) -> None:
    def refuse(_: str) -> None:
        raise CoverUnsuitable("too flat")

    worker.codec.during = refuse
    finished = await worker.do(embed_request())
    assert finished.failed.code == "cover_unsuitable"
    assert list(finished.spent_blobs) == []


async def test_the_seconds_of_each_stage_are_told(worker: Worker) -> None:
    timings = (await worker.do(embed_request())).timings
    assert {"queue", "fetch", "decode", "predict", "store", "model"} <= set(timings)
    assert (timings["decode"], timings["predict"]) == (0.25, 0.5)


async def test_the_stages_of_a_job_are_parts_of_its_span_one_after_the_other(
    worker: Worker, spans: Spans
) -> None:
    inside: list[dict[str, str]] = []
    worker.codec.during = lambda _: inside.append(carried())
    await worker.do(embed_request())
    job = spans.one("process cloak.jobs.requested")
    stages = [span for span in spans.ended if parent_of(span) == id_of(job)]
    assert [span.name for span in stages] == [
        "fetch",
        "decode",
        "predict",
        "encode",
        "verify",
        "store",
    ]
    ends = [(span.start_time or 0, span.end_time or 0) for span in stages]
    assert all(end <= begin for (_, end), (begin, _) in pairwise(ends))
    decode = stages[1]
    assert told_by(inside[1]) == (trace_of(job), id_of(decode))
    about = dict(job.attributes or {})
    assert (about["cloak.job.id"], about["cloak.job.outcome"]) == ("j-1", "succeeded")
    assert "ada" not in job.to_json()


async def test_an_extract_job_stores_what_it_found(worker: Worker) -> None:
    extracted = (await worker.do(extract_request())).succeeded.extracted
    assert extracted.answer == events.ANSWER_PAYLOAD
    assert extracted.sealed.name == "j-2.payload"
    assert worker.blobs.contents["j-2.payload"] == b"the sealed bytes"
    assert extracted.corrected_share == 0.125


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        (cloak_codec.Extracted(cloak_codec.Answer.NO_MESSAGE), events.ANSWER_NO_MESSAGE),
        (cloak_codec.Extracted(cloak_codec.Answer.DAMAGED), events.ANSWER_DAMAGED),
        (
            cloak_codec.Extracted(cloak_codec.Answer.NEEDS_MODEL, needs_model="robust-2"),
            events.ANSWER_NEEDS_MODEL,
        ),
    ],
)
async def test_an_extraction_without_a_payload_succeeds_and_stores_nothing(
    worker: Worker, found: cloak_codec.Extracted, answer: int
) -> None:
    worker.codec.extracted = found
    extracted = (await worker.do(extract_request())).succeeded.extracted
    assert extracted.answer == answer
    assert not extracted.HasField("sealed")
    assert extracted.needs_model == (found.needs_model or "")
    assert "j-2.payload" not in worker.blobs.contents


async def test_a_job_that_comes_again_keeps_its_first_result(worker: Worker) -> None:
    jobs = worker.jobs()
    await jobs.handle(record(embed_request()))
    worker.codec.embedded = cloak_codec.Embedded(
        b"another file", "image/png", worker.codec.embedded.report, {}
    )
    await jobs.handle(record(embed_request()))
    first, second = worker.events.finished
    assert worker.blobs.contents["j-1.stego"] == b"the stego file"
    assert second.succeeded.embedded.result == first.succeeded.embedded.result
    assert (first.attempts, second.attempts) == (1, 2)


def raising(error: Exception) -> Callable[[str], None]:
    def during(stage: str) -> None:
        raise error

    return during


@pytest.mark.parametrize(
    ("error", "code", "retryable"),
    [
        (CoverUnsuitable("too flat"), "cover_unsuitable", False),
        (ModelUnavailable("robust_decoder", "unavailable"), "model_unavailable", True),
        (ModelTooSlow("robust_decoder", "no answer"), "deadline_exceeded", True),
    ],
)
async def test_a_refusal_of_the_codec_is_told_by_its_code(
    worker: Worker, error: Exception, code: str, retryable: bool
) -> None:
    worker.codec.during = raising(error)
    failure = (await worker.do(embed_request())).failed
    assert (failure.code, failure.retryable) == (code, retryable)
    assert worker.events.dead == []


async def test_a_missing_blob_is_input_missing(worker: Worker) -> None:
    await worker.blobs.delete("u-1")
    assert (await worker.do(embed_request())).failed.code == "input_missing"


async def test_somebody_elses_blob_is_input_missing(worker: Worker) -> None:
    request = embed_request()
    request.owner_id = "bob"
    assert (await worker.do(request)).failed.code == "input_missing"


async def test_a_blob_over_the_limit_is_not_read(worker: Worker) -> None:
    await worker.blobs.delete("u-1")
    await worker.blobs.put("u-1", bytes(1001), owner="ada", kind="upload", media_type="image/png")
    assert (await worker.do(embed_request())).failed.code == "input_too_large"
    assert worker.codec.asked == []


async def test_storage_away_for_a_moment_only_delays_the_job(worker: Worker) -> None:
    worker.blobs.failures = 5
    assert (await worker.do(embed_request())).HasField("succeeded")


async def test_storage_away_beyond_the_deadline_fails_the_job(worker: Worker) -> None:
    worker.blobs.failures = 10**6
    failure = (await worker.do(embed_request(), job_deadline_s=0.1)).failed
    assert (failure.code, failure.retryable) == ("storage_unavailable", True)


@pytest.mark.parametrize("name", ["u-1", "j-1.stego"])
async def test_storage_that_never_answers_ends_the_job_at_its_deadline(
    worker: Worker, name: str
) -> None:
    worker.blobs.hung.add(name)
    failure = (await worker.do(embed_request(), job_deadline_s=0.1)).failed
    assert (failure.code, failure.retryable) == ("deadline_exceeded", True)


@pytest.mark.parametrize(("pixels", "meet"), [(75, True), (76, False)])
async def test_jobs_beyond_the_pixel_budget_wait_for_each_other(
    worker: Worker, pixels: int, meet: bool
) -> None:
    both, met = threading.Barrier(2), []

    def during(stage: str) -> None:
        if stage == "decode":
            with suppress(threading.BrokenBarrierError):
                both.wait(10 if meet else 0.1)
                met.append(stage)

    worker.codec.during, worker.codec.pixels = during, pixels
    jobs = worker.jobs()
    await asyncio.gather(*(jobs.handle(record(extract_request(f"j-{i}"))) for i in range(2)))
    assert bool(met) is meet
    assert [job.WhichOneof("outcome") for job in worker.events.finished] == ["succeeded"] * 2


async def test_a_job_past_its_deadline_ends_at_its_next_stage(worker: Worker) -> None:
    def slowly(stage: str) -> None:
        threading.Event().wait(0.3)

    worker.codec.during = slowly
    failure = (await worker.do(embed_request(), job_deadline_s=0.1)).failed
    assert (failure.code, failure.retryable) == ("deadline_exceeded", True)
    assert "j-1.stego" not in worker.blobs.contents


async def test_a_job_that_waited_too_long_is_not_started(worker: Worker) -> None:
    request = embed_request()
    request.expires_at.FromDatetime(datetime.now(UTC) - timedelta(seconds=1))
    assert (await worker.do(request)).failed.code == "expired"
    assert worker.codec.asked == []


async def test_a_job_cancelled_before_it_starts_touches_nothing(worker: Worker) -> None:
    worker.cancelled.add("j-1")
    finished = await worker.do(embed_request())
    assert finished.HasField("cancelled")
    assert worker.codec.asked == []


async def test_a_job_cancelled_while_it_runs_stops_at_its_next_stage(worker: Worker) -> None:
    stages: list[str] = []

    def cancel(stage: str) -> None:
        stages.append(stage)
        worker.cancelled.add("j-1")

    worker.codec.during = cancel
    assert (await worker.do(embed_request())).HasField("cancelled")
    assert stages == ["decode"]
    assert "j-1.stego" not in worker.blobs.contents


async def test_a_task_of_a_later_version_is_refused_by_name(worker: Worker) -> None:
    request = embed_request()
    request.embed.mode = 99  # type: ignore[assignment] # a mode of a later version
    assert (await worker.do(request)).failed.code == "unsupported_job"
    assert (await worker.do(JobRequested(job_id="j", owner_id="ada"))).failed.code == (
        "unsupported_job"
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [(b"\xff\xfe", "undecodable"), (b"", "no_job_or_owner")],
)
async def test_a_poison_message_is_put_aside_as_it_came(
    worker: Worker, value: bytes, reason: str
) -> None:
    await worker.jobs().handle(record(value))
    assert worker.events.dead == [("cloak.jobs.requested", value, reason)]
    assert worker.events.finished == []


async def test_a_defect_fails_the_job_puts_it_aside_and_keeps_its_text_inside(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    worker.codec.during = raising(KeyError("secret detail"))
    with caplog.at_level(logging.CRITICAL):
        finished = await worker.do(embed_request())
    assert finished.failed.code == "internal_error"
    assert "secret" not in finished.failed.message
    assert [reason for *_, reason in worker.events.dead] == ["crashed: KeyError"]


async def test_the_end_is_told_again_until_the_broker_takes_it(worker: Worker) -> None:
    worker.events.refusals = [QueueUnavailable(), QueueUnavailable()]
    assert (await worker.do(embed_request())).HasField("succeeded")
    assert len(worker.events.finished) == 1


async def test_an_end_that_cannot_be_told_leaves_the_record_uncommitted(worker: Worker) -> None:
    worker.events.refusals = [QueueUnavailable() for _ in range(10_000)]
    with pytest.raises(QueueUnavailable):
        await worker.do(embed_request())


async def test_progress_is_told_before_the_end_and_never_goes_back(worker: Worker) -> None:
    await worker.do(embed_request())
    told = worker.events.progressed
    assert told
    assert [p.fraction for p in told] == sorted(p.fraction for p in told)
    assert {p.job_id for p in told} == {"j-1"}
    assert worker.events.sent[-1][0] == "cloak.jobs.finished"


async def test_the_codec_never_runs_on_the_event_loops_thread(worker: Worker) -> None:
    await worker.do(embed_request())
    assert threading.get_ident() not in worker.codec.threads


PLACE = b"a placement key of 32 bytes, all"


def boxed(job_id: str, *, key: str = worker_keys.PUBLIC) -> bytes:
    return PublicKey.parse(key).closed(PLACE, purpose=purpose_of(job_id))


async def test_a_covert_message_lies_where_the_workers_alone_were_told(worker: Worker) -> None:
    request = embed_request()
    request.embed.mode = MODE_COVERT
    request.embed.journey, request.embed.rate = "lossless", 0.1
    request.embed.placement = boxed("j-1")
    assert (await worker.do(request)).succeeded.embedded.mode == MODE_COVERT
    (asked,) = worker.codec.asked
    assert (asked["mode"], asked["placement"]) == ("covert", PLACE)
    assert (asked["channel"], asked["rate"]) == ("lossless", 0.1)


async def test_an_extraction_looks_in_the_place_it_was_told(worker: Worker) -> None:
    request = extract_request()
    request.extract.placement = boxed("j-2")
    assert (await worker.do(request)).HasField("succeeded")
    assert worker.codec.asked[0]["placement"] == PLACE


async def test_a_job_that_is_tried_again_brings_the_place_of_the_first(worker: Worker) -> None:
    hiding, looking = embed_request(), extract_request()
    hiding.embed.placement, hiding.embed.placement_for = boxed("j-0"), "j-0"
    looking.extract.placement, looking.extract.placement_for = boxed("j-0"), "j-0"
    await worker.do(hiding)
    await worker.do(looking)
    assert [asked["placement"] for asked in worker.codec.asked] == [PLACE, PLACE]


async def test_without_a_place_the_public_one_is_meant(worker: Worker) -> None:
    await worker.do(embed_request())
    await worker.do(extract_request())
    assert [asked["placement"] for asked in worker.codec.asked] == [None, None]
    assert worker.codec.asked[0]["rate"] is None


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(boxed("j-3"), id="another job's"),
        pytest.param(boxed("j-2", key=OTHER.public), id="another key's"),
        pytest.param(b"no box at all", id="none"),
        pytest.param(bytes(80), id="a point of low order"),
    ],
)
async def test_a_place_that_does_not_open_ends_the_job_and_not_the_worker(
    worker: Worker, box: bytes
) -> None:
    request = extract_request()
    request.extract.placement = box
    failed = (await worker.do(request)).failed
    assert (failed.code, failed.retryable) == ("placement_closed", True)
    assert worker.codec.asked == []
