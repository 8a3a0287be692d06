"""A worker process among a real broker and the real models."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import cloak_codec
import pytest
from cloak_kit.blobs import StorageClient
from cloak_kit.contracts.cloak.v1 import events_pb2 as events
from cloak_kit.contracts.cloak.v1.jobs_pb2 import BlobRef, Extract, JobCancelled, JobRequested
from cloak_kit.errors import BlobNotFound

from tests.integration.stego_worker.conftest import TEXT, StartWorker, Topics, Worker, free_port
from tests.plugins.model_server import REPOSITORY, start_model_server
from tests.plugins.polling import eventually

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]
Prepare = Callable[[str], Awaitable[JobRequested]]


async def test_a_text_is_hidden_and_found_again_under_one_request_id(
    start_worker: StartWorker, topics: Topics, embedding: Prepare, blobs: StorageClient
) -> None:
    async with start_worker() as worker:
        await topics.send(await embedding("j-hide"), request_id="request-of-ada")
        hidden = (await topics.ends("j-hide"))["j-hide"]
        assert hidden.succeeded.embedded.psnr_db > 35
        assert {"fetch", "decode", "predict", "encode", "verify", "store"} <= set(hidden.timings)

        looking = JobRequested(job_id="j-look", owner_id="ada")
        looking.extract.CopyFrom(Extract(image=BlobRef(name="j-hide.stego")))
        await topics.send(looking)
        found = (await topics.ends("j-look"))["j-look"].succeeded.extracted
        assert found.answer == events.ANSWER_PAYLOAD
        sealed = await blobs.read("j-look.payload", limit_bytes=1 << 20, reader="ada")
        assert cloak_codec.unseal(sealed, None) == cloak_codec.Text(TEXT)

        (headers,) = [h for m, h in topics.finished if m.job_id == "j-hide"]
        assert headers["x-request-id"] == b"request-of-ada"
        assert {p.job_id for p in topics.progressed} >= {"j-hide"}
        metrics = (await worker.get("/metrics")).text
        assert 'cloak_stego_worker_jobs_total{kind="embed",outcome="succeeded"} 1.0' in metrics


async def test_poison_is_put_aside_and_the_next_job_is_done(
    start_worker: StartWorker, topics: Topics, embedding: Prepare
) -> None:
    await topics.send_raw(b"\xff\xfe not a job", "poison")
    await topics.send(await embedding("j-after"))
    async with start_worker():
        assert (await topics.ends("j-after"))["j-after"].HasField("succeeded")
        ((value, headers),) = topics.dead
        assert (value, headers["reason"]) == (b"\xff\xfe not a job", b"undecodable")


async def test_a_job_cancelled_while_no_worker_was_there_is_not_started(
    start_worker: StartWorker, topics: Topics, embedding: Prepare, blobs: StorageClient
) -> None:
    await topics.send(await embedding("j-gone"))
    await topics.cancel(JobCancelled(job_id="j-gone"), "j-gone")
    await topics.send(await embedding("j-kept"))
    async with start_worker():
        ends = await topics.ends("j-gone", "j-kept")
    assert ends["j-gone"].HasField("cancelled")
    assert ends["j-kept"].HasField("succeeded")
    with pytest.raises(BlobNotFound):
        await blobs.info("j-gone.stego")


async def test_a_worker_killed_in_the_middle_loses_nothing(
    start_worker: StartWorker, topics: Topics, embedding: Prepare
) -> None:
    names = [f"j-kill-{number}" for number in range(8)]
    async with start_worker(CLOAK_WORKER_IN_FLIGHT="2") as first:
        for name in names:
            await topics.send(await embedding(name))
        await eventually(lambda: _count(topics.progressed), lambda n: n > 0)
        first.process.kill()
        await first.process.wait()
    async with start_worker():
        ends = await topics.ends(*names, within_s=90)
    assert all(end.HasField("succeeded") for end in ends.values())


async def test_a_worker_that_joins_shares_the_work_and_nothing_is_done_twice(
    start_worker: StartWorker, topics: Topics, embedding: Prepare
) -> None:
    sent: list[str] = []

    async def send() -> None:
        sent.append(f"j-join-{len(sent)}")
        await topics.send(await embedding(sent[-1]))

    async with (
        start_worker(CLOAK_WORKER_IN_FLIGHT="2") as first,
        start_worker(wait=False, CLOAK_WORKER_IN_FLIGHT="2") as second,
    ):
        joined = asyncio.create_task(second.ready())
        while not joined.done():
            await send()
            await asyncio.wait({joined}, timeout=0.3)
        await joined
        for _ in range(20):
            await send()
        await topics.ends(*sent, within_s=120)
        done = [await _embedded(worker) for worker in (first, second)]
    assert sorted(m.job_id for m, _ in topics.finished) == sorted(sent)
    assert sum(done) == len(sent)
    assert min(done) > 0


async def test_sigterm_finishes_what_is_in_hand_and_leaves_the_rest(
    start_worker: StartWorker, topics: Topics, embedding: Prepare
) -> None:
    names = [f"j-stop-{number}" for number in range(12)]
    async with start_worker(CLOAK_WORKER_IN_FLIGHT="2") as worker:
        for name in names:
            await topics.send(await embedding(name))
        await eventually(lambda: _count(topics.progressed), lambda n: n > 0)
        worker.process.terminate()
        assert await asyncio.wait_for(worker.process.wait(), 60) == 0
    done = {m.job_id for m, _ in topics.finished}
    assert done
    assert all(m.HasField("succeeded") for m, _ in topics.finished)
    async with start_worker():
        await topics.ends(*names, within_s=90)
    assert sorted(m.job_id for m, _ in topics.finished) == sorted(names)


async def test_a_model_server_that_comes_late_only_delays_the_job(
    start_worker: StartWorker, topics: Topics, searching: Prepare
) -> None:
    port = free_port()
    async with start_worker(wait=False, CLOAK_WORKER_SERVING_ADDRESS=f"127.0.0.1:{port}") as worker:
        await topics.send(await searching("j-late"))
        await eventually(lambda: _stages(topics), lambda stages: "predict" in stages, within_s=60)
        assert (await worker.get("/readyz")).status_code == 503
        assert topics.finished == []
        async with start_model_server(REPOSITORY, port=str(port)):
            assert (await topics.ends("j-late"))["j-late"].HasField("succeeded")


async def _embedded(worker: Worker) -> int:
    """Return how many embed jobs this worker says it has done."""
    line = 'cloak_stego_worker_jobs_total{kind="embed",outcome="succeeded"} '
    text = (await worker.get("/metrics")).text
    return int(float(text.partition(line)[2].partition("\n")[0] or 0))


async def _count(items: list[Any]) -> int:
    return len(items)


async def _stages(topics: Topics) -> set[str]:
    return {p.stage for p in topics.progressed}
