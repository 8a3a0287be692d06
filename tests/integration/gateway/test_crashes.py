"""What a crash or an absent back end leaves behind is repaired, under the same id."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.contracts.topics import JOBS_REQUESTED
from cloak_kit.kafka import follow
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_kit.settings import RedisSettings
from cloak_local.kafka_access import KafkaAccess
from pydantic import SecretStr

from tests.integration.gateway.house import House, kafka_settings
from tests.plugins.polling import eventually
from tests.plugins.spans import Spans, id_of, parent_of

pytestmark = pytest.mark.integration


@asynccontextmanager
async def requests(kafka: KafkaAccess) -> AsyncIterator[dict[str, list[str]]]:
    """The request ids of every JobRequested by job id, as they come."""
    seen: dict[str, list[str]] = {}
    settings = kafka_settings(kafka, "stego-worker")
    async with follow(settings, JOBS_REQUESTED, since_s=60) as messages:

        async def read() -> None:
            async for message, delivery in messages:
                assert isinstance(message, JobRequested)
                seen.setdefault(message.job_id, []).append(delivery.request_id)

        task = asyncio.create_task(read())
        try:
            yield seen
        finally:
            task.cancel()
            await asyncio.wait({task})


async def test_a_job_that_was_inserted_and_never_published_is_published(
    house: House, kafka: KafkaAccess, monkeypatch: pytest.MonkeyPatch, spans: Spans
) -> None:
    ada = await house.person()
    cover = await ada.upload()
    publisher = house.parts.publisher

    async def crash(*_: object, **__: object) -> None:
        raise asyncio.CancelledError  # no handler of errors sees this

    with monkeypatch.context() as patch:
        patch.setattr(publisher, "publish", crash)
        broken = await ada.http.post(
            "/api/embed",
            json={"cover": cover, "mode": "robust", "text": "hello"},
            headers={"X-Request-Id": "the-first-request", "Idempotency-Key": "k"},
        )
        assert broken.status_code == 500
    jobs = house.parts.jobs._jobs
    record = await jobs.find_one({"owner": ada.id})
    assert record is not None
    assert record["status"] == "accepted"
    async with requests(kafka) as told:
        long_ago = datetime.now(UTC) - timedelta(seconds=1)
        await jobs.update_one({"_id": record["_id"]}, {"$set": {"requeue_at": long_ago}})
        await ada.until(record["_id"], "queued")

        async def seen() -> list[str]:
            return told.get(record["_id"], [])

        assert await eventually(seen, bool) == ["the-first-request"]
    sent, asked = spans.one(f"send {JOBS_REQUESTED.name}"), spans.one("POST /api/embed")
    assert parent_of(sent) == id_of(asked), "told again in the trace of the request"


async def test_a_queue_that_is_away_for_a_moment_loses_no_job(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await house.person()
    cover = await ada.upload()

    async def away(*_: object, **__: object) -> None:
        raise QueueUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(house.parts.publisher, "publish", away)
        job = await ada.embed(cover)
        assert (await ada.job(job))["status"] == "accepted"
    jobs = house.parts.jobs._jobs
    long_ago = datetime.now(UTC) - timedelta(seconds=1)
    await jobs.update_one({"_id": job}, {"$set": {"requeue_at": long_ago}})
    assert (await ada.until(job, "queued"))["id"] == job


async def test_a_queue_that_stays_away_is_told_before_any_work(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await house.person()
    cover = await ada.upload()

    async def away() -> None:
        raise QueueUnavailable

    monkeypatch.setattr(house.parts.publisher, "check", away)
    body = {"cover": cover, "mode": "robust", "text": "hello"}
    answer = await ada.http.post("/api/embed", json=body)
    assert (answer.status_code, answer.json()["code"]) == (503, "queue_unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert (await ada.http.get("/api/jobs")).json()["items"] == []


async def test_two_sweepers_publish_a_job_once(house: House, kafka: KafkaAccess) -> None:
    other = await house.another()
    ada = await house.person()
    job = await ada.embed(await ada.upload())
    await other.parts.jobs._jobs.update_one(
        {"_id": job},
        {"$set": {"status": "accepted", "requeue_at": datetime.now(UTC) - timedelta(seconds=1)}},
    )
    async with requests(kafka) as told:
        await ada.until(job, "queued")

        async def seen() -> int:
            return len(told.get(job, []))

        assert await eventually(seen, lambda count: count >= 2) == 2, "the first, and one more"


async def test_a_job_that_nobody_ends_is_failed_as_expired(house: House) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload())
    await house.progressed(job, fraction=0.5)
    await ada.until(job, "running")
    await house.parts.jobs._jobs.update_one(
        {"_id": job}, {"$set": {"overdue_at": datetime.now(UTC) - timedelta(seconds=1)}}
    )
    assert (await ada.until(job, "failed"))["error"]["code"] == "expired"


async def test_without_redis_everything_goes_on_a_little_later(house: House) -> None:
    nowhere = RedisSettings(url=SecretStr("redis://127.0.0.1:1/0"))
    lame = house.settings.model_copy(update={"redis": nowhere, "stream_poll_s": 0.2})
    alone = await house.beside(lame)
    ada = await alone.person()
    job = await ada.embed(await ada.upload())
    assert (await ada.job(job))["status"] == "queued"
    async with ada.http.stream("GET", f"/api/jobs/{job}/events") as stream:
        lines = stream.aiter_lines()
        async with asyncio.timeout(10):
            await ada.http.delete(f"/api/jobs/{job}")
            async for line in lines:
                if '"cancelled"' in line:
                    break
    await alone.ready()
