"""The gateway as a process of its own: started by its command, stopped by a signal."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from cloak_local.kafka_access import KafkaAccess

from tests.integration.gateway.house import FINGERPRINT_KEY, House
from tests.integration.gateway.neighbours import BLOB_TOKEN
from tests.plugins import worker_keys

pytestmark = pytest.mark.integration


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(house: House, kafka: KafkaAccess, port: int) -> dict[str, str]:
    settings = house.settings
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPYCACHEPREFIX": "build/cache/pycache",
        **kafka.environment("gateway"),
        "CLOAK_MONGO_URI": settings.mongo.uri.get_secret_value(),
        "CLOAK_MONGO_DATABASE": settings.mongo.database,
        "CLOAK_REDIS_URL": settings.redis.url.get_secret_value(),
        "CLOAK_BLOBS_URL": settings.blobs.url,
        "CLOAK_BLOBS_TOKEN": BLOB_TOKEN,
        "CLOAK_TOKENS_JWKS_URL": settings.tokens.jwks_url,
        "CLOAK_GATEWAY_PORT": str(port),
        "CLOAK_GATEWAY_AUTH_URL": settings.auth_url,
        "CLOAK_GATEWAY_MESSAGING_URL": settings.messaging_url,
        "CLOAK_GATEWAY_FINGERPRINT_KEY": FINGERPRINT_KEY,
        "CLOAK_GATEWAY_WORKERS_KEY": worker_keys.PUBLIC,
        "CLOAK_GATEWAY_CONSUMER_GROUP": f"{settings.consumer_group}.process",
        "CLOAK_GATEWAY_SIGN_IN_RATE__BURST": "1",
        "CLOAK_GATEWAY_SIGN_IN_RATE__PER_SECOND": "0.01",
    }


@pytest.fixture
async def process(
    house: House, kafka: KafkaAccess
) -> AsyncIterator[tuple[asyncio.subprocess.Process, House]]:
    """The process, and the house as if it were its one replica."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cloak_gateway",
        env=environment(house, kafka, port),
        stderr=asyncio.subprocess.DEVNULL,
    )
    other = replace(house)
    other.app, other.url = house.app, f"http://127.0.0.1:{port}"
    try:
        await other.ready()
        yield process, other
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_signal_ends_the_streams_and_then_the_process(
    process: tuple[asyncio.subprocess.Process, House],
) -> None:
    running, house = process
    ada = await house.person()
    job = await ada.embed(await ada.upload())
    async with ada.http.stream("GET", f"/api/jobs/{job}/events") as stream:
        lines = stream.aiter_lines()
        while "event: job" not in await anext(lines):
            pass
        running.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert [line async for line in lines if line.startswith("event")] == []
            assert await running.wait() == 0


async def test_nobody_chooses_the_address_they_are_limited_by(
    process: tuple[asyncio.subprocess.Process, House],
) -> None:
    _, house = process
    async with httpx.AsyncClient(base_url=house.url) as nobody:
        answers = [
            await nobody.post("/api/auth/login", headers={"X-Forwarded-For": f"10.0.0.{n}"})
            for n in range(2)
        ]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[0].json()["headers"]["x-forwarded-for"] == "127.0.0.1"
