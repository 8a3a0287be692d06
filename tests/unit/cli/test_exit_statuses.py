"""The exit status tells a script what happened, stdout tells it the rest."""

from __future__ import annotations

import socket

import pytest

from tests.unit.cli.conftest import Cloak
from tests.unit.cli.routes import job_ends
from tests.unit.client.server import Server, always, job, problem, stream


@pytest.mark.parametrize(
    ("status", "code", "exit_status"),
    [
        (404, "job_not_found", 20),
        (422, "invalid_request", 20),
        (403, "forbidden", 20),
        (401, "token_invalid", 21),
        (500, "internal", 30),
    ],
)
def test_a_refusal_has_a_status_and_its_code_as_json(
    server: Server, cloak: Cloak, status: int, code: str, exit_status: int
) -> None:
    server.answers["GET /api/jobs/j-1"] = lambda *_: problem(status, code, limit=7)

    said = cloak("jobs", "show", "j-1", "--json")

    assert said.status == exit_status
    assert said.fact["error"] == {
        "code": code,
        "detail": f"it is {code}",
        "status": status,
        "request_id": "r-1",
        "limit": 7,
    }
    assert code in said.stderr


def test_who_is_not_logged_in_is_told_so(stranger: Cloak) -> None:
    said = stranger("whoami", "--json")

    assert (said.status, said.fact["error"]["code"]) == (21, "not_logged_in")


def test_a_server_that_is_not_there_is_a_fault_of_the_server(stranger: Cloak) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"

    said = stranger(
        "login", "ada", "--server", address, "--password-file", "-", "--json", stdin="a password"
    )

    assert (said.status, said.fact["error"]["code"]) == (30, "unreachable")


def test_a_deadline_that_passes_leaves_the_job_and_tells(server: Server, cloak: Cloak) -> None:
    server.answers["GET /api/jobs/j-1/events"] = lambda *_: stream(("1", "job", job("running")))
    server.answers["GET /api/jobs/j-1"] = always(job("running"))

    said = cloak("watch", "j-1", "--deadline", "1", "--json")

    assert (said.status, said.fact["error"]["code"]) == (31, "deadline_exceeded")


@pytest.mark.parametrize(
    ("fields", "exit_status"),
    [
        ({"status": "failed", "error": {"code": "cover_unsuitable", "message": "flat"}}, 20),
        ({"status": "failed", "error": {"code": "model_unavailable", "message": "away"}}, 30),
        ({"status": "failed", "error": {"code": "deadline_exceeded", "message": "late"}}, 31),
        ({"status": "cancelled"}, 22),
        ({"status": "succeeded"}, 0),
    ],
)
def test_the_end_of_a_job_has_a_status(
    server: Server, cloak: Cloak, fields: dict[str, object], exit_status: int
) -> None:
    job_ends(server, **fields)

    assert cloak("watch", "j-1").status == exit_status


@pytest.mark.parametrize(
    ("answer", "exit_status"), [("no_message", 10), ("damaged", 12), ("needs_model", 13)]
)
def test_an_extraction_without_a_payload_tells_why(
    server: Server, cloak: Cloak, cover: object, answer: str, exit_status: int
) -> None:
    job_ends(server, kind="extract", answer=answer, corrected_share=0.25)

    said = cloak("extract", str(cover), "--json")

    assert (said.status, said.fact["answer"]) == (exit_status, answer)
    assert said.fact["corrected_share"] == 0.25


@pytest.mark.parametrize(
    ("code", "answer", "exit_status"),
    [
        ("wrong_key", "wrong_key", 11),
        ("passphrase_required", "wrong_key", 11),
        ("damaged_payload", "damaged", 12),
        ("needs_newer_version", "needs_model", 13),
    ],
)
def test_a_message_that_does_not_open_tells_why(
    server: Server, cloak: Cloak, cover: object, code: str, answer: str, exit_status: int
) -> None:
    job_ends(server, kind="extract", answer="payload")
    server.answers["POST /api/jobs/j-1/open"] = lambda *_: problem(422, code)

    said = cloak("extract", str(cover), "--json")

    assert (said.status, said.fact["answer"]) == (exit_status, answer)
    assert said.fact["reason"] == code


@pytest.mark.parametrize(
    "arguments",
    [
        ("embed", "nowhere.png", "-o", "out.png", "--text", "hi"),
        ("embed", "COVER", "-o", "out.png"),
        ("embed", "COVER", "-o", "out.png", "--text", "hi", "--file", "COVER"),
        ("embed", "COVER", "-o", "out.png", "--text", "-", "--passphrase-file", "-"),
        ("embed", "COVER", "-o", "out.png", "--text", "hi", "--mode", "magic"),
        ("embed", "COVER", "-o", "out.png", "--text", "hi", "--passphrase", "on the command line"),
        ("extract", "COVER", "-o", "-", "--json"),
        ("send", "ben"),
        ("whoami", "--server", "ftp://cloak"),
    ],
)
def test_a_command_that_makes_no_sense_is_not_sent(
    server: Server, cloak: Cloak, cover: object, arguments: tuple[str, ...]
) -> None:
    said = cloak(*(str(cover) if one == "COVER" else one for one in arguments))

    assert said.status == 2
    assert said.stderr
    assert server.requests == []
