"""Master keys and service tokens change while requests run, and none of them fails."""

import asyncio
import secrets
import sys
import uuid
from collections.abc import Awaitable, Callable

import httpx
import pytest
from cloak_kit.dated_keys import new_dated_key
from cloak_kit.mongo import Document
from cloak_kit.settings import MongoSettings
from cloak_local.kafka_access import KafkaAccess
from cloak_storage.app import build
from cloak_storage.rewrap import rewrap, show_keys
from cloak_storage.settings import StorageSettings
from fastapi import FastAPI
from pydantic import SecretStr
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.kit.access import kafka_settings
from tests.integration.storage.kept import PUT_HEADERS, emptied
from tests.plugins.backends import Mongo
from tests.plugins.polling import eventually
from tests.plugins.rolling import AT_ONCE, Replicas, meanwhile

pytestmark = pytest.mark.integration
TOKEN, NEXT_TOKEN = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
Configured = Callable[..., StorageSettings]


@pytest.fixture
def configured(kafka: KafkaAccess, mongo: Mongo) -> Configured:
    """Settings with these master keys, and these tokens of the gateway."""
    group = f"cloak.storage.{uuid.uuid4().hex}"

    def configured(*keys: str, tokens: tuple[str, ...] = (TOKEN,)) -> StorageSettings:
        return StorageSettings(
            kafka=kafka_settings(kafka, "storage"),
            mongo=MongoSettings(uri=SecretStr(mongo.uri), database=mongo.database),
            tokens={"gateway": tuple(map(SecretStr, tokens))},
            master_keys=tuple(map(SecretStr, keys)),
            consumer_group=group,
        )

    return configured


def building(settings: StorageSettings) -> Callable[[], FastAPI]:
    return lambda: build(settings)


async def call(
    replicas: Replicas, method: str, name: str, *, token: str = TOKEN, content: bytes = b""
) -> httpx.Response:
    async with replicas.one() as url, httpx.AsyncClient(base_url=url, timeout=20) as http:
        headers = PUT_HEADERS | {"Authorization": f"Bearer {token}"}
        return await http.request(method, f"/blobs/{name}", content=content, headers=headers)


async def test_the_master_key_changes_while_blobs_are_written_and_read(
    configured: Configured, database: AsyncDatabase[Document]
) -> None:
    await emptied(database)
    old, new = new_dated_key(), new_dated_key()
    written: dict[str, bytes] = {}

    async def write_and_read(number: int) -> None:
        name, content = f"u-{uuid.uuid4().hex}", b"%d" % number
        assert (await call(replicas, "PUT", name, content=content)).status_code == 201
        written[name] = content
        earlier = list(written)[number // 2]
        for wanted in (name, earlier):
            answer = await call(replicas, "GET", wanted)
            assert (answer.status_code, answer.content) == (200, written[wanted])

    async with Replicas.of(building(configured(old))) as replicas:
        async with meanwhile(write_and_read) as count:
            await replicas.roll(building(configured(old, new)))
            await replicas.roll(building(configured(new, old)))
            moved = await rewrap(configured(new, old))
            assert (await show_keys(configured(new))).is_well
            await replicas.roll(building(configured(new)))
        assert count() > 10
        for name, content in written.items():
            assert (await call(replicas, "GET", name)).content == content
    assert moved.is_well
    assert int(moved.text.split()[0]) > 0


async def test_the_token_of_a_service_changes_while_requests_run(configured: Configured) -> None:
    key, tokens = new_dated_key(), [TOKEN]

    async def write(_: int) -> None:
        name, token = f"u-{uuid.uuid4().hex}", tokens[0]
        assert (await call(replicas, "PUT", name, token=token)).status_code == 201
        used.add(token)

    used: set[str] = set()
    async with Replicas.of(building(configured(key))) as replicas:
        async with meanwhile(write) as count:
            await replicas.roll(building(configured(key, tokens=(TOKEN, NEXT_TOKEN))))
            tokens[0] = NEXT_TOKEN
            in_hand = count() + AT_ONCE  # those may still send the former token
            await eventually(told(count), lambda now: now > in_hand)
            await replicas.roll(building(configured(key, tokens=(NEXT_TOKEN,))))
        assert used == {TOKEN, NEXT_TOKEN}
        refused = await call(replicas, "GET", "u-any", token=TOKEN)
        assert refused.status_code == 401


def told(count: Callable[[], int]) -> Callable[[], Awaitable[int]]:
    async def told() -> int:
        return count()

    return told


async def test_a_key_in_use_that_is_not_configured_is_reported(
    configured: Configured, database: AsyncDatabase[Document]
) -> None:
    await emptied(database)
    old, new = new_dated_key(), new_dated_key()
    async with Replicas.of(building(configured(old)), 1) as replicas:
        assert (await call(replicas, "PUT", "u-kept", content=b"x")).status_code == 201
    report = await show_keys(configured(new))
    assert not report.is_well
    assert "MISSING 1 blobs" in report.text
    lost = await rewrap(configured(new))
    assert (lost.is_well, lost.text.split()[0]) == (False, "0")
    settled = await rewrap(configured(new, old))
    assert (settled.is_well, settled.text.split()[0]) == (True, "1")


async def test_the_commands_run_as_an_operator_runs_them(
    variables: dict[str, str], database: AsyncDatabase[Document]
) -> None:
    await emptied(database)
    for command, expected in (("new-key", "Z="), ("rewrap", "0 data keys")):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cloak_storage", command),
            env=variables,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await asyncio.wait_for(process.communicate(), 60)
        assert (process.returncode, expected in out.decode()) == (0, True), out
