"""cloak jobs and cloak watch."""

from __future__ import annotations

import json
from pathlib import Path

from starlette.responses import Response

from tests.unit.cli.conftest import Cloak
from tests.unit.client.server import Server, always, in_turn, job, problem, stream


def test_jobs_are_listed_as_asked(server: Server, cloak: Cloak) -> None:
    server.answers["GET /api/jobs"] = always({"items": [job("failed")], "next_cursor": "n"})

    said = cloak("jobs", "list", "--status", "failed", "--limit", "5", "--json")

    assert [one["id"] for one in said.fact["items"]] == ["j-1"]
    assert said.fact["next_cursor"] == "n"
    assert server.requests[-1][0].url.query == "status=failed&limit=5"


def test_a_job_is_one_whole_line_of_a_pipe(server: Server, cloak: Cloak) -> None:
    whole = f"j-{'a' * 32}"
    found = {
        **job("succeeded"),
        "id": whole,
        "kind": "extract",
        "answer": "no_message",
        "mode": "robust",
    }
    server.answers["GET /api/jobs"] = always({"items": [found]})

    [line] = [
        line for line in cloak("jobs", "list").stdout.decode().splitlines() if "extract" in line
    ]

    assert line.split()[:2] == [whole, "extract"]
    assert line.split()[-1] == "no_message"


def test_a_job_is_cancelled(server: Server, cloak: Cloak) -> None:
    server.answers["DELETE /api/jobs/j-1"] = always(job("cancelled"))

    said = cloak("jobs", "cancel", "j-1")

    assert (said.status, said.stdout) == (0, b"")
    assert "cancelled" in said.stderr


def test_a_job_is_tried_again(server: Server, cloak: Cloak) -> None:
    again = {**job("queued"), "id": "j-2", "retry_of": "j-1"}
    server.answers["POST /api/jobs/j-1/retry"] = always(again, 202)

    said = cloak("jobs", "retry", "j-1", "--json")

    assert (said.status, said.fact["id"], said.fact["retry_of"]) == (0, "j-2", "j-1")
    assert server.requests[-1][0].headers["idempotency-key"]


def test_a_result_is_downloaded(server: Server, cloak: Cloak, tmp_path: Path) -> None:
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(b"stego")
    out = tmp_path / "out.png"

    said = cloak("jobs", "download", "j-1", "-o", out, "--json")

    assert said.fact == {"job": "j-1", "saved": str(out), "size": 5}
    assert out.read_bytes() == b"stego"


def test_a_folder_that_is_not_there_is_told_and_nothing_else_happens(
    server: Server, cloak: Cloak, tmp_path: Path
) -> None:
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(b"stego")

    said = cloak("jobs", "download", "j-1", "-o", tmp_path / "nowhere" / "out.png", "--json")

    assert (said.status, said.fact["error"]["code"]) == (2, "file_error")


def test_all_that_happens_is_shown_as_lines_of_json(server: Server, cloak: Cloak) -> None:
    server.answers["GET /api/events"] = in_turn(
        stream(("5", "message_read", {"up_to": 1})), problem(403, "forbidden")
    )

    event, _ = [json.loads(line) for line in cloak("watch", "--json").stdout.splitlines()]

    assert event == {"id": "5", "event": "message_read", "data": {"up_to": 1}}


def test_where_a_stream_stands_is_nothing_to_show_a_person(server: Server, cloak: Cloak) -> None:
    server.answers["GET /api/events"] = in_turn(
        stream(("4", "ready", {}), ("5", "message_read", {"up_to": 1})), problem(403, "forbidden")
    )

    assert cloak("watch").stdout.decode().splitlines() == ["message_read: {'up_to': 1}"]
