"""The live stream of an account."""

from __future__ import annotations

from contextlib import aclosing

import pytest
from cloak_client import CloakClient, Message, Standing, Unauthenticated
from starlette.requests import Request
from starlette.responses import Response

from tests.unit.client.server import Server, message, problem, stream


async def test_a_stream_that_breaks_is_taken_up_after_the_last_event(
    server: Server, cloak: CloakClient
) -> None:
    parts = [
        stream(("7", "message", message("one", 1)), ("8", "message", message("two", 2))),
        problem(503, "unavailable"),
        stream(("9", "message", message("three", 3))),
    ]
    asked: list[str | None] = []

    def events(request: Request, body: bytes) -> Response:
        asked.append(request.headers.get("last-event-id"))
        return parts.pop(0)

    server.answers["GET /api/events"] = events
    texts: list[str | None] = []

    async with aclosing(cloak.events()) as live:
        async for event in live:
            assert isinstance(event.resource, Message)
            texts.append(event.resource.text)
            if len(texts) == 3:
                break

    assert texts == ["one", "two", "three"]
    assert asked == [None, "8", "8"]


async def test_line_separators_of_unicode_do_not_cut_an_event(
    server: Server, cloak: CloakClient
) -> None:
    text = "a\u2028b\u2029c\x85d\x0be"
    server.answers["GET /api/events"] = lambda *_: stream(("1", "message", message(text)))

    async with aclosing(cloak.events()) as live:
        event = await anext(live)

    assert isinstance(event.resource, Message)
    assert event.resource.text == text


async def test_a_sign_of_life_between_events_is_no_event(
    server: Server, cloak: CloakClient
) -> None:
    # The blank line behind a comment ends no event, also when one with an id came before.
    parts = [stream(("1", "ready", {})), stream(("2", "message", message("hello")))]
    text = ": open\n\n" + ": alive\n\n".join(bytes(part.body).decode() for part in parts)
    server.answers["GET /api/events"] = lambda *_: Response(text, media_type="text/event-stream")

    async with aclosing(cloak.events()) as live:
        first, second = await anext(live), await anext(live)

    assert (first.id, first.kind, second.id, second.kind) == ("1", "ready", "2", "message")


async def test_events_this_version_does_not_know_are_passed_on(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["GET /api/events"] = lambda *_: stream(
        ("1", "reset", {}), ("2", "new", {"a": 1})
    )

    async with aclosing(cloak.events()) as live:
        first, second = await anext(live), await anext(live)

    assert (first.kind, first.data, first.resource) == ("reset", {}, None)
    assert (second.kind, second.data, second.resource) == ("new", {"a": 1}, None)


async def test_a_contact_that_has_ended_is_one_without_a_status(
    server: Server, cloak: CloakClient
) -> None:
    person = {"id": "u-1", "username": "ben", "display_name": "Ben"}
    ended = {"user": person, "status": None, "since": None}
    server.answers["GET /api/events"] = lambda *_: stream(("1", "contact", ended))

    async with aclosing(cloak.events()) as live:
        event = await anext(live)

    assert isinstance(event.resource, Standing)
    assert (event.resource.user.username, event.resource.status) == ("ben", None)


async def test_the_stream_ends_with_the_login(server: Server, cloak: CloakClient) -> None:
    server.end_login()

    with pytest.raises(Unauthenticated):
        async with aclosing(cloak.events()) as live:
            await anext(live)
