"""Contacts, messages and accounts from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from starlette.responses import JSONResponse, Response

from tests.unit.cli.conftest import Cloak
from tests.unit.client.server import (
    ADA,
    BEN,
    NOW,
    Server,
    always,
    in_turn,
    message,
    problem,
    stream,
)

CONTACT = {"user": BEN, "status": "pending", "since": NOW}
CONVERSATION = {"id": "c-1", "with": BEN, "last_message": None, "unread": 1, "updated_at": NOW}
PICTURE = {"blob": f"j-{'a' * 32}.stego", "media_type": "image/png"}


def test_an_invitation_is_accepted_by_name(server: Server, cloak: Cloak) -> None:
    server.answers["GET /api/contacts"] = always({"items": [CONTACT], "next_cursor": None})
    server.answers["POST /api/contacts/2/accept"] = always({**CONTACT, "status": "accepted"})

    assert cloak("contacts", "accept", "Ben", "--json").fact["status"] == "accepted"


def test_a_name_that_is_no_contact_is_refused(server: Server, cloak: Cloak) -> None:
    server.answers["GET /api/contacts"] = always({"items": [], "next_cursor": None})

    said = cloak("contacts", "block", "eve", "--json")

    assert (said.status, said.fact["error"]["code"]) == (20, "contact_not_found")


def test_a_picture_on_the_server_is_sent_without_an_upload(server: Server, cloak: Cloak) -> None:
    server.answers["POST /api/messages"] = always(message("look"), 201)

    said = cloak("send", "ben", "--text", "look", "--image", PICTURE["blob"], "--json")

    [(_, body)] = server.requests
    sent = json.loads(body)
    assert said.fact["from"]["username"] == "ben"
    assert (sent["to"], sent["text"], sent["image"]) == ("ben", "look", PICTURE["blob"])


def test_messages_are_read_oldest_first_saved_and_marked_read(
    server: Server, cloak: Cloak, tmp_path: Path
) -> None:
    latest = {**message("see \x1b[2J", 2), "image": PICTURE}
    server.answers["GET /api/conversations"] = always({"items": [CONVERSATION]})
    server.answers["GET /api/conversations/c-1/messages"] = always(
        {"items": [latest, message("first", 1)], "next_cursor": 1}
    )
    server.answers[f"GET /api/blobs/{PICTURE['blob']}"] = lambda *_: Response(b"PNG")
    server.answers["POST /api/conversations/c-1/read"] = lambda *_: Response(status_code=204)

    said = cloak("inbox", "read", "ben", "--save-to", tmp_path / "in")

    shown = said.stdout.decode()
    assert shown.index("first") < shown.index("see")
    assert PICTURE["blob"] in shown  # never broken over two lines
    assert "\x1b[2J" not in shown
    assert (tmp_path / "in" / "m-2.png").read_bytes() == b"PNG"
    assert server.requests[-1][1] == b'{"up_to": 2}'


def test_the_inbox_lists_conversations(server: Server, cloak: Cloak) -> None:
    server.answers["GET /api/conversations"] = always({"items": [CONVERSATION]})

    assert cloak("inbox", "--json").fact["items"][0]["with"]["username"] == "ben"
    assert b"ben" in cloak("inbox", "list").stdout


def test_messages_are_followed_as_lines_of_json(server: Server, cloak: Cloak) -> None:
    server.answers["GET /api/events"] = in_turn(
        stream(("1", "message", message("one")), ("2", "message_read", {"up_to": 1})),
        problem(403, "forbidden"),
    )

    said = cloak("inbox", "--follow", "--json")

    first, last = [json.loads(line) for line in said.stdout.splitlines()]
    assert first["text"] == "one"
    assert last["error"]["code"] == "forbidden"


def test_an_account_is_shut_out_by_its_exact_name(server: Server, cloak: Cloak) -> None:
    other = {**ADA, "id": "7", "username": "benno"}
    server.answers["GET /api/auth/users"] = always({"items": [other, {**ADA, **BEN}]})
    server.answers["PATCH /api/auth/users/2"] = lambda request, body: JSONResponse(
        {**ADA, **BEN, **json.loads(body)}
    )

    said = cloak("admin", "users", "disable", "ben", "--json")

    assert (said.fact["username"], said.fact["disabled"]) == ("ben", True)
    assert server.requests[-1][1] == b'{"disabled": true}'


def test_the_last_admin_stays_one(server: Server, cloak: Cloak) -> None:
    server.answers["GET /api/auth/users"] = always({"items": [ADA]})
    server.answers["PATCH /api/auth/users/1"] = lambda *_: problem(409, "last_admin")

    said = cloak("admin", "users", "role", "ada", "user")

    assert said.status == 20
    assert "last_admin" in said.stderr
