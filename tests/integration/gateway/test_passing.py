"""What is passed on to auth and messaging, and what is not."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.integration.gateway.house import House

pytestmark = pytest.mark.integration


async def test_a_request_arrives_as_it_was_sent(house: House) -> None:
    ada = await house.person()
    answer = await ada.http.post(
        "/api/contacts/a%2Fb/accept?x=1&y=%20",
        json={"a": 1},
        headers={"X-Request-Id": "request-0001", "Accept-Language": "de"},
    )
    told = answer.json()
    assert told["title"] == "messaging"
    assert told["target"] == "/api/contacts/a%2Fb/accept"
    assert told["query"] == "x=1&y=%20"
    assert json.loads(told["body"]) == {"a": 1}
    assert told["headers"]["authorization"] == ada.http.headers["authorization"]
    assert told["headers"]["x-request-id"] == "request-0001"
    assert told["headers"]["accept-language"] == "de"
    assert answer.headers["retry-after"] == "7"
    assert answer.headers.get_list("x-request-id") == ["request-0001"]


async def test_nobody_speaks_for_the_gateway(house: House) -> None:
    ada = await house.person()
    answer = await ada.http.get(
        "/api/auth/me",
        headers={
            "X-Forwarded-For": "1.2.3.4",
            "X-Real-IP": "1.2.3.4",
            "Forwarded": "for=1.2.3.4",
            "Cloak-Reader": "somebody",
            "Connection": "keep-alive, X-Private",
            "X-Private": "of this hop",
        },
    )
    headers = answer.json()["headers"]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert not {"x-real-ip", "forwarded", "cloak-reader", "x-private"} & set(headers)


@pytest.mark.parametrize("is_traced", [False, True])
async def test_nobody_mixes_a_trace_of_theirs_with_ours(
    house: House, is_traced: bool, request: pytest.FixtureRequest
) -> None:
    ada = await house.person()
    if is_traced:
        request.getfixturevalue("spans")
    theirs = "0af7651916cd43dd8448eb211c80319c"
    sent = {
        "traceparent": f"00-{theirs}-b7ad6b7169203331-01",
        "tracestate": "a=b",
        "baggage": "c=d",
    }
    headers = (await ada.http.get("/api/auth/me", headers=sent)).json()["headers"]
    assert theirs not in headers.get("traceparent", "")
    assert ("traceparent" in headers) == is_traced
    assert not {"tracestate", "baggage"} & set(headers)


async def test_cookies_are_between_the_browser_and_auth(house: House) -> None:
    ada = await house.person()
    held = {"Cookie": "cloak_session=secret"}
    there = await ada.http.post("/api/auth/session/refresh", headers=held)
    assert there.json()["headers"]["cookie"] == "cloak_session=secret"
    kept = there.headers.get_list("set-cookie")
    assert len(kept) == 2, "two cookies in one header are none"
    assert kept[0].startswith("cloak_session=of-auth; HttpOnly; Path=/api/auth")
    elsewhere = await ada.http.get("/api/contacts", headers=held)
    assert "cookie" not in elsewhere.json()["headers"]
    assert "set-cookie" not in elsewhere.headers


async def test_the_gateway_keeps_no_cookie_of_anybody(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.url) as ada:
        await ada.post("/api/auth/session")
        assert ada.cookies["cloak_session"] == "of-auth"
    told = json.loads(await house.parts.passing.document("auth", "/api/auth/anything"))
    assert "cookie" not in told["headers"]


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/api/auth/login", "auth"),
        ("/api/auth/users?query=a", "auth"),
        ("/.well-known/jwks.json", "auth"),
        ("/api/contacts", "messaging"),
        ("/api/conversations/c-1/messages", "messaging"),
        ("/api/messages/m-1", "messaging"),
        ("/api/notifications", "messaging"),
    ],
)
async def test_each_path_has_its_service(house: House, path: str, service: str) -> None:
    method = "POST" if path.endswith("login") else "GET"
    async with httpx.AsyncClient(base_url=house.url) as nobody:
        answer = await nobody.request(method, path)
    assert answer.json()["title"] == service


async def test_events_come_at_once_and_end_when_the_gateway_stops(house: House) -> None:
    replica = await house.another()
    ada = await replica.person()
    async with ada.http.stream("GET", "/api/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        chunks = stream.aiter_bytes()
        async with asyncio.timeout(10):
            assert b"first" in await anext(chunks)
            house.messaging.pulse.set()
            assert b"second" in await anext(chunks)
    house.messaging.pulse.clear()
    async with ada.http.stream("GET", "/api/events") as stream:
        chunks = stream.aiter_bytes()
        await anext(chunks)
        replica.parts.readiness.drain()
        async with asyncio.timeout(10):
            assert [chunk async for chunk in chunks] == []
    assert (await ada.http.get("/readyz")).status_code == 503


async def test_a_service_that_is_away_is_told(house: House) -> None:
    settings = house.settings.model_copy(update={"messaging_url": "http://127.0.0.1:1"})
    alone = await house.beside(settings)
    ada = await alone.person()
    answer = await ada.http.get("/api/contacts")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def test_a_large_body_is_not_passed_on(house: House) -> None:
    ada = await house.person()
    answer = await ada.http.post("/api/messages", content=bytes(2 << 20))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield bytes(1 << 16)

    answer = await ada.http.post("/api/messages", content=pieces())
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_a_body_that_does_not_come_is_not_waited_for(house: House) -> None:
    hurried = await house.beside(house.settings.model_copy(update={"upstream_timeout_s": 0.3}))
    url = httpx.URL(hurried.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(b"POST /api/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{")
    async with asyncio.timeout(10):
        assert b" 408 " in await reader.readline()
    writer.close()
    await writer.wait_closed()
