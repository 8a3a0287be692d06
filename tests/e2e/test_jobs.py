"""Jobs as a client sees them: submitted twice, cancelled, followed through every service."""

import asyncio
import json

import pytest
from cloak_client import Invalid, Job, JobAlreadyFinished, NotFound
from cloak_local.system import System

from tests.e2e.conftest import PASSPHRASE, Person
from tests.plugins.polling import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


async def test_the_same_submission_twice_is_one_job(ada: Person, cover: bytes) -> None:
    cover_id = await ada.upload(cover)
    first = await ada.hide(cover_id, "only once", key="twice")
    again = await ada.hide(cover_id, "only once", key="twice")
    assert first.id == again.id
    assert [job.id for job in (await ada.cloak.jobs()).items] == [first.id]
    assert (await ada.cloak.wait(first.id, deadline_s=90)).status == "succeeded"


async def test_another_body_under_the_same_key_is_refused(ada: Person, cover: bytes) -> None:
    cover_id = await ada.upload(cover)
    await ada.hide(cover_id, "this", key="one key")
    with pytest.raises(Invalid) as refusal:
        await ada.hide(cover_id, "that", key="one key")
    assert refusal.value.code == "idempotency_key_reused"


async def test_a_cancelled_job_stays_cancelled_and_leaves_nothing(
    ada: Person, cover: bytes, system: System
) -> None:
    cover_id = await ada.upload(cover)
    await system.stop("stego-worker-1")
    try:
        job = await ada.hide(cover_id, "never mind")
        assert (await ada.cloak.cancel(job.id)).status == "cancelled"
    finally:
        await system.start("stego-worker-1")
    # A job behind it in the queue has been done: the cancelled one was passed over.
    behind = await ada.cloak.wait((await ada.hide(cover_id, "next")).id, deadline_s=120)
    assert behind.status == "succeeded"
    still = await ada.cloak.job(job.id)
    assert (still.status, still.result) == ("cancelled", None)


async def test_a_finished_job_cannot_be_cancelled(ada: Person, cover: bytes) -> None:
    job = await ada.hide(await ada.upload(cover), "done")
    await ada.cloak.wait(job.id, deadline_s=90)
    with pytest.raises(JobAlreadyFinished):
        await ada.cloak.cancel(job.id)


async def test_jobs_and_pictures_of_others_do_not_exist(
    ada: Person, ben: Person, cover: bytes
) -> None:
    cover_id = await ada.upload(cover)
    job = await ada.hide(cover_id, "mine")
    for attempt in (
        ben.cloak.job(job.id),
        ben.cloak.cancel(job.id),
        ben.cloak.open(job.id, PASSPHRASE),
        ben.cloak.extract(cover_id),
        ben.hide(cover_id, "in your picture"),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_twenty_jobs_at_once_are_each_read_back_as_their_own(
    ada: Person, cover: bytes
) -> None:
    cover_id = await ada.upload(cover)
    texts = [f"text number {n}" for n in range(20)]
    async with asyncio.TaskGroup() as tasks:
        submitted = [tasks.create_task(ada.hide(cover_id, text)) for text in texts]
    done = [await ada.cloak.wait(task.result().id, deadline_s=180) for task in submitted]
    assert {job.status for job in done} == {"succeeded"}
    for text, job in list(zip(texts, done, strict=True))[::7]:
        assert await ada.read(await ada.download(job)) == text


async def test_one_request_id_is_in_the_logs_from_request_to_notification(
    ada: Person, cover: bytes, system: System
) -> None:
    job = await ada.hide(await ada.upload(cover), "follow me")
    await ada.cloak.wait(job.id, deadline_s=90)

    async def seen() -> set[str]:
        names = ("gateway", "storage", "stego-worker-1", "messaging")
        return {name for name in names if _mentions(system, name, _request_of(system, job))}

    await eventually(seen, lambda names: len(names) == 4, within_s=20)


def _lines(system: System, name: str) -> list[dict[str, object]]:
    text = system.log(name).read_text()
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def _request_of(system: System, job: Job) -> object:
    about = [line for line in _lines(system, "gateway") if line.get("job_id") == job.id]
    assert about, "the gateway's log does not name the job"
    return about[0]["request_id"]


def _mentions(system: System, name: str, request_id: object) -> bool:
    return any(line.get("request_id") == request_id for line in _lines(system, name))
