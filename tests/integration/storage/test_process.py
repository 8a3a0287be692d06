"""The process: it starts only when it can work, says how it is, and ends without harm."""

import os
import signal
from pathlib import Path

import pytest
from cloak_kit.blobs import StorageClient

from tests.integration.storage.service import MASTER_KEY, TOKENS, Storage, start_storage
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("missing", ["TOKENS", "MASTER_KEYS"])
async def test_without_tokens_or_keys_there_is_no_service(
    variables: dict[str, str], tmp_path: Path, missing: str
) -> None:
    fewer = {k: v for k, v in variables.items() if k != f"CLOAK_STORAGE_{missing}"}
    async with start_storage(tmp_path, fewer, wait=False) as storage:
        assert await storage.process.wait() != 0
    said = storage.log.read_text()
    assert f"CLOAK_STORAGE_{missing}: Field required" in said
    assert not any(secret in said for secret in (*TOKENS.values(), MASTER_KEY))


async def test_it_is_ready_when_its_backends_answer(storage: Storage) -> None:
    async with storage.http(None) as http:
        answer = await http.get("/readyz")
    assert answer.json() == {"status": "ready", "checks": {"mongo": "ok", "kafka": "ok"}}


async def test_without_kafka_it_is_not_ready_and_still_serves(
    variables: dict[str, str], tmp_path: Path, name: str
) -> None:
    nowhere = variables | {"CLOAK_KAFKA_BOOTSTRAP": "127.0.0.1:1"}
    async with start_storage(tmp_path, nowhere, wait=False) as storage, storage.http() as http:
        await eventually(storage.alive, lambda alive: alive)
        answer = await http.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"] == {"mongo": "ok", "kafka": "NotListening"}
        async with storage.client() as client:
            await client.put(name, b"kept", owner="ann", kind="upload", media_type="image/png")
            assert await client.read(name, limit_bytes=10) == b"kept"


async def test_without_its_database_it_says_so_and_does_not_start(
    variables: dict[str, str], tmp_path: Path
) -> None:
    nowhere = variables | {
        "CLOAK_MONGO_URI": "mongodb://127.0.0.1:1/?directConnection=true",
        "CLOAK_MONGO_SERVER_SELECTION_TIMEOUT_S": "0.5",
    }
    async with start_storage(tmp_path, nowhere, wait=False) as storage:
        assert await storage.process.wait() == 3


async def test_an_upload_under_way_is_finished_before_the_end(
    variables: dict[str, str], tmp_path: Path, name: str, storage: Storage, client: StorageClient
) -> None:
    async with start_storage(tmp_path, variables) as ending:
        async with ending.upload(name, size=100_000) as upload:
            await upload.send(bytes(50_000))
            await eventually(
                lambda: ending.metric("cloak_storage_uploads_under_way_count"),
                lambda count: count == 1,
            )
            os.kill(ending.process.pid, signal.SIGTERM)
            await eventually(lambda: _said(ending, "Shutting down"), lambda said: said)
            await upload.send(bytes(50_000))
            assert await upload.status() == 201
        assert await ending.process.wait() in {0, -signal.SIGTERM}
    assert (await client.info(name)).size_bytes == 100_000


async def test_what_is_stored_and_served_is_counted(
    storage: Storage, client: StorageClient, name: str
) -> None:
    stored = await storage.metric("cloak_storage_stored_bytes_total")
    served = await storage.metric("cloak_storage_served_bytes_total")
    await client.put(name, bytes(70_000), owner="ann", kind="result", media_type="image/png")
    await client.read(name, limit_bytes=100_000)
    assert await storage.metric("cloak_storage_stored_bytes_total") == stored + 70_000
    assert await storage.metric("cloak_storage_served_bytes_total") == served + 70_000
    assert await storage.metric("cloak_storage_http_requests_total") > 0
    assert await storage.metric("cloak_storage_sweeps_total") > 0


async def test_after_a_rotation_of_master_keys_old_blobs_are_read(
    variables: dict[str, str], tmp_path: Path, name: str, client: StorageClient
) -> None:
    await client.put(name, b"old", owner="ann", kind="upload", media_type="image/png")
    newer = "A" * 43
    rotated = variables | {"CLOAK_STORAGE_MASTER_KEYS": f'["{newer}", "{MASTER_KEY}"]'}
    async with start_storage(tmp_path, rotated) as storage, storage.client() as second:
        assert await second.read(name, limit_bytes=10) == b"old"
    lost = variables | {"CLOAK_STORAGE_MASTER_KEYS": f'["{newer}"]'}
    async with start_storage(tmp_path, lost) as storage, storage.http() as http:
        answer = await http.get(f"/blobs/{name}")
        assert (answer.status_code, answer.json()["code"]) == (500, "master_key_missing")


async def _said(storage: Storage, words: str) -> bool:
    return words in storage.log.read_text()
