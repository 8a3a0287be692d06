"""Requests: an id, a place in the metrics, and a body that is no larger than allowed."""

from collections.abc import AsyncIterator

import httpx
import pytest
from cloak_kit.errors import BodyTooLarge
from cloak_kit.settings import TokenSettings
from cloak_kit.tokens import Caller, TokenVerifier
from cloak_kit.web import create_app
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel


class Body(BaseModel):
    text: str


class Chunks:
    """A body in chunks without a declared length, which counts what was taken of it."""

    def __init__(self, count: int) -> None:
        self._left = count
        self.taken = 0

    async def receive(self) -> dict[str, object]:
        """Give one more chunk of 100 bytes, as an ASGI server does."""
        self._left -= 1
        self.taken += 1
        return {"type": "http.request", "body": b"x" * 100, "more_body": self._left > 0}


async def post(
    app: FastAPI, path: str, body: Chunks, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> int:
    """Send a chunked body straight to the application; return the answer's status."""
    answered: list[int] = []

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            answered.append(int(str(message["status"])))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"host", b"kit.test"), *headers],
        "client": ("192.0.2.1", 1),
        "server": ("kit.test", 80),
    }
    await app(scope, body.receive, send)  # type: ignore[arg-type] # plain dictionaries will do
    (status,) = answered
    return status


@pytest.fixture
def streaming(app: FastAPI) -> FastAPI:
    """Routes that read their body piece by piece."""

    @app.post("/small")
    @app.post("/large")
    async def count(request: Request) -> int:
        return sum([len(chunk) async for chunk in request.stream()])

    @app.post("/guarded")
    async def guarded(request: Request, _: Caller) -> int:
        return sum([len(chunk) async for chunk in request.stream()])

    return app


async def test_a_body_is_cut_off_while_it_streams(streaming: FastAPI) -> None:
    body = Chunks(1000)
    assert await post(streaming, "/small", body) == 413
    assert body.taken == 11


async def test_a_route_may_take_more(streaming: FastAPI) -> None:
    assert await post(streaming, "/large", Chunks(50)) == 200
    assert await post(streaming, "/large", Chunks(51)) == 413


async def test_a_parsed_body_is_cut_off_too(app: FastAPI) -> None:
    @app.post("/json")
    async def parsed(body: Body) -> None: ...

    body = Chunks(1000)
    status = await post(app, "/json", body, ((b"content-type", b"application/json"),))
    assert (status, body.taken) == (413, 11)


async def test_a_declared_length_over_the_limit_is_refused_before_a_byte(
    streaming: FastAPI,
) -> None:
    body = Chunks(20)
    assert await post(streaming, "/small", body, ((b"content-length", b"1001"),)) == 413
    assert body.taken == 0


@pytest.mark.parametrize("headers", [(), ((b"authorization", b"Bearer forged"),)])
async def test_without_a_good_token_no_byte_of_the_body_is_read(
    streaming: FastAPI, headers: tuple[tuple[bytes, bytes], ...]
) -> None:
    async def no_keys() -> dict[str, object]:
        return {"keys": []}

    streaming.state.tokens = TokenVerifier(TokenSettings(), no_keys)
    body = Chunks(5)
    assert await post(streaming, "/guarded", body, headers) == 401
    assert body.taken == 0


async def test_a_safe_id_is_taken_and_another_is_made(http: httpx.AsyncClient) -> None:
    kept = await http.get("/healthz", headers={"X-Request-Id": "abc-DEF_1.2"})
    assert kept.headers["x-request-id"] == "abc-DEF_1.2"
    for unsafe in ("short", "with space in it", "x" * 65, "new\tline-and-more"):
        made = await http.get("/healthz", headers={"X-Request-Id": unsafe})
        assert made.headers["x-request-id"] != unsafe
        assert len(made.headers["x-request-id"]) == 32


async def test_made_up_methods_are_counted_as_one(http: httpx.AsyncClient) -> None:
    for method in ("BREW", "BREW2"):
        await http.request(method, "/healthz")
    metrics = (await http.get("/metrics")).text
    assert "BREW" not in metrics
    assert 'method="other",' in metrics


async def test_requests_are_counted_by_route_and_not_by_id(
    app: FastAPI, http: httpx.AsyncClient
) -> None:
    @app.get("/things/{thing}")
    async def thing(thing: str) -> str:
        return thing

    await http.get("/things/one-of-many")
    await http.get("/no/such/place")
    metrics = (await http.get("/metrics")).text
    assert 'requests_total{method="GET",route="/things/{thing}",status="200"}' in metrics
    assert 'route="unmatched",status="404"' in metrics
    assert "one-of-many" not in metrics


async def test_two_applications_of_a_service_share_their_metrics(app: FastAPI) -> None:
    async def nothing(*_: object) -> None: ...

    assert create_app("kit_test", title="Again", open_parts=nothing) is not app


async def test_an_answer_that_breaks_off_is_not_ended_as_if_it_were_whole(
    app: FastAPI, http: httpx.AsyncClient
) -> None:
    async def half() -> AsyncIterator[bytes]:
        yield b"half"
        raise BodyTooLarge(limit_bytes=1)

    @app.get("/half")
    async def route() -> StreamingResponse:
        return StreamingResponse(half())

    with pytest.raises(Exception, match=r"Caught handled exception|at most 1 bytes"):
        await http.get("/half")
