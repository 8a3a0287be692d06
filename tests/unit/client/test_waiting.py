"""Waiting for a job, by its stream or by asking."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from cloak_client import CloakClient, DeadlineExceeded, MemoryTokens, NotFound
from cloak_client.models import Job
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.unit.client.breaking import Breaking
from tests.unit.client.server import Server, always, in_turn, job, problem, stream

EVENTS = "GET /api/jobs/j-1/events"
JOB = "GET /api/jobs/j-1"


class Silent(httpx.AsyncBaseTransport):
    """A way to a server that says nothing on one path."""

    def __init__(self, inner: httpx.AsyncBaseTransport, path: str) -> None:
        self._inner, self._path = inner, path

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == self._path:
            await asyncio.Event().wait()
        return await self._inner.handle_async_request(request)


async def test_a_job_is_followed_by_its_stream_to_the_end(
    server: Server, cloak: CloakClient
) -> None:
    half = {"stage": "predict", "fraction": 0.5}
    server.answers[EVENTS] = lambda *_: stream(
        ("1", "job", job("queued")),
        ("2", "job", job("running", progress=half)),
        ("3", "job", job("succeeded")),
    )
    seen: list[Job] = []

    done = await cloak.wait("j-1", on_change=seen.append)

    assert done.status == "succeeded"
    assert [state.status for state in seen] == ["queued", "running", "succeeded"]
    assert server.paths() == [EVENTS]


async def test_a_failed_job_is_an_answer_and_no_exception(
    server: Server, cloak: CloakClient
) -> None:
    error = {"code": "cover_unsuitable", "message": "too flat"}
    server.answers[EVENTS] = lambda *_: stream(("1", "job", job("failed", error=error)))

    done = await cloak.wait("j-1")

    assert done.error is not None
    assert done.error.code == "cover_unsuitable"


async def test_a_stream_that_breaks_is_followed_by_polling_with_the_etag(
    server: Server, cloak: CloakClient
) -> None:
    server.answers[EVENTS] = lambda *_: stream(("1", "job", job("running")))
    left = iter(["running", "running", "running", "succeeded"])

    def poll(request: Request, body: bytes) -> Response:
        status = next(left)
        headers = {"ETag": f'"{status}"', "Retry-After": "0"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return JSONResponse(job(status), headers=headers)

    server.answers[JOB] = poll
    seen: list[Job] = []

    done = await cloak.wait("j-1", on_change=seen.append)

    assert done.status == "succeeded"
    assert [state.status for state in seen] == ["running", "succeeded"]
    polls = [request for request, _ in server.requests[1:]]
    assert [request.headers.get("if-none-match") for request in polls] == [
        None,
        '"running"',
        '"running"',
        '"running"',
    ]


async def test_a_server_without_streams_is_polled(server: Server, cloak: CloakClient) -> None:
    server.answers[EVENTS] = lambda *_: Response("<html>", media_type="text/html")
    server.answers[JOB] = always(job("succeeded"))

    assert (await cloak.wait("j-1")).is_finished


async def test_a_server_that_goes_away_meanwhile_is_waited_for(
    server: Server, cloak: CloakClient, wire: Breaking
) -> None:
    server.answers[EVENTS] = lambda *_: problem(503, "unavailable")
    server.answers[JOB] = in_turn(problem(500, "internal"), JSONResponse(job("succeeded")))
    wire.before = [httpx.ConnectError("refused") for _ in range(6)]

    assert (await cloak.wait("j-1")).is_finished


async def test_a_stream_that_never_begins_is_followed_by_polling(
    server: Server, store: MemoryTokens
) -> None:
    silent = Silent(server.transport(), EVENTS.removeprefix("GET "))
    server.answers[JOB] = always(job("succeeded"))

    async with CloakClient(
        "http://cloak.test", tokens=store, transport=silent, deadline_s=0.2
    ) as cloak:
        await cloak.login("ada", "a long password")

        assert (await cloak.wait("j-1", deadline_s=5)).is_finished


async def test_an_unknown_job_is_not_waited_for(server: Server, cloak: CloakClient) -> None:
    server.answers[EVENTS] = lambda *_: problem(404, "job_not_found")

    with pytest.raises(NotFound):
        await cloak.wait("j-1")


async def test_a_wait_ends_with_its_deadline(server: Server, cloak: CloakClient) -> None:
    server.answers[EVENTS] = lambda *_: stream(("1", "job", job("running")))
    server.answers[JOB] = always(job("running"))

    with pytest.raises(DeadlineExceeded, match="j-1"):
        await cloak.wait("j-1", deadline_s=0.1)
