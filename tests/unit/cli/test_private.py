"""--private: the server gets ciphertext, and gives ciphertext back."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from cloak_codec import Mode, Text, placement_key, seal, seal_for, unseal
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from starlette.responses import Response

from tests.unit.cli.conftest import Cloak
from tests.unit.cli.routes import UPLOAD, job_ends
from tests.unit.client.server import Server, always

SECRET = "correct horse"
WIDE = {**UPLOAD, "width": 224, "height": 224}


def test_neither_the_text_nor_the_passphrase_leaves_this_computer(
    server: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    job_ends(server)
    server.answers["POST /api/upload"] = always(WIDE, 201)
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(b"stego")
    out = tmp_path / "out.png"

    said = cloak(
        *("embed", cover, "-o", out, "--text", "at nine", "--private", "--passphrase-file", "-"),
        stdin=SECRET,
    )

    [body] = [body for request, body in server.requests if request.url.path == "/api/embed"]
    sent = json.loads(body)
    assert said.status == 0
    assert sent.keys() == {"cover", "mode", "sealed", "output"}
    assert unseal(base64.b64decode(sent["sealed"]), SECRET) == Text("at nine")


def test_a_payload_that_does_not_fit_is_refused_before_it_is_sent(
    server: Server, cloak: Cloak, cover: Path
) -> None:
    server.answers["POST /api/upload"] = always(WIDE, 201)
    much = base64.b85encode(bytes(range(256))).decode()

    said = cloak("embed", cover, "-o", "out.png", "--text", much, "--private", "--json")

    assert (said.status, said.fact["error"]["code"]) == (20, "payload_too_large")
    assert said.fact["error"]["capacity_bytes"] > 0
    assert "POST /api/embed" not in server.paths()


def test_what_is_found_is_opened_here(server: Server, cloak: Cloak, cover: Path) -> None:
    sealed = seal(Text("at nine"), mode=Mode.ROBUST, cover_size=(224, 224), passphrase=SECRET)
    job_ends(server, kind="extract", answer="payload")
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(sealed)

    right = cloak("extract", cover, "--private", "--passphrase-file", "-", "--json", stdin=SECRET)
    wrong = cloak("extract", cover, "--private", "--passphrase-file", "-", "--json", stdin="x" * 9)
    without = cloak("extract", cover, "--private", "--json")

    assert (right.status, right.fact["text"], right.fact["job"]) == (0, "at nine", "j-1")
    assert (wrong.status, wrong.fact["answer"], wrong.fact["text"]) == (11, "wrong_key", None)
    assert (without.status, without.fact["reason"]) == (11, "passphrase_required")
    assert "POST /api/jobs/j-1/open" not in server.paths()


def test_what_is_for_people_is_told_from_a_wrong_passphrase(
    server: Server, cloak: Cloak, cover: Path
) -> None:
    key = X25519PrivateKey.generate().public_key().public_bytes_raw()
    sealed = seal_for(Text("at nine"), [key], mode=Mode.ROBUST, cover_size=(512, 512))
    job_ends(server, kind="extract", answer="payload")
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(sealed)

    said = cloak("extract", cover, "--private", "--passphrase-file", "-", "--json", stdin=SECRET)

    assert (said.status, said.fact["reason"]) == (11, "recipient_key_required")


def test_what_can_be_no_passphrase_is_refused_in_words(
    server: Server, cloak: Cloak, cover: Path
) -> None:
    sealed = seal(Text("at nine"), mode=Mode.ROBUST, cover_size=(224, 224), passphrase=SECRET)
    job_ends(server, kind="extract", answer="payload")
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(sealed)

    said = cloak("extract", cover, "--private", "--passphrase-file", "-", "--json", stdin="")

    assert (said.status, said.fact["error"]["code"]) == (20, "invalid_passphrase")


def test_a_covert_message_tells_its_place_and_not_its_passphrase(
    server: Server, cloak: Cloak, cover: Path, tmp_path: Path
) -> None:
    job_ends(server)
    server.answers["POST /api/upload"] = always(WIDE, 201)
    room = {"mode": "covert", "sealed": True, "payload_bytes": 40, "characters": 40}
    server.answers["GET /api/uploads/u-1/capacity"] = always(room)
    server.answers["GET /api/jobs/j-1/result"] = lambda *_: Response(b"stego")
    hide = ("embed", cover, "-o", tmp_path / "out.png", "--mode", "covert", "--private")

    said = cloak(*hide, "--text", "at nine", "--passphrase-file", "-", stdin=SECRET)
    noise = base64.b85encode(bytes(range(60))).decode()
    much = cloak(*hide, "--text", noise, "--json", "--passphrase-file", "-", stdin=SECRET)

    [body] = [body for request, body in server.requests if request.url.path == "/api/embed"]
    sent = json.loads(body)
    assert said.status == 0
    assert base64.b64decode(sent["placement"]) == placement_key(SECRET)
    assert unseal(base64.b64decode(sent["sealed"]), SECRET) == Text("at nine")
    assert much.fact["error"]["capacity_bytes"] == 40, "what the server says of the very cover"
    assert not any(SECRET.encode() in body for _, body in server.requests)


def test_a_covert_message_is_looked_for_in_its_place(
    server: Server, cloak: Cloak, cover: Path
) -> None:
    job_ends(server, kind="extract", answer="no_message")

    cloak("extract", cover, "--private", "--passphrase-file", "-", "--json", stdin=SECRET)

    [body] = [body for request, body in server.requests if request.url.path == "/api/extract"]
    sent = json.loads(body)
    assert sent.keys() == {"image", "placement"}
    assert base64.b64decode(sent["placement"]) == placement_key(SECRET)


def test_no_such_way_is_refused_before_anything_is_sent(
    server: Server, cloak: Cloak, cover: Path
) -> None:
    server.answers["POST /api/upload"] = always(WIDE, 201)
    hide = ("embed", cover, "-o", "out.png", "--text", "hi", "--private", "--json")

    for way, code in (
        (("--channel", "pigeon"), "invalid_channel"),
        (("--mode", "covert", "--channel", "chat"), "invalid_channel"),
        (("--mode", "covert", "--rate", "5"), "invalid_rate"),
        (("--rate", "0.1"), "invalid_rate"),
    ):
        said = cloak(*hide, *way)
        assert (said.status, said.fact["error"]["code"]) == (20, code)
    assert "POST /api/embed" not in server.paths()
