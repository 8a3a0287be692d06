"""cloak embed and cloak capacity."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cloak_cli.made_file import output_for
from cloak_cli.options import ModeChoice, OutputChoice
from starlette.responses import Response

from tests.unit.cli.conftest import Cloak
from tests.unit.cli.routes import UPLOAD, job_ends
from tests.unit.client.server import Server, always, problem

REPORT = {"psnr_db": 41.5, "ssim": 0.99, "strength": 1.0, "model": "robust-1"}


@pytest.fixture
def embedding(server: Server) -> Server:
    """A server on which every embedding succeeds."""
    job_ends(server, report=REPORT)
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(
        b"stego", media_type="image/png"
    )
    return server


def submission(server: Server) -> dict[str, object]:
    [body] = [body for request, body in server.requests if request.url.path == "/api/embed"]
    document = json.loads(body)
    assert isinstance(document, dict)
    return document


def test_a_text_is_hidden_and_the_picture_saved(
    embedding: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.png"

    said = cloak("embed", cover, "-o", out, "--text", "grüße", "--json")

    assert said.status == 0
    assert out.read_bytes() == b"stego"
    assert (said.fact["saved"], said.fact["size"]) == (str(out), 5)
    assert said.fact["job"]["report"]["psnr_db"] == 41.5
    assert submission(embedding) == {
        "cover": "u-1",
        "mode": "robust",
        "text": "grüße",
        "output": "png",
    }


def test_words_for_people_stay_off_stdout(
    embedding: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    said = cloak("embed", cover, "-o", tmp_path / "out.png", "--text", "hi")

    assert said.stdout == b""
    assert "41.5 dB" in said.stderr
    assert "the cover is flat" in said.stderr


def test_the_text_and_the_passphrase_can_come_from_stdin_and_a_file(
    embedding: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    (secret := tmp_path / "passphrase").write_text("correct horse\r\n")
    out = tmp_path / "out.jpg"

    said = cloak(
        "embed", cover, "-o", out, "--text", "-", "--passphrase-file", secret, stdin="two\nlines\n"
    )

    assert said.status == 0
    assert submission(embedding) == {
        "cover": "u-1",
        "mode": "robust",
        "text": "two\nlines\n",
        "passphrase": "correct horse",
        "output": "jpeg",
    }
    assert "horse" not in said.stdout.decode() + said.stderr


def test_a_passphrase_that_is_not_text_is_refused_here(
    server: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    (secret := tmp_path / "passphrase").write_bytes(b"\xff\xfe")

    said = cloak("embed", cover, "-o", "out.png", "--text", "hi", "--passphrase-file", secret)

    assert said.status == 2
    assert server.requests == []


def test_a_picture_is_hidden_in_image_mode(
    embedding: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    said = cloak("embed", cover, "-o", tmp_path / "out.png", "--image", cover)

    [body] = [body for request, body in embedding.requests if request.url.path == "/api/embed"]
    assert said.status == 0
    assert b'name="mode"\r\n\r\nimage\r\n' in body
    assert b'filename="cover.png"' in body


def test_a_failed_embedding_leaves_the_old_file(
    server: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    job_ends(server, status="failed", error={"code": "cover_unsuitable", "message": "too flat"})
    (out := tmp_path / "out.png").write_bytes(b"old")

    said = cloak("embed", cover, "-o", out, "--text", "hi", "--json")

    assert said.status == 20
    assert said.fact["error"] == {
        "code": "cover_unsuitable",
        "detail": "too flat",
        "job": "j-1",
    }
    assert out.read_bytes() == b"old"


def test_a_payload_that_does_not_fit_says_how_much_would(
    server: Server, cloak: Cloak, cover: Path
) -> None:
    job_ends(server)
    server.answers["POST /api/embed"] = lambda *_: problem(
        422, "payload_too_large", wanted_bytes=99, capacity_bytes=60
    )

    said = cloak("embed", cover, "-o", "out.png", "--text", "x" * 99, "--json")

    assert said.status == 20
    assert said.fact["error"]["capacity_bytes"] == 60


def test_a_picture_on_the_server_is_named_by_its_id(
    embedding: Server, cloak: Cloak, tmp_path: Path
) -> None:
    blob = f"u-{'a' * 32}"
    embedding.answers[f"GET /api/uploads/{blob}"] = always({**UPLOAD, "id": blob})

    assert cloak("embed", blob, "-o", tmp_path / "out.png", "--text", "hi").status == 0
    assert submission(embedding)["cover"] == blob
    assert "POST /api/upload" not in embedding.paths()


def test_capacity_is_told_by_mode(server: Server, cloak: Cloak, cover: Path) -> None:
    job_ends(server)
    room = {
        "mode": "covert",
        "channel": "lossless",
        "rate": 0.1,
        "sealed": False,
        "exact": True,
        "usable": True,
        "payload_bytes": 60,
        "characters": 58,
        "picture": None,
    }
    server.answers["GET /api/uploads/u-1/capacity"] = always(room)

    said = cloak("capacity", cover, "--mode", "covert", "--unsealed", "--rate", "0.1", "--json")

    assert said.fact == {"upload": "u-1", "items": [room]}
    assert server.requests[-1][0].url.query == "mode=covert&sealed=false&rate=0.1"


def test_a_picture_that_could_not_be_put_anywhere_is_not_made(
    embedding: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    for out in (tmp_path, tmp_path / "nowhere" / "out.png"):
        assert cloak("embed", cover, "-o", out, "--text", "hi").status == 2
    assert embedding.requests == []


def test_a_covert_message_says_its_way(
    embedding: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    said = cloak(
        *("embed", cover, "-o", tmp_path / "out", "--text", "hi", "--mode", "covert"),
        *("--channel", "lossless", "--rate", "0.1", "--passphrase-file", "-"),
        stdin="correct horse",
    )

    assert said.status == 0
    assert submission(embedding) == {
        "cover": "u-1",
        "mode": "covert",
        "text": "hi",
        "passphrase": "correct horse",
        "channel": "lossless",
        "rate": 0.1,
    }


@pytest.mark.parametrize(
    ("name", "asked", "mode", "output"),
    [
        ("a.png", None, "robust", "png"),
        ("a.JPG", None, "robust", "jpeg"),
        ("a.jpg", "auto", "robust", "jpeg"),
        ("a.jpg", "png", "robust", "png"),
        ("a.png", "jpeg", "robust", "jpeg"),
        ("a.jpg", None, "covert", None),
        ("a", None, "robust", None),
        ("a", "auto", "robust", None),
    ],
)
def test_the_format_is_what_was_asked_or_what_the_name_says_or_left_to_the_cover(
    name: str, asked: OutputChoice | None, mode: ModeChoice, output: OutputChoice | None
) -> None:
    assert output_for(Path(name), asked, mode) == output


@pytest.mark.parametrize("way", [("--channel", "chat"), ("--rate", "0.1")])
def test_a_way_without_its_mode_is_asked_back(
    server: Server, cloak: Cloak, cover: Path, way: tuple[str, str]
) -> None:
    for command in (("capacity",), ("local", "capacity")):
        assert cloak(*command, cover, *way).status == 2
    assert "POST /api/upload" not in server.paths()
