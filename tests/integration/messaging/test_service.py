"""The service as a process: its health, its border, its end."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.integration.messaging.town import Town
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


@asynccontextmanager
async def process(town: Town, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run ``python -m cloak_messaging`` beside the town's replica."""
    settings = town.settings
    environment = {
        **town.kafka.environment("messaging"),
        "CLOAK_MESSAGING_PORT": str(port),
        "CLOAK_MESSAGING_GROUP": settings.group,
        "CLOAK_MONGO_URI": settings.mongo.uri.get_secret_value(),
        "CLOAK_MONGO_DATABASE": settings.mongo.database,
        "CLOAK_REDIS_URL": settings.redis.url.get_secret_value(),
        "CLOAK_BLOBS_URL": settings.blobs.url,
        "CLOAK_BLOBS_TOKEN": settings.blobs.token.get_secret_value(),
        "CLOAK_TOKENS_JWKS_URL": settings.tokens.jwks_url,
    }
    command = (sys.executable, "-m", "cloak_messaging")
    started = await asyncio.create_subprocess_exec(*command, env=os.environ | environment)
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def test_a_process_becomes_ready_and_ends_its_streams_when_told_to_stop(
    town: Town, unused_tcp_port: int
) -> None:
    address = f"http://127.0.0.1:{unused_tcp_port}"
    async with process(town, unused_tcp_port) as running, httpx.AsyncClient() as http:

        async def ready() -> bool:
            try:
                return (await http.get(f"{address}/readyz")).is_success
            except httpx.TransportError:
                return False

        await eventually(ready, bool, within_s=60)
        somebody = await town.settles(at=address)
        async with asyncio.timeout(20), somebody.live() as stream:
            await stream.next("ready")
            running.send_signal(signal.SIGTERM)
            assert await stream.ends()
            assert await running.wait() == 0


async def test_ready_says_what_was_checked(town: Town) -> None:
    async with httpx.AsyncClient(base_url=town.address) as http:
        checks = (await http.get("/readyz")).json()["checks"]
    assert checks == {"mongo": "ok", "keys": "ok", "redis": "ok", "kafka": "ok"}


@pytest.mark.parametrize(
    "path",
    ["/api/contacts", "/api/conversations", "/api/notifications", "/api/events", "/api/messages/m"],
)
async def test_every_route_needs_a_token(town: Town, path: str) -> None:
    async with httpx.AsyncClient(base_url=town.address) as http:
        missing = await http.get(path)
        forged = await http.get(path, headers={"Authorization": "Bearer a.b.c"})
    assert (missing.status_code, missing.json()["code"]) == (401, "token_missing")
    assert (forged.status_code, forged.json()["code"]) == (401, "token_invalid")


async def test_an_expired_token_says_so(town: Town) -> None:
    late = await town.signs_in("id-late", "late", lives_s=-60)
    response = await late.http.get("/api/contacts")
    assert (response.status_code, response.json()["code"]) == (401, "token_expired")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/contacts", {"limit": 0}),
        ("/api/contacts", {"limit": 201}),
        ("/api/contacts", {"cursor": "made-up"}),
        ("/api/conversations", {"cursor": "made-up"}),
        ("/api/notifications", {"cursor": "made-up"}),
        ("/api/conversations/c-1/messages", {"before": 0}),
    ],
)
async def test_a_page_that_cannot_be_is_refused(
    town: Town, path: str, query: dict[str, str]
) -> None:
    somebody = await town.settles()
    response = await somebody.http.get(path, params=query)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


async def test_what_happens_is_counted(town: Town) -> None:
    alice, bob = await town.friends()
    await alice.says(bob, "hello")
    async with bob.live() as stream, httpx.AsyncClient(base_url=town.address) as http:
        await stream.next("ready")
        text = (await http.get("/metrics")).text
    names = {line.split("{")[0].split(" ")[0] for line in text.splitlines() if line[0] != "#"}
    assert {
        "cloak_messaging_http_requests_total",
        "cloak_messaging_streams_open",
        "cloak_messaging_events_told_total",
        "cloak_messaging_notifications_total",
        "cloak_messaging_messages_total",
        "cloak_messaging_wakeups_up",
        "cloak_messaging_consumer_up",
    } <= names
    assert alice.id not in text
