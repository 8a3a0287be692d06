"""Copies of the databases while they change, and what a restoration makes of them."""

import asyncio
import hashlib
import secrets
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from cloak_backup.errors import ArchiveDamaged, NotEmpty, UnknownCollections
from cloak_backup.making import make
from cloak_backup.manifest import Manifest
from cloak_backup.restoring import restore
from cloak_backup.settings import BackupSettings
from cloak_backup.store import Store
from cloak_backup.verifying import verify
from cloak_kit.dated_keys import new_dated_key
from cloak_kit.settings import MongoSettings
from cloak_storage.blobs import Blobs, Label
from cloak_storage.keys import key_ring
from cloak_storage.ranges import Span
from cloak_storage.settings import StorageSettings
from pydantic import SecretStr
from pymongo import AsyncMongoClient, MongoClient
from pyrage.x25519 import Identity

from tests.plugins.rolling import meanwhile

pytestmark = pytest.mark.integration
IDENTITY = Identity.generate()
RECIPIENTS = [IDENTITY.to_public()]
BLOB = Label("ann", "result", "image/png")


@pytest.fixture
def stores(mongo_server: str) -> Iterator[tuple[Store, Store]]:
    """Two systems' databases on one server: one to copy, and an empty one."""
    prefixes = [f"test_{uuid.uuid4().hex[:8]}_" for _ in range(2)]
    with MongoClient[dict[str, Any]](mongo_server, w="majority") as client:
        first, second = (Store(client, prefix) for prefix in prefixes)
        yield first, second
        for name in client.list_database_names():
            if name.startswith(tuple(prefixes)):
                client.drop_database(name)


@pytest.fixture
def settings(mongo_server: str) -> StorageSettings:
    return StorageSettings(
        mongo=MongoSettings(uri=SecretStr(mongo_server), database="any"),
        tokens={"gateway": (SecretStr(secrets.token_urlsafe(16)),)},
        master_keys=(SecretStr(new_dated_key()),),
    )


@pytest.fixture
async def client(mongo_server: str) -> AsyncIterator[AsyncMongoClient[dict[str, Any]]]:
    async with AsyncMongoClient[dict[str, Any]](mongo_server, tz_aware=True) as connected:
        yield connected


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def test_a_copy_made_while_blobs_come_and_go_has_only_whole_ones(
    stores: tuple[Store, Store],
    settings: StorageSettings,
    client: AsyncMongoClient[dict[str, Any]],
    tmp_path: Path,
) -> None:
    source, empty = stores
    blobs = await Blobs.open(client[source.database("storage").name], settings)

    async def come_and_go(number: int) -> None:
        content = secrets.token_bytes(300_000)
        await blobs.put(f"u-{number}", BLOB, pieces(content))
        if number > 20:
            await blobs.delete(f"u-{number - 15}")

    for number in range(20):
        await blobs.put(f"first-{number}", BLOB, pieces(secrets.token_bytes(400_000)))
    async with meanwhile(come_and_go):
        folder, manifest = await asyncio.to_thread(make, source, tmp_path, RECIPIENTS)
    assert list(manifest.master_keys) == list(key_ring(settings).names)
    await asyncio.to_thread(restore, empty, folder, IDENTITY)

    restored = await Blobs.open(client[empty.database("storage").name], settings)
    claims = empty.database("storage")["blobs"]
    names = [claim["_id"] for claim in claims.find({}, {"_id": 1})]
    assert {f"first-{number}" for number in range(20)} <= set(names)
    for name in names:
        record = await restored.records.find(name)
        whole = [p async for p in restored.content(record, Span(0, record.info.size_bytes))]
        assert hashlib.sha256(b"".join(whole)).hexdigest() == record.info.sha256
    assert empty.database("storage")["fs.files"].count_documents({}) == len(names)


async def test_claims_whose_file_went_meanwhile_are_not_brought_back(
    stores: tuple[Store, Store],
    settings: StorageSettings,
    client: AsyncMongoClient[dict[str, Any]],
    tmp_path: Path,
) -> None:
    source, empty = stores
    database = source.database("storage")
    blobs = await Blobs.open(client[database.name], settings)
    for name in ("kept", "without-file", "without-a-chunk"):
        await blobs.put(name, BLOB, pieces(bytes(300_000)))
    unlisted = (await blobs.records.find("without-file")).file
    cut = (await blobs.records.find("without-a-chunk")).file
    database["fs.files"].delete_one({"_id": unlisted})
    database["fs.chunks"].delete_one({"files_id": cut, "n": 1})
    folder, manifest = make(source, tmp_path, RECIPIENTS)
    assert set(manifest.vanished) == {str(unlisted), str(cut)}
    restore(empty, folder, IDENTITY)
    there = empty.database("storage")
    assert [claim["_id"] for claim in there["blobs"].find()] == ["kept"]
    assert there["fs.files"].count_documents({}) == 1
    assert there["fs.chunks"].count_documents({}) == 2


def test_everything_of_every_service_comes_back_but_sessions(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    source, empty = stores
    many = [{"_id": n, "text": "x" * 500} for n in range(2_500)]
    source.database("messaging")["messages"].insert_many(many)
    source.database("gateway")["jobs"].insert_one({"_id": "j-1", "request": b"\x00\x01"})
    source.database("auth")["users"].insert_one({"_id": "ann"})
    source.database("auth")["refresh_families"].insert_one({"_id": "s-1"})
    source.database("messaging")["people"].insert_many([{"_id": "ann"}, {"_id": "late"}])
    folder, _ = make(source, tmp_path, RECIPIENTS)
    restored = restore(empty, folder, IDENTITY)
    assert restored["messaging.messages"] == 2_500
    assert list(empty.database("messaging")["messages"].find().sort("_id")) == many
    assert empty.database("gateway")["jobs"].find_one() == {"_id": "j-1", "request": b"\x00\x01"}
    assert empty.database("auth")["refresh_families"].find_one() is None
    people = [person["_id"] for person in empty.database("messaging")["people"].find()]
    assert people == ["ann"], "a person whose account is not in the copy is not told of"


def test_nothing_is_left_out_unseen(stores: tuple[Store, Store], tmp_path: Path) -> None:
    source, _ = stores
    source.database("gateway")["novelties"].insert_one({})
    with pytest.raises(UnknownCollections, match=r"gateway\.novelties"):
        make(source, tmp_path, RECIPIENTS)
    assert list(tmp_path.iterdir()) == []


def test_a_system_that_holds_something_is_not_restored_to(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    source, other = stores
    folder, _ = make(source, tmp_path, RECIPIENTS)
    other.database("storage")["leases"].insert_one({"_id": "sweeper"})
    other.database("auth")["users"].insert_one({"_id": "somebody"})
    with pytest.raises(NotEmpty, match=r"auth\.users$"):
        restore(other, folder, IDENTITY)
    assert other.database("auth")["users"].count_documents({}) == 1


def test_a_changed_copy_is_refused_before_anything_is_written(
    stores: tuple[Store, Store], tmp_path: Path
) -> None:
    source, empty = stores
    source.database("auth")["users"].insert_one({"_id": "ann"})
    folder, manifest = make(source, tmp_path, RECIPIENTS)
    assert verify(folder, IDENTITY) == manifest == Manifest.load(folder)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    users = folder / "auth.users.bson.age"
    users.write_bytes(users.read_bytes()[:-1] + b"x")
    with pytest.raises(ArchiveDamaged, match=r"auth\.users"):
        verify(folder, None)
    with pytest.raises(ArchiveDamaged):
        restore(empty, folder, IDENTITY)
    assert empty.names("auth") == []


def test_a_copy_that_fails_leaves_nothing_behind(mongo_server: str, tmp_path: Path) -> None:
    settings = BackupSettings(mongo_uri=SecretStr(mongo_server), database_prefix="test_away_")
    with Store.connect(settings) as store:
        store.database("storage")["blobs"].insert_one({"_id": "odd", "file": ObjectId()})
        with pytest.raises(KeyError):
            make(store, tmp_path, RECIPIENTS)
        store.database("storage")["blobs"].drop()
    assert list(tmp_path.iterdir()) == []
