"""Bytes go in as they are, lie sealed, and come out whole, in part or not at all."""

import hashlib
import os

import httpx
import pytest
from bson import Binary
from cloak_kit.errors import BlobNotFound
from cloak_kit.mongo import Document
from cloak_kit.settings import MongoSettings
from cloak_storage.blobs import Blobs
from cloak_storage.ranges import Span
from cloak_storage.settings import StorageSettings
from pydantic import SecretStr
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.storage.kept import PUT_HEADERS
from tests.integration.storage.service import MASTER_KEY, TOKENS, Storage

pytestmark = pytest.mark.integration
CONTENT = os.urandom(700_000)
ETAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'


@pytest.fixture
async def path(http: httpx.AsyncClient, name: str) -> str:
    answer = await http.put(f"/blobs/{name}", content=CONTENT, headers=PUT_HEADERS)
    assert answer.status_code == 201
    return f"/blobs/{name}"


async def test_the_whole_comes_with_its_headers(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 200
    assert answer.content == CONTENT
    assert answer.headers["ETag"] == ETAG
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Length"] == "700000"
    assert (answer.headers["Cloak-Owner"], answer.headers["Cloak-Kind"]) == ("ann", "upload")


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=65535-65536", 65_535, 65_537),
        ("bytes=262143-262144", 262_143, 262_145),
        ("bytes=100000-499999", 100_000, 500_000),
        ("bytes=-3", 699_997, 700_000),
        ("bytes=655360-", 655_360, 700_000),
        ("bytes=699999-800000", 699_999, 700_000),
    ],
)
async def test_a_range_comes_alone(
    http: httpx.AsyncClient, path: str, asked: str, start: int, stop: int
) -> None:
    answer = await http.get(path, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == CONTENT[start:stop]
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/700000"
    assert answer.headers["Content-Length"] == str(stop - start)


async def test_a_range_behind_the_end_is_a_416(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path, headers={"Range": "bytes=700000-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */700000"
    assert answer.json()["code"] == "range_not_satisfiable"


async def test_a_range_of_another_version_gives_the_whole(
    http: httpx.AsyncClient, path: str
) -> None:
    other = await http.get(path, headers={"Range": "bytes=0-0", "If-Range": '"other"'})
    assert (other.status_code, len(other.content)) == (200, 700_000)
    same = await http.get(path, headers={"Range": "bytes=0-0", "If-Range": ETAG})
    assert (same.status_code, len(same.content)) == (206, 1)


async def test_what_the_caller_has_is_not_sent_again(http: httpx.AsyncClient, path: str) -> None:
    for offered in (ETAG, f'"x", W/{ETAG}', "*"):
        for ask in (http.get, http.head):
            answer = await ask(path, headers={"If-None-Match": offered})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["ETag"] == ETAG
    assert (await http.get(path, headers={"If-None-Match": '"x"'})).status_code == 200


async def test_head_gives_the_headers_of_get(http: httpx.AsyncClient, path: str) -> None:
    head, get = await http.head(path), await http.get(path)
    assert (head.status_code, head.content) == (200, b"")
    changing = {"date", "x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in get.headers.items() if k not in changing
    }


async def test_an_empty_blob_is_a_blob(http: httpx.AsyncClient, name: str) -> None:
    await http.put(f"/blobs/{name}", content=b"", headers=PUT_HEADERS)
    answer = await http.get(f"/blobs/{name}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert (await http.get(f"/blobs/{name}", headers={"Range": "bytes=0-"})).status_code == 416


async def test_at_rest_nothing_is_in_the_clear(
    http: httpx.AsyncClient, name: str, database: AsyncDatabase[Document]
) -> None:
    secret = b"the same thirty-two bytes again." * 8_192
    await http.put(f"/blobs/{name}", content=secret, headers=PUT_HEADERS)
    record = await database["blobs"].find_one({"_id": name})
    assert record is not None
    chunks = [c["data"] async for c in database["fs.chunks"].find({"files_id": record["file"]})]
    assert sum(len(data) for data in chunks) == len(secret) + 4 * 16
    assert all(b"thirty-two" not in data for data in chunks)
    blocks = [data[at : at + 16] for data in chunks for at in range(0, len(data), 16)]
    assert len(set(blocks)) == len(blocks)


async def test_a_changed_byte_is_noticed_where_it_lies(
    http: httpx.AsyncClient, path: str, storage: Storage, database: AsyncDatabase[Document]
) -> None:
    record = await database["blobs"].find_one({"_id": path.removeprefix("/blobs/")})
    assert record is not None
    place = {"files_id": record["file"], "n": 1}
    chunk = await database["fs.chunks"].find_one(place)
    assert chunk is not None
    changed = bytearray(chunk["data"])
    changed[5] ^= 1
    await database["fs.chunks"].update_one(place, {"$set": {"data": Binary(bytes(changed))}})

    damaged = await http.get(path, headers={"Range": "bytes=262144-262150"})
    assert (damaged.status_code, damaged.json()["code"]) == (500, "blob_damaged")
    intact = await http.get(path, headers={"Range": "bytes=0-262143"})
    assert intact.content == CONTENT[:262_144]
    with pytest.raises(httpx.RemoteProtocolError):
        await http.get(path)
    assert await storage.metric("cloak_storage_damaged_reads_total") >= 2


async def test_a_cut_off_end_is_noticed(
    http: httpx.AsyncClient, path: str, database: AsyncDatabase[Document]
) -> None:
    name = path.removeprefix("/blobs/")
    record = await database["blobs"].find_one({"_id": name})
    assert record is not None
    await database["fs.chunks"].delete_one({"files_id": record["file"], "n": 2})
    answer = await http.get(path, headers={"Range": "bytes=-10"})
    assert (answer.status_code, answer.json()["code"]) == (500, "blob_damaged")
    # Not even when the record is made to fit: the last segment left is not sealed as the last.
    await database["blobs"].update_one({"_id": name}, {"$set": {"size_bytes": 2 * 262_144}})
    answer = await http.get(path, headers={"Range": "bytes=-10"})
    assert (answer.status_code, answer.json()["code"]) == (500, "blob_damaged")


async def test_a_record_that_points_to_another_file_opens_nothing(
    http: httpx.AsyncClient, path: str, name: str, database: AsyncDatabase[Document]
) -> None:
    other = f"{name}.other"
    await http.put(f"/blobs/{other}", content=CONTENT, headers=PUT_HEADERS)
    record = await database["blobs"].find_one({"_id": other})
    assert record is not None
    await database["blobs"].update_one({"_id": name}, {"$set": {"file": record["file"]}})
    answer = await http.get(path)
    assert (answer.status_code, answer.json()["code"]) == (500, "blob_damaged")


async def test_a_blob_removed_while_it_is_read_is_not_found_and_not_damaged(
    http: httpx.AsyncClient, path: str, name: str, database: AsyncDatabase[Document]
) -> None:
    settings = StorageSettings(
        tokens={"tests": (SecretStr(TOKENS["gateway"]),)},
        master_keys=(SecretStr(MASTER_KEY),),
        mongo=MongoSettings(database=database.name),
    )
    blobs = await Blobs.open(database, settings)
    record = await blobs.records.find(name)
    await http.delete(path)
    with pytest.raises(BlobNotFound):
        await anext(blobs.content(record, Span(0, 10)))
