"""Notifications of finished jobs: exactly one for each, whatever Kafka repeats."""

import asyncio
import uuid
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from cloak_kit.contracts.cloak.v1.events_pb2 import (
    Cancelled,
    Extracted,
    Failed,
    JobFinished,
    JobKind,
    Succeeded,
)
from cloak_kit.contracts.topics import JOBS_FINISHED
from cloak_local.kafka_access import ADMIN

from tests.integration.messaging.town import Citizen, Town, data
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


def finished(owner: Citizen, job: str | None = None, **outcome: Any) -> JobFinished:
    return JobFinished(
        job_id=job or f"j-{uuid.uuid4().hex}",
        owner_id=owner.id,
        kind=JobKind.JOB_KIND_EXTRACT,
        **(outcome or {"succeeded": Succeeded(extracted=Extracted(answer="ANSWER_PAYLOAD"))}),
    )


async def notified(town: Town, owner: Citizen, *events: JobFinished) -> list[Any]:
    """Publish these, and one more that marks the end; return what the owner finds."""
    last = finished(owner)
    for event in (*events, last):
        await town.publish(JOBS_FINISHED, event, key=event.job_id)

    async def items() -> list[Any]:
        found: list[Any] = (await owner.get("/api/notifications", limit=200))["items"]
        return found

    def complete(found: list[Any]) -> bool:
        wanted = {event.job_id for event in (*events, last)}
        return wanted <= {note["data"].get("job") for note in found}

    found = await eventually(items, complete)
    return [note for note in found if note["data"]["job"] != last.job_id]


async def test_a_finished_job_is_told_live_and_kept(town: Town) -> None:
    alice = await town.settles()
    async with alice.live() as stream:
        await stream.next("ready")
        event = finished(alice)
        await town.publish(JOBS_FINISHED, event, key=event.job_id)
        told = data(await stream.next("notification"))
    assert told["kind"] == "job_finished"
    assert told["data"] == {
        "job": event.job_id,
        "kind": "extract",
        "status": "succeeded",
        "answer": "payload",
        "error": None,
    }
    assert (await alice.get("/api/notifications"))["items"] == [told]


async def test_a_job_heard_of_again_and_again_is_notified_once(town: Town) -> None:
    alice = await town.settles()
    async with alice.live() as stream:
        await stream.next("ready")
        event = finished(alice)
        (note,) = await notified(town, alice, *[event] * 5)
        ids = {data(await stream.next("notification"))["id"] for _ in range(2)}
        assert note["id"] in ids
        await alice.post("/api/contacts", expect=201, username=(await town.settles()).username)
        assert (await stream.next()).event == "contact"  # and no third notification


async def test_many_jobs_of_one_person_at_once_are_all_notified(town: Town) -> None:
    alice = await town.settles()
    events = [finished(alice) for _ in range(40)]
    await asyncio.gather(
        *(town.publish(JOBS_FINISHED, event, key=event.job_id) for event in events * 2)
    )
    found = await notified(town, alice, *events)
    assert sorted(note["data"]["job"] for note in found) == sorted(e.job_id for e in events)


async def test_a_failed_job_says_why_and_a_cancelled_one_that_it_was(town: Town) -> None:
    alice = await town.settles()
    failed = finished(alice, failed=Failed(code="cover_unsuitable", message="It is flat"))
    cancelled = finished(alice, cancelled=Cancelled())
    found = {note["data"]["job"]: note for note in await notified(town, alice, failed, cancelled)}
    error = {"code": "cover_unsuitable", "message": "It is flat"}
    assert found[failed.job_id]["data"]["error"] == error
    assert found[cancelled.job_id]["data"]["status"] == "cancelled"


async def test_the_first_outcome_of_a_job_counts(town: Town) -> None:
    alice = await town.settles()
    first = finished(alice)
    late = finished(alice, first.job_id, failed=Failed(code="deadline", message="Late"))
    await notified(town, alice, first)
    found = await notified(town, alice, late)
    assert [n["data"]["status"] for n in found if n["data"]["job"] == first.job_id] == ["succeeded"]


async def test_what_cannot_be_read_is_put_aside_and_the_rest_goes_on(town: Town) -> None:
    alice = await town.settles()
    marker = uuid.uuid4().hex.encode()
    garbage = b"\xff\xff" + marker
    async with (
        AIOKafkaConsumer(
            JOBS_FINISHED.dead_letters,
            auto_offset_reset="earliest",
            **town.kafka.aiokafka(ADMIN),
        ) as dead,
        AIOKafkaProducer(**town.kafka.aiokafka("stego-worker")) as producer,
    ):
        await producer.send_and_wait(JOBS_FINISHED.name, garbage, key=b"garbage")
        event = finished(alice)
        (note,) = await notified(town, alice, event)
        assert note["data"]["job"] == event.job_id
        async with asyncio.timeout(20):
            async for record in dead:
                if record.value == garbage:
                    break
    assert dict(record.headers)["reason"] == b"undecodable"


async def test_a_notification_is_marked_read_once_and_by_its_owner(town: Town) -> None:
    alice, eve = await town.settles(), await town.settles()
    (note,) = await notified(town, alice, finished(alice))
    path = f"/api/notifications/{note['id']}/read"
    refused = await eve.http.post(path)
    assert (refused.status_code, refused.json()["code"]) == (404, "notification_not_found")
    await alice.post(path, expect=204)
    items = (await alice.get("/api/notifications"))["items"]
    read_at = {n["id"]: n["read_at"] for n in items}[note["id"]]
    assert read_at is not None
    await alice.post(path, expect=204)
    items = (await alice.get("/api/notifications"))["items"]
    assert {n["id"]: n["read_at"] for n in items}[note["id"]] == read_at


async def test_notifications_are_listed_newest_first_page_by_page(town: Town) -> None:
    alice = await town.settles()
    for _ in range(4):
        await notified(town, alice, finished(alice))
    everything = (await alice.get("/api/notifications"))["items"]
    assert [n["created_at"] for n in everything] == sorted(
        (n["created_at"] for n in everything), reverse=True
    )
    seen, cursor = [], None
    for _ in range(3):
        page = await alice.get(
            "/api/notifications", limit=3, **({"cursor": cursor} if cursor else {})
        )
        seen += page["items"]
        cursor = page["next_cursor"]
    assert (seen, cursor) == (everything, None)
