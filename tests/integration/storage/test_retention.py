"""Blobs go when their time is over, when a job has used them up and when their owner goes."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from cloak_kit.blobs import BlobInfo, BlobKind, StorageClient
from cloak_kit.contracts.cloak.v1.events_pb2 import (
    JobFinished,
    UserChanged,
    UserDeleted,
    UserDisabled,
)
from cloak_kit.contracts.topics import JOBS_FINISHED, USERS_CHANGED
from cloak_kit.mongo import Document
from cloak_local.kafka_access import KafkaAccess
from cloak_storage.lease import Lease
from pymongo.asynchronous.database import AsyncDatabase

from tests.contract.blob_store import is_absent
from tests.integration.storage.kept import NOTHING, emptied, kept
from tests.integration.storage.service import Storage
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


@pytest.fixture
async def worker(kafka: KafkaAccess) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(**kafka.aiokafka("stego-worker"))
    await producer.start()
    yield producer
    await producer.stop()


@pytest.fixture
async def auth(kafka: KafkaAccess) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(**kafka.aiokafka("auth"))
    await producer.start()
    yield producer
    await producer.stop()


async def put(
    client: StorageClient, name: str, *, owner: str = "ann", retention_s: float | None = None
) -> BlobInfo:
    return await client.put(
        name,
        bytes(300_000),
        owner=owner,
        kind="sealed",
        media_type="image/png",
        retention_s=retention_s,
    )


@pytest.mark.parametrize(("kind", "days"), [("upload", 7), ("sealed", 1), ("result", 30)])
async def test_each_kind_has_its_time(
    client: StorageClient, name: str, kind: BlobKind, days: int
) -> None:
    info = await client.put(name, b"x", owner="ann", kind=kind, media_type="image/png")
    assert info.expires_at == info.created_at + timedelta(days=days)


async def test_the_bytes_of_an_expired_blob_are_removed(
    storage: Storage, client: StorageClient, name: str, database: AsyncDatabase[Document]
) -> None:
    await emptied(database)
    before = await storage.metric("cloak_storage_removed_bytes_total")
    await put(client, name, retention_s=1)
    assert (await kept(database)).chunks == 2
    await eventually(lambda: kept(database), lambda found: found == NOTHING)
    assert await storage.metric("cloak_storage_removed_bytes_total") == before + 300_000


async def test_a_deleted_blob_leaves_no_bytes(
    client: StorageClient, name: str, database: AsyncDatabase[Document]
) -> None:
    await emptied(database)
    await put(client, name)
    await client.delete(name)
    assert await kept(database) == NOTHING


async def test_what_a_job_has_used_up_goes_and_nothing_of_others(
    client: StorageClient, worker: AIOKafkaProducer, name: str
) -> None:
    await put(client, f"{name}.sealed")
    await put(client, f"{name}.other")
    await put(client, f"{name}.bobs", owner="bob")
    spent = [f"{name}.sealed", f"{name}.bobs", f"{name}.absent"]
    finished = JobFinished(job_id=name, owner_id="ann", spent_blobs=spent)
    for _ in range(2):
        await worker.send_and_wait(
            JOBS_FINISHED.name, finished.SerializeToString(), key=name.encode()
        )
    await eventually(lambda: is_absent(client, f"{name}.sealed"), lambda absent: absent)
    assert not await is_absent(client, f"{name}.other")
    assert not await is_absent(client, f"{name}.bobs")


async def test_a_poisonous_event_is_put_aside_and_the_next_one_is_read(
    client: StorageClient, worker: AIOKafkaProducer, kafka: KafkaAccess, name: str
) -> None:
    await put(client, name)
    finished = JobFinished(job_id=name, owner_id="ann", spent_blobs=[name])
    for value in (b"\xff not a message", finished.SerializeToString()):
        await worker.send_and_wait(JOBS_FINISHED.name, value, key=name.encode())
    await eventually(lambda: is_absent(client, name), lambda absent: absent)
    consumer = AIOKafkaConsumer(
        JOBS_FINISHED.dead_letters, **kafka.aiokafka("admin"), auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        async for record in consumer:
            if record.key == name.encode():
                break
    finally:
        await consumer.stop()
    assert record.value == b"\xff not a message"
    assert (b"undecodable") in dict(record.headers).values()


async def test_a_deleted_user_leaves_and_reads_nothing(
    client: StorageClient, auth: AIOKafkaProducer, name: str, database: AsyncDatabase[Document]
) -> None:
    leaver = name  # the record stays in its topic, and other modules' services read it
    await emptied(database)
    await put(client, f"{name}.own", owner=leaver)
    await put(client, f"{name}.bobs", owner="bob")
    await client.share(f"{name}.bobs", [leaver, "cyd"])
    for change in (
        UserChanged(user_id="bob", disabled=UserDisabled()),
        UserChanged(user_id=leaver, deleted=UserDeleted()),
    ):
        await auth.send_and_wait(
            USERS_CHANGED.name, change.SerializeToString(), key=leaver.encode()
        )
    await eventually(lambda: is_absent(client, f"{name}.own"), lambda absent: absent)
    await eventually(lambda: kept(database), lambda found: found.files == 1)
    assert (await client.info(f"{name}.bobs")).readers == ["cyd"]


async def test_a_lease_has_one_holder_until_it_is_given_back(
    database: AsyncDatabase[Document],
) -> None:
    one, other = (Lease(database, "tried", length_s=60) for _ in range(2))
    assert await one.take()
    assert await one.take()
    assert not await other.take()
    await other.give_back()
    assert not await other.take()
    await one.give_back()
    assert await other.take()


async def test_a_lease_of_a_dead_holder_runs_out(database: AsyncDatabase[Document]) -> None:
    dead = Lease(database, "left", length_s=0.3)
    heir = Lease(database, "left", length_s=60)
    assert await dead.take()
    assert not await heir.take()
    assert await eventually(heir.take, lambda taken: taken, within_s=5)
    assert not await dead.take()
