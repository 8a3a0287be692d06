"""A call is sent again when that is safe, and only then."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from cloak_client import (
    CloakClient,
    ConnectionLost,
    DeadlineExceeded,
    RateLimited,
    ServerProblem,
    Unreachable,
)
from starlette.responses import JSONResponse

from tests.unit.client.breaking import Breaking
from tests.unit.client.server import ADA, Server, always, in_turn, job, problem


async def test_a_read_is_repeated_after_a_broken_connection(
    server: Server, cloak: CloakClient, wire: Breaking
) -> None:
    server.answers["GET /api/jobs/j-1"] = always(job("queued"))
    wire.after = [httpx.ReadError("reset"), httpx.RemoteProtocolError("gone")]

    assert (await cloak.job("j-1")).status == "queued"
    assert len(server.requests) == 3


async def test_a_submission_is_repeated_with_the_same_key_and_the_same_bytes(
    server: Server, cloak: CloakClient, wire: Breaking
) -> None:
    server.answers["POST /api/embed"] = always(job("queued"), 202)
    wire.after = [httpx.ReadError("reset")]

    await cloak.embed_file("u-1", b"\x00secret", name="secret.bin")

    (first, first_body), (second, second_body) = server.requests
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.headers["content-type"] == second.headers["content-type"]
    assert first.headers["x-request-id"] == second.headers["x-request-id"]
    assert first_body == second_body


async def test_two_submissions_have_two_keys(server: Server, cloak: CloakClient) -> None:
    server.answers["POST /api/extract"] = always(job("queued"), 202)

    await cloak.extract("u-1")
    await cloak.extract("u-1")

    keys = {request.headers["idempotency-key"] for request, _ in server.requests}
    assert len(keys) == 2


async def test_an_upload_is_not_repeated_when_the_server_may_have_stored_it(
    server: Server, cloak: CloakClient, wire: Breaking
) -> None:
    wire.after = [httpx.ReadError("reset")]

    with pytest.raises(ConnectionLost):
        await cloak.upload(b"picture")

    assert len(server.requests) == 1


async def test_what_never_reached_the_server_is_sent_again_whatever_it_is(
    server: Server, cloak: CloakClient, wire: Breaking
) -> None:
    server.answers["POST /api/auth/register"] = always(ADA, 201)
    wire.before = [httpx.ConnectError("refused")]

    assert (await cloak.register("ada", "a long password")).username == "ada"
    assert len(server.requests) == 1


async def test_a_server_that_cannot_be_reached_is_given_up_after_some_attempts(
    cloak: CloakClient, wire: Breaking
) -> None:
    wire.before = [httpx.ConnectError("refused") for _ in range(9)]

    with pytest.raises(Unreachable):
        await cloak.job("j-1")

    assert len(wire.before) == 5


async def test_a_passing_refusal_is_waited_for(server: Server, cloak: CloakClient) -> None:
    server.answers["POST /api/embed"] = in_turn(
        problem(503, "queue_unavailable"),
        problem(409, "idempotency_key_in_use"),
        JSONResponse(job("queued"), 202),
    )

    assert (await cloak.embed_text("u-1", "hi")).id == "j-1"


async def test_a_submission_that_the_server_is_still_working_on_is_asked_for_until_it_is_done(
    server: Server, cloak: CloakClient
) -> None:
    working = [problem(409, "idempotency_key_in_use") for _ in range(9)]
    server.answers["POST /api/embed"] = in_turn(*working, JSONResponse(job("queued"), 202))

    assert (await cloak.embed_text("u-1", "hi")).id == "j-1"


async def test_a_server_that_stays_away_is_not_waited_for_until_the_deadline(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["POST /api/embed"] = lambda *_: problem(503, "queue_unavailable")

    with pytest.raises(ServerProblem):
        await cloak.embed_text("u-1", "hi")

    assert len(server.requests) == 4


async def test_a_passing_refusal_of_a_call_that_may_have_acted_is_told(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["POST /api/upload"] = lambda *_: problem(504, "gateway_timeout")

    with pytest.raises(ServerProblem):
        await cloak.upload(b"picture")

    assert len(server.requests) == 1


async def test_a_refusal_that_lasts_longer_than_the_deadline_is_told_at_once(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["GET /api/jobs/j-1"] = lambda *_: problem(
        429, "rate_limited", {"Retry-After": "60"}
    )

    with pytest.raises(RateLimited) as refusal:
        await cloak.job("j-1")

    assert refusal.value.retry_after_s == 60
    assert len(server.requests) == 1


async def test_a_server_error_is_not_repeated(server: Server, cloak: CloakClient) -> None:
    server.answers["GET /api/jobs/j-1"] = lambda *_: problem(500, "internal")

    with pytest.raises(ServerProblem):
        await cloak.job("j-1")

    assert len(server.requests) == 1


async def test_a_call_ends_with_its_deadline() -> None:
    async def never(scope: object, receive: object, send: object) -> None:
        await asyncio.Event().wait()

    async with CloakClient(
        "http://cloak.test", transport=httpx.ASGITransport(never), deadline_s=0.05
    ) as cloak:
        with pytest.raises(DeadlineExceeded, match=r"0\.05 s"):
            await cloak.login("ada", "a long password")
