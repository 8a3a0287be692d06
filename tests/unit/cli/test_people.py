"""--to: sealed on this computer for people, by the keys that the server keeps for them."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cloak_codec import Text, unseal_with
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from starlette.responses import Response

from tests.unit.cli.conftest import Cloak
from tests.unit.cli.routes import UPLOAD, job_ends
from tests.unit.client.server import NOW, Server, always, problem

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
