"""What administrators see and do, and that nobody else does."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from cloak_gateway.settings import Rate
from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged, UserDeleted, UserRegistered
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.contracts.topics import JOBS_REQUESTED, USERS_CHANGED
from cloak_kit.kafka import KafkaPublisher
from cloak_kit.settings import KafkaSettings
from cloak_local.kafka_access import ADMIN, KafkaAccess

from tests.integration.gateway.house import House, Person, kafka_settings
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration
ROUTES = [
    ("GET", "/api/admin/queues"),
    ("GET", "/api/admin/jobs"),
    ("POST", "/api/admin/jobs/j-1/retry"),
    ("GET", "/api/admin/dead-letters"),
    ("POST", "/api/admin/dead-letters/x/redrive"),
    ("GET", "/api/admin/storage"),
]


async def read(admin: Person, path: str, **params: Any) -> dict[str, Any]:
    answer = await admin.http.get(f"/api/admin/{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def told(house: House, change: UserChanged) -> None:
    """Auth tells of a user."""
    change.at.FromDatetime(datetime.now(UTC))
    async with KafkaPublisher.connect(kafka_settings(house.kafka, "auth")) as auth:
        await auth.publish(USERS_CHANGED, change, key=change.user_id)


async def dead_letter(house: House, request: JobRequested) -> None:
    """A worker puts a request aside."""
    value, key = request.SerializeToString(), request.job_id.encode()
    await house.worker.publish_dead(JOBS_REQUESTED, value, key, "crashed: ValueError")


async def letter_of(admin: Person, job: str) -> dict[str, Any]:
    """The newest dead letter of a job, among those that other tests left."""
    found = await read(admin, "dead-letters", limit=200)
    letter: dict[str, Any] = next(one for one in found["items"] if one["key"] == job)
    return letter


async def requests_of(kafka: KafkaAccess, job: str) -> list[JobRequested]:
    """What the workers' topic holds of a job."""
    async with AIOKafkaConsumer(**kafka.aiokafka(ADMIN)) as consumer:
        places = [TopicPartition(JOBS_REQUESTED.name, n) for n in range(JOBS_REQUESTED.partitions)]
        begins = await consumer.beginning_offsets(places)
        ends = await consumer.end_offsets(places)
        consumer.assign(places)
        for place in places:
            consumer.seek(place, begins[place])
        records = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                records += batch
    return [
        JobRequested.FromString(record.value) for record in records if record.key == job.encode()
    ]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_a_user_is_no_administrator(house: House, method: str, path: str) -> None:
    ada = await house.person()
    answer = await ada.http.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    nobody = await ada.http.request(method, path, headers={"Authorization": ""})
    assert nobody.status_code == 401


async def test_topics_and_groups_are_told_with_their_lag(house: House) -> None:
    ada, admin = await house.person(), await house.person(role="admin")
    job = await ada.embed(await ada.upload())
    await house.failed(job, ada.id)
    await ada.until(job, "failed")
    await eventually(house.caught_up, bool)

    async def seen() -> dict[str, Any]:
        return await read(admin, "queues")

    def caught_up(found: dict[str, Any]) -> bool:
        mine = [one for one in found["groups"] if one["name"] == house.settings.consumer_group]
        return bool(mine) and mine[0]["members"] == 1 and mine[0]["lag"] == 0

    found = await eventually(seen, caught_up)
    topics = {topic["name"]: topic for topic in found["topics"]}
    assert topics["cloak.jobs.requested"]["partitions"] == 12
    assert topics["cloak.jobs.requested"]["records"] >= 1
    assert topics["cloak.jobs.requested.dead"]["dead_letters"] is True
    mine = next(one for one in found["groups"] if one["name"] == house.settings.consumer_group)
    assert mine["state"] == "Stable"
    assert {one["topic"] for one in mine["topics"]} == {
        "cloak.jobs.progressed",
        "cloak.jobs.finished",
        "cloak.users.changed",
    }


async def test_a_group_that_does_not_come_on_falls_behind(house: House) -> None:
    ada, admin = await house.person(), await house.person(role="admin")
    group = f"cloak.stego-worker.{uuid4().hex}"
    access = house.kafka.aiokafka("stego-worker")
    async with AIOKafkaConsumer(
        JOBS_REQUESTED.name, **access, group_id=group, enable_auto_commit=False
    ) as worker:
        # It holds its partitions and commits nothing: what lies there waits for it.
        await eventually(
            lambda: asyncio.sleep(0, worker.assignment()), lambda held: len(held) == 12
        )
        await ada.embed(await ada.upload())

        async def seen() -> list[dict[str, Any]]:
            found = await read(admin, "queues")
            return [one for one in found["groups"] if one["name"] == group]

        mine = await eventually(seen, lambda found: bool(found) and found[0]["members"] == 1)
    assert mine[0]["lag"] >= 1
    assert mine[0]["topics"] == [{"topic": JOBS_REQUESTED.name, "lag": mine[0]["lag"]}]


async def test_without_the_broker_the_queues_cannot_be_told(house: House) -> None:
    gone = KafkaSettings(bootstrap="127.0.0.1:1", request_timeout_s=1)
    admin = await house.person(role="admin")
    broker, house.parts.dead_letters._settings = house.parts.dead_letters._settings, gone
    try:
        answer = await admin.http.get("/api/admin/dead-letters")
    finally:
        house.parts.dead_letters._settings = broker
    assert (answer.status_code, answer.json()["code"]) == (503, "queue_unavailable")


async def test_everybodys_jobs_are_listed_without_what_they_hide(house: House) -> None:
    ada, admin = await house.person(), await house.person(role="admin")
    registered = UserRegistered(username="ada.l", display_name="Ada L")
    await told(house, UserChanged(user_id=ada.id, registered=registered))
    jobs = [await ada.embed(await ada.upload(), text="a secret text") for _ in range(2)]
    await house.failed(jobs[0], ada.id)
    await ada.until(jobs[0], "failed")

    async def failed() -> dict[str, Any]:
        return await read(admin, "jobs", status="failed", kind="embed", limit=1)

    def is_named(found: dict[str, Any]) -> bool:
        return bool(found["items"][0]["owner"]["username"])

    found = await eventually(failed, is_named)
    (job,) = found["items"]
    assert job["id"] == jobs[0]
    assert job["owner"] == {"id": ada.id, "username": "ada.l", "display_name": "Ada L"}
    assert job["error"]["code"] == "cover_unsuitable"
    assert set(job) == {
        *("id", "owner", "kind", "mode", "status", "error", "created_at"),
        *("started_at", "finished_at", "attempts", "retry_of"),
    }
    listed = await read(admin, "jobs", limit=2)
    assert [one["id"] for one in listed["items"]] == jobs[::-1]
    after = await read(admin, "jobs", limit=200, cursor=listed["next_cursor"])
    assert not {one["id"] for one in after["items"]} & set(jobs)


async def test_who_was_deleted_is_no_longer_named(house: House) -> None:
    ada = await house.person()
    await told(house, UserChanged(user_id=ada.id, registered=UserRegistered(username="ada.m")))
    people = house.parts.people
    await eventually(lambda: people.named([ada.id]), lambda found: ada.id in found)
    await told(house, UserChanged(user_id=ada.id, deleted=UserDeleted()))
    await eventually(lambda: people.named([ada.id]), lambda found: ada.id not in found)


async def test_a_dead_letter_goes_back_to_its_topic_once(house: House) -> None:
    admin, job = await house.person(role="admin"), f"j-{uuid4().hex}"
    request = JobRequested(job_id=job, owner_id="somebody")
    await dead_letter(house, request)
    letter = await letter_of(admin, job)
    assert (letter["topic"], letter["reason"]) == (JOBS_REQUESTED.name, "crashed: ValueError")
    assert letter["redriven_at"] is None
    assert await requests_of(house.kafka, job) == []

    path = f"/api/admin/dead-letters/{letter['id']}/redrive"
    done = await asyncio.gather(*[admin.http.post(path) for _ in range(4)])

    assert sorted(answer.status_code for answer in done) == [200, 409, 409, 409]
    assert {a.json()["code"] for a in done if a.status_code == 409} == {"already_redriven"}
    assert await requests_of(house.kafka, job) == [request]
    assert (await letter_of(admin, job))["redriven_at"] is not None


async def test_a_redrive_that_did_not_get_through_may_be_done_again(house: House) -> None:
    admin, job = await house.person(role="admin"), f"j-{uuid4().hex}"
    await dead_letter(house, JobRequested(job_id=job, owner_id="somebody"))
    path = f"/api/admin/dead-letters/{(await letter_of(admin, job))['id']}/redrive"
    unreachable = KafkaPublisher(KafkaSettings(bootstrap="127.0.0.1:1", request_timeout_s=1))
    publisher, house.parts.dead_letters._publisher = (
        house.parts.dead_letters._publisher,
        unreachable,
    )
    try:
        refused = await admin.http.post(path)
    finally:
        house.parts.dead_letters._publisher = publisher
    assert (refused.status_code, refused.json()["code"]) == (503, "queue_unavailable")
    assert (await admin.http.post(path)).status_code == 200
    assert len(await requests_of(house.kafka, job)) == 1


@pytest.mark.parametrize(
    "place",
    [
        "nothing",
        f"{JOBS_REQUESTED.name}:0:0",
        f"{JOBS_REQUESTED.dead_letters}:0:999999999",
        f"{JOBS_REQUESTED.dead_letters}:1:0",
        f"{JOBS_REQUESTED.dead_letters}:0:-1",
        f"{JOBS_REQUESTED.dead_letters}:0:{'9' * 30}",
    ],
)
async def test_what_is_no_dead_letter_is_not_redriven(house: House, place: str) -> None:
    admin = await house.person(role="admin")
    answer = await admin.http.post(f"/api/admin/dead-letters/{place}/redrive")
    assert (answer.status_code, answer.json()["code"]) == (404, "dead_letter_not_found")


async def test_what_is_stored_is_told_by_kind(house: House) -> None:
    admin = await house.person(role="admin")
    house.shelf.add("u-usage", bytes(100), owner="x", media_type="image/png")
    found = await read(admin, "storage")
    uploads = next(kind for kind in found["kinds"] if kind["kind"] == "upload")
    assert uploads["bytes"] >= 100
    assert found["blobs"] == sum(kind["blobs"] for kind in found["kinds"])
    assert (found["expired_blobs"], found["expired_bytes"]) == (0, 0)


async def test_looking_at_dead_letters_is_not_free(house: House) -> None:
    strict = await house.another(admin_rate=Rate(burst=1, per_second=0.01))
    admin = await strict.person(role="admin")
    answers = [await admin.http.get("/api/admin/dead-letters") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
