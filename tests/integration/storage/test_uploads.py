"""An upload is kept whole or not at all, whatever happens to it on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from bson import ObjectId
from cloak_kit.blobs import StorageClient
from cloak_kit.mongo import Document
from cloak_storage.files import Files
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from tests.integration.storage.kept import A_NOTE, NOTHING, PUT_HEADERS, Kept, emptied, kept
from tests.integration.storage.service import BLOB_LIMIT_BYTES, Storage, start_storage
from tests.plugins.backends import Mongo
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration
PIECE = bytes(1 << 20)
BEYOND_THE_DRIVERS_BUFFER = 52


@pytest.fixture(autouse=True)
async def _from_nothing(database: AsyncDatabase[Document]) -> None:
    await emptied(database)


@pytest.fixture
async def roomy(variables: dict[str, str], tmp_path: Path) -> AsyncIterator[Storage]:
    """A service that takes blobs so large that their first chunks are written on the way."""
    large = {"CLOAK_STORAGE_BLOB_LIMIT_BYTES": str(64 << 20)}
    async with start_storage(tmp_path, variables | large) as started:
        yield started


@pytest.fixture
async def narrow(variables: dict[str, str], tmp_path: Path) -> AsyncIterator[Storage]:
    """A service with room for one upload at a time, and little patience."""
    settings = {"UPLOADS_AT_ONCE": "1", "UPLOAD_WAIT_S": "0.2", "UPLOAD_DEADLINE_S": "3"}
    prefixed = {f"CLOAK_STORAGE_{name}": value for name, value in settings.items()}
    async with start_storage(tmp_path, variables | prefixed) as started:
        yield started


@pytest.fixture
async def another(database: AsyncDatabase[Document]) -> AsyncIterator[AsyncDatabase[Document]]:
    """A database in which no other service sweeps."""
    fresh = database.client[f"{database.name}_another"]
    yield fresh
    await database.client.drop_database(fresh)


async def test_a_whole_upload_leaves_one_of_each(
    client: StorageClient, name: str, database: AsyncDatabase[Document]
) -> None:
    await client.put(name, bytes(600_000), owner="ann", kind="upload", media_type="image/png")
    assert await kept(database) == Kept(blobs=1, files=1, chunks=3, intents=0)


async def test_of_many_puts_of_a_name_one_file_is_kept(
    client: StorageClient, name: str, database: AsyncDatabase[Document]
) -> None:
    await asyncio.gather(
        *(
            client.put(name, bytes([n]) * 1_000, owner="ann", kind="upload", media_type="a/b")
            for n in range(12)
        )
    )
    assert await kept(database) == Kept(blobs=1, files=1, chunks=1, intents=0)


async def test_a_declared_size_over_the_limit_is_refused_at_once(
    storage: Storage, name: str, database: AsyncDatabase[Document]
) -> None:
    async with storage.upload(name, size=BLOB_LIMIT_BYTES + 1) as upload:
        assert await upload.status() == 413
    assert await kept(database) == NOTHING


async def test_a_body_that_grows_over_the_limit_is_not_kept(
    storage: Storage, name: str, database: AsyncDatabase[Document]
) -> None:
    async with storage.upload(name) as upload:
        await upload.send(bytes(BLOB_LIMIT_BYTES))
        await upload.send(b"x")
        assert await upload.status() == 413
    assert await kept(database) == A_NOTE


async def test_a_body_of_the_very_limit_is_kept(http: httpx.AsyncClient, name: str) -> None:
    answer = await http.put(f"/blobs/{name}", content=bytes(BLOB_LIMIT_BYTES), headers=PUT_HEADERS)
    assert answer.status_code == 201


async def test_a_client_that_goes_away_leaves_nothing(
    roomy: Storage, name: str, database: AsyncDatabase[Document]
) -> None:
    await _write_half(roomy, name, database)
    await eventually(lambda: kept(database), lambda found: found == A_NOTE)
    assert await roomy.metric("cloak_storage_uploads_discarded_total") == 1


async def test_what_a_killed_process_leaves_is_swept_later(
    name: str, variables: dict[str, str], tmp_path: Path, another: AsyncDatabase[Document]
) -> None:
    large = variables | {
        "CLOAK_MONGO_DATABASE": another.name,
        "CLOAK_STORAGE_BLOB_LIMIT_BYTES": str(64 << 20),
        "CLOAK_STORAGE_SWEEP_LEASE_S": "1",
    }
    async with start_storage(tmp_path, large) as killed:
        await _write_half(killed, name, another, then=killed.process.kill)
        await killed.process.wait()
    left = await kept(another)
    assert (left.blobs, left.files, left.intents) == (0, 0, 1)
    assert left.chunks > 0
    impatient = large | {
        "CLOAK_MONGO_OPERATION_TIMEOUT_S": "1",
        "CLOAK_STORAGE_UPLOAD_DEADLINE_S": "0.5",
        "CLOAK_STORAGE_ORPHAN_AFTER_S": "2",
    }
    async with start_storage(tmp_path, impatient) as successor:
        await eventually(lambda: kept(another), lambda found: found == NOTHING)
        assert await successor.metric("cloak_storage_swept_total") == 1


async def test_chunks_that_come_late_for_an_upload_that_was_given_up_are_swept(
    name: str, variables: dict[str, str], tmp_path: Path, another: AsyncDatabase[Document]
) -> None:
    impatient = variables | {
        "CLOAK_MONGO_DATABASE": another.name,
        "CLOAK_MONGO_OPERATION_TIMEOUT_S": "1",
        "CLOAK_STORAGE_UPLOAD_DEADLINE_S": "0.5",
        "CLOAK_STORAGE_ORPHAN_AFTER_S": "2",
    }
    async with start_storage(tmp_path, impatient) as storage:
        async with storage.upload(name, size=1_000) as upload:
            await upload.send(b"x")
            assert await upload.status() == 408
        intent = await another["uploads"].find_one()
        assert intent is not None
        await another["fs.chunks"].insert_one({"files_id": intent["_id"], "n": 0, "data": b"late"})
        await eventually(lambda: kept(another), lambda found: found == NOTHING)
        assert await storage.metric("cloak_storage_swept_total") == 1


async def test_an_upload_without_end_is_given_up(
    narrow: Storage, name: str, database: AsyncDatabase[Document]
) -> None:
    async with narrow.upload(name, size=1_000) as upload:
        await upload.send(b"x")
        assert await upload.status() == 408
    assert await kept(database) == A_NOTE


async def test_uploads_beyond_the_room_are_told_to_come_back(narrow: Storage, name: str) -> None:
    async with narrow.upload(f"{name}.first", size=2) as first, narrow.http() as http:
        await first.send(b"x")
        await eventually(
            lambda: narrow.metric("cloak_storage_uploads_under_way_count"), lambda count: count == 1
        )
        refused = await http.put(f"/blobs/{name}", content=b"second", headers=PUT_HEADERS)
        assert (refused.status_code, refused.json()["code"]) == (503, "uploads_busy")
        assert int(refused.headers["Retry-After"]) > 0
        await first.send(b"x")
        assert await first.status() == 201
        assert (await http.put(f"/blobs/{name}", content=b"x", headers=PUT_HEADERS)).is_success


class Commands(CommandListener):
    """Remembers the commands that the driver sends."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        self.sent.append(f"{event.command_name} {event.command.get(event.command_name)}")

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Of no interest."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Of no interest."""


async def test_the_driver_does_not_probe_for_indexes_at_each_upload(mongo: Mongo) -> None:
    commands = Commands()
    async with AsyncMongoClient[Document](mongo.uri, event_listeners=[commands]) as connected:
        files = Files(connected[mongo.database])
        await files.prepare()
        commands.sent.clear()
        file = ObjectId()
        writer = files.writer(file)
        await writer.write(b"sealed")
        await writer.close()
        assert commands.sent == ["insert fs.chunks", "insert fs.files"]
        assert [segment async for segment in files.segments(file, 0, 0)] == [b"sealed"]
        await files.remove(file)


async def _write_half(
    storage: Storage,
    name: str,
    database: AsyncDatabase[Document],
    then: Callable[[], None] = lambda: None,
) -> None:
    async with storage.upload(name, size=60 << 20) as upload:
        for _ in range(BEYOND_THE_DRIVERS_BUFFER):
            await upload.send(PIECE)
        await eventually(lambda: kept(database), lambda found: found.chunks > 0)
        then()
