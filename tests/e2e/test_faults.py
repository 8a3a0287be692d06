"""Parts that die, come and go, and messages nobody understands: late, never lost or doubled."""

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from cloak_client import DeadlineExceeded, Job
from cloak_kit.contracts.topics import JOBS_REQUESTED
from cloak_local.kafka_access import ADMIN
from cloak_local.system import System

from tests.e2e.conftest import Person
from tests.plugins.polling import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
AWAY_S = 20
REDONE_WITHIN_S = 180  # a session time-out, a rebalance, and the jobs themselves


@pytest.fixture
async def cover_id(ada: Person, cover: bytes) -> str:
    """The small cover, uploaded."""
    return await ada.upload(cover)


async def _submit(ada: Person, cover_id: str, count: int) -> list[Job]:
    return [await ada.hide(cover_id, f"job {number}") for number in range(count)]


async def _until_one_runs(ada: Person, jobs: list[Job]) -> None:
    async def statuses() -> list[str]:
        return [(await ada.cloak.job(job.id)).status for job in jobs]

    await eventually(statuses, lambda found: "running" in found, within_s=60)


async def _all_succeed(ada: Person, jobs: list[Job]) -> list[Job]:
    done = [await ada.cloak.wait(job.id, deadline_s=REDONE_WITHIN_S) for job in jobs]
    assert [job.status for job in done] == ["succeeded"] * len(jobs)
    return done


async def test_a_worker_killed_in_the_middle_of_a_job_loses_nothing(
    ada: Person, cover_id: str, system: System
) -> None:
    jobs = await _submit(ada, cover_id, 6)
    await _until_one_runs(ada, jobs)
    await system.kill("stego-worker-1")
    await system.start("stego-worker-1")
    done = await _all_succeed(ada, jobs)
    assert await ada.read(await ada.download(done[0])) == "job 0"
    assert await ada.read(await ada.download(done[-1])) == "job 5"


async def test_a_worker_added_in_the_middle_of_a_job_does_nothing_twice(
    ada: Person, cover_id: str, system: System
) -> None:
    jobs = await _submit(ada, cover_id, 8)
    await _until_one_runs(ada, jobs)
    added = await system.add_worker()
    try:
        done = await _all_succeed(ada, jobs)
        assert {job.attempts for job in done} == {1}
    finally:
        await system.stop(added)


async def test_jobs_wait_for_a_model_server_that_is_away_for_20_seconds(
    ada: Person, cover_id: str, system: System
) -> None:
    await system.stop("model-server")
    try:
        # Where nothing is found at once, the networks are asked for what they may have hidden.
        jobs = [await ada.cloak.extract(cover_id) for _ in range(2)]
        with pytest.raises(DeadlineExceeded):
            await ada.cloak.wait(jobs[0].id, deadline_s=AWAY_S)
    finally:
        await system.start("model-server")
    await _all_succeed(ada, jobs)


async def test_a_message_nobody_understands_is_put_aside_and_the_next_job_is_done(
    ada: Person, cover_id: str, system: System
) -> None:
    async with AIOKafkaProducer(**system.kafka.aiokafka("gateway")) as producer:
        await producer.send_and_wait(JOBS_REQUESTED.name, b"\xff\xfe not a job", key=b"poison")
    reader = AIOKafkaConsumer(
        JOBS_REQUESTED.dead_letters,
        auto_offset_reset="earliest",
        **system.kafka.aiokafka(ADMIN),
    )
    async with reader, asyncio.timeout(60):
        dead = await anext(aiter(reader))
    assert (dead.key, dead.value) == (b"poison", b"\xff\xfe not a job")
    assert dict(dead.headers)["reason"]
    await _all_succeed(ada, [await ada.hide(cover_id, "after the poison")])


async def test_a_gateway_restarted_in_the_middle_of_a_job_still_tells_its_end(
    ada: Person, cover_id: str, system: System
) -> None:
    jobs = await _submit(ada, cover_id, 3)
    await system.restart("gateway")
    await _all_succeed(ada, jobs)
