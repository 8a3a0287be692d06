"""Pictures in messages, with the real storage service behind."""

import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from cloak_kit.blobs import StorageClient
from cloak_kit.errors import BlobNotFound
from cloak_local.kafka_access import KafkaAccess

from tests.integration.messaging.town import Citizen, Town
from tests.integration.storage.service import Storage, environment, start_storage
from tests.plugins.backends import Mongo

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
async def storage(
    kafka: KafkaAccess, mongo: Mongo, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Storage]:
    """The storage service as a process."""
    variables = environment(kafka, mongo, consumer_group=f"cloak.storage.{uuid.uuid4().hex}")
    async with start_storage(tmp_path_factory.mktemp("storage"), variables) as started:
        yield started


@pytest.fixture(scope="module")
async def town(
    kafka: KafkaAccess, mongo: Mongo, redis_url: str, storage: Storage
) -> AsyncIterator[Town]:
    """Messaging in front of that storage."""
    async with AsyncExitStack() as stack:
        yield await Town.open(stack, kafka, mongo, redis_url, storage.blobs)


@pytest.fixture
async def blobs(storage: Storage) -> AsyncIterator[StorageClient]:
    """The storage as other services use it."""
    async with storage.client() as client:
        yield client


async def picture_of(blobs: StorageClient, owner: Citizen, media_type: str = "image/png") -> str:
    name = f"u-{uuid.uuid4().hex}"
    await blobs.put(name, b"a picture", owner=owner.id, kind="upload", media_type=media_type)
    return name


async def test_a_sent_picture_can_be_read_by_its_recipient_and_nobody_else(
    town: Town, blobs: StorageClient
) -> None:
    alice, bob = await town.friends()
    eve = await town.settles()
    name = await picture_of(blobs, alice, "image/jpeg")
    with pytest.raises(BlobNotFound):
        await blobs.info(name, reader=bob.id)
    sent = await alice.post("/api/messages", expect=201, to=bob.username, image=name)
    assert sent["image"] == {"blob": name, "media_type": "image/jpeg"}
    assert await blobs.read(name, limit_bytes=100, reader=bob.id) == b"a picture"
    with pytest.raises(BlobNotFound):
        await blobs.info(name, reader=eve.id)


async def test_somebody_elses_picture_cannot_be_sent(town: Town, blobs: StorageClient) -> None:
    alice, bob = await town.friends()
    name = await picture_of(blobs, bob)
    response = await alice.http.post("/api/messages", json={"to": bob.username, "image": name})
    assert (response.status_code, response.json()["code"]) == (404, "blob_not_found")


async def test_a_blocker_is_not_given_the_picture(town: Town, blobs: StorageClient) -> None:
    alice, bob = await town.friends()
    await bob.post(f"/api/contacts/{alice.id}/block")
    name = await picture_of(blobs, alice)
    await alice.post("/api/messages", expect=201, to=bob.username, image=name)
    with pytest.raises(BlobNotFound):
        await blobs.info(name, reader=bob.id)


async def test_a_storage_that_is_away_is_said_and_nothing_is_sent(
    town: Town, storage: Storage, blobs: StorageClient
) -> None:
    alice, bob = await town.friends()
    name = await picture_of(blobs, alice)
    storage.process.terminate()
    await storage.process.wait()
    response = await alice.http.post("/api/messages", json={"to": bob.username, "image": name})
    assert (response.status_code, response.json()["code"]) == (503, "storage_unavailable")
    assert (await alice.get("/api/conversations"))["items"] == []
    await alice.says(bob, "words still go")
