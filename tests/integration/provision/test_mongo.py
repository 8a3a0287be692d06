"""The databases' users, made by the one-shot job on a real server."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

pytestmark = pytest.mark.integration

PASSWORDS = {"auth": "auth-password", "storage": "storage-password"}


def provision(uri: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the job on servers whose replica set somebody else made."""
    told = {
        "CLOAK_MONGO_ADMIN_URI": uri,
        "CLOAK_MONGO_PASSWORDS": json.dumps(PASSWORDS),
        "CLOAK_MONGO_REPLICA_SET": "",
        "CLOAK_MONGO_READY_S": "20",
    }
    return subprocess.run(
        [sys.executable, "-m", "cloak_provision", "mongo"],
        env={"PATH": os.environ["PATH"]} | told | changes,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def as_service(uri: str, service: str) -> AsyncMongoClient[dict[str, object]]:
    place = urlsplit(uri).netloc.rpartition("@")[2]
    return AsyncMongoClient(
        f"mongodb://{service}:{PASSWORDS[service]}@{place}/?authSource=cloak_{service}"
        "&authMechanism=SCRAM-SHA-256&directConnection=true"
    )


async def test_each_service_gets_a_user_for_its_own_database_alone(mongo_server: str) -> None:
    for _ in range(2):
        done = provision(mongo_server)
        assert (done.returncode, done.stderr) == (0, "")
    async with as_service(mongo_server, "storage") as client:
        await client["cloak_storage"]["probe"].insert_one({"well": True})
        with pytest.raises(OperationFailure):
            await client["cloak_auth"]["probe"].insert_one({"well": False})


async def test_the_user_for_back_ups_reads_every_database_and_writes_none(
    mongo_server: str,
) -> None:
    assert provision(mongo_server, CLOAK_MONGO_BACKUP_PASSWORD="backup-password").returncode == 0
    place = urlsplit(mongo_server).netloc.rpartition("@")[2]
    uri = f"mongodb://backup:backup-password@{place}/?authSource=admin&directConnection=true"
    async with AsyncMongoClient[dict[str, object]](uri) as client:
        for service in PASSWORDS:
            database = client[f"cloak_{service}"]
            await database.list_collection_names()
            await database["probe"].find_one()
            with pytest.raises(OperationFailure):
                await database["probe"].insert_one({"well": False})


async def test_a_refused_administrator_ends_the_job_without_a_word_of_secrets(
    mongo_server: str,
) -> None:
    place = urlsplit(mongo_server).netloc.rpartition("@")[2]
    done = provision(f"mongodb://admin:not-the-password@{place}/?directConnection=true")
    assert done.returncode == 1
    assert done.stderr.startswith("the server refuses: OperationFailure")
    assert "not-the-password" not in done.stderr
