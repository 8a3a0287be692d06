"""For people: sealed here by the keys that the server keeps, opened here by one's own."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cloak_codec import Mode, Text, seal_for, unseal_with
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from starlette.responses import Response

from tests.unit.cli.conftest import Cloak
from tests.unit.cli.routes import UPLOAD, job_ends
from tests.unit.client.server import NOW, Server, always, problem

# Wrapped by a browser; its password stands beside it.
KEPT = json.loads(
    (Path(__file__).parents[1] / "codec" / "vectors" / "wrapped_key.json").read_text()
)
WIDE = {**UPLOAD, "width": 512, "height": 512}


def knows(server: Server, username: str) -> bytes:
    """Let the server keep a key of somebody; its private half."""
    key = X25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    server.answers[f"GET /api/auth/keys/{username}"] = always(
        {"username": username, "public_key": public, "since": NOW}
    )
    return key.private_bytes_raw()


@pytest.mark.parametrize("names", [["ben"], ["ben", "eve"]])
def test_the_people_named_open_it_and_the_server_does_not(
    server: Server, cloak: Cloak, cover: Path, tmp_path: Path, names: list[str]
) -> None:
    keys = [knows(server, name) for name in names]
    job_ends(server)
    server.answers["POST /api/upload"] = always(WIDE, 201)
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(b"stego")
    to = [part for name in names for part in ("--to", name)]

    said = cloak("embed", cover, "-o", tmp_path / "out.png", "--text", "at nine", *to)

    [body] = [body for request, body in server.requests if request.url.path == "/api/embed"]
    sent = json.loads(body)
    assert said.status == 0
    assert sent.keys() == {"cover", "mode", "sealed", "output"}
    for key in keys:
        assert unseal_with(base64.b64decode(sent["sealed"]), key) == Text("at nine")


def test_nothing_is_sent_for_somebody_without_a_key(
    server: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    server.answers["POST /api/upload"] = always(WIDE, 201)
    server.answers["GET /api/auth/keys/ben"] = lambda *_: problem(404, "key_not_found")

    said = cloak(
        *("embed", cover, "-o", tmp_path / "out.png", "--text", "x", "--to", "ben", "--json")
    )

    assert (said.status, said.fact["error"]["code"]) == (20, "key_not_found")
    assert "POST /api/embed" not in server.paths()


def test_people_and_a_passphrase_exclude_each_other(
    cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    said = cloak(
        *("embed", cover, "-o", tmp_path / "out.png", "--text", "x"),
        *("--to", "ben", "--passphrase-file", "-"),
        stdin="a passphrase",
    )

    assert said.status == 2


@pytest.mark.parametrize(
    ("password", "status", "text"),
    [(KEPT["password"], 0, "at nine"), ("another password", 11, None)],
    ids=["right", "wrong"],
)
def test_what_is_for_me_opens_with_my_password(
    server: Server, cloak: Cloak, cover: Path, password: str, status: int, text: str | None
) -> None:
    key = base64.b64decode(KEPT["public_key"])
    sealed = seal_for(Text("at nine"), [key], mode=Mode.ROBUST, cover_size=(512, 512))
    job_ends(server, kind="extract", answer="payload")
    server.answers["POST /api/jobs/j-1/open"] = lambda *_: problem(422, "recipient_key_required")
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(sealed)
    server.answers["GET /api/auth/me/key"] = always(
        {"public_key": KEPT["public_key"], "wrapped": KEPT["wrapped"], "since": NOW}
    )

    said = cloak("extract", cover, "--password-file", "-", "--json", stdin=password)

    assert (said.status, said.fact["text"]) == (status, text)
    assert all(password.encode() not in body for _, body in server.requests)


def test_without_a_password_it_is_said_for_whom_it_is(
    server: Server, cloak: Cloak, cover: Path
) -> None:
    job_ends(server, kind="extract", answer="payload")
    server.answers["POST /api/jobs/j-1/open"] = lambda *_: problem(422, "recipient_key_required")

    said = cloak("extract", cover, "--json")

    assert (said.status, said.fact["reason"]) == (11, "recipient_key_required")
