"""What jobs are asked for and what they give."""

from __future__ import annotations

import base64
import json

import pytest
from cloak_client import CloakClient, JobAlreadyFinished, OpenedFile, OpenedText, Wishes, every
from starlette.responses import JSONResponse, Response

from tests.unit.client.server import Server, always, in_turn, job, problem


async def test_only_what_was_said_is_in_a_submission(server: Server, cloak: CloakClient) -> None:
    server.answers["POST /api/embed"] = always(job("queued"), 202)

    await cloak.embed_text("u-1", "", passphrase="a passphrase")
    await cloak.embed_sealed("u-1", b"\xff\x00", mode="image")

    text, sealed = (json.loads(body) for _, body in server.requests)
    assert text == {"cover": "u-1", "mode": "robust", "text": "", "passphrase": "a passphrase"}
    assert sealed == {
        "cover": "u-1",
        "mode": "image",
        "sealed": base64.b64encode(b"\xff\x00").decode(),
    }


async def test_a_picture_is_hidden_in_image_mode_as_a_form(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["POST /api/embed"] = always(job("queued"), 202)

    await cloak.embed_image("u-1", b"PNG", name="grün.png")

    [(request, body)] = server.requests
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="mode"\r\n\r\nimage\r\n' in body
    assert 'filename="grün.png"'.encode() in body
    assert b"passphrase" not in body


async def test_wishes_go_with_texts_files_and_sealed_bytes_alike(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["POST /api/embed"] = always(job("queued"), 202)
    wishes: Wishes = {"mode": "covert", "channel": "lossless", "rate": 0.25}

    await cloak.embed_text("u-1", "a", **wishes)
    keyed: Wishes = {**wishes, "idempotency_key": "mine"}
    await cloak.embed_file("u-1", b"a", name="a", **keyed)
    await cloak.embed_sealed("u-1", b"a", placement=b"\xff" * 32, **wishes)

    (_, text), (request, form), (_, sealed) = server.requests
    assert json.loads(text) == {"cover": "u-1", "text": "a", **wishes}
    assert request.headers["idempotency-key"] == "mine"
    for name, value in wishes.items():
        assert f'name="{name}"\r\n\r\n{value}\r\n'.encode() in form
    assert b"idempotency_key" not in text + form + sealed
    assert base64.b64decode(json.loads(sealed)["placement"]) == b"\xff" * 32


async def test_an_extraction_takes_a_passphrase_or_a_place(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["POST /api/extract"] = always(job("queued"), 202)

    await cloak.extract("u-1")
    await cloak.extract("u-1", passphrase="a passphrase")
    await cloak.extract("u-1", placement=b"\x00\xff")

    assert [json.loads(body) for _, body in server.requests] == [
        {"image": "u-1"},
        {"image": "u-1", "passphrase": "a passphrase"},
        {"image": "u-1", "placement": base64.b64encode(b"\x00\xff").decode()},
    ]


async def test_an_opened_text_is_exact(server: Server, cloak: CloakClient) -> None:
    server.answers["POST /api/jobs/j-1/open"] = always({"kind": "text", "text": "ж\u2028\x00 "})

    assert await cloak.open("j-1") == OpenedText("ж\u2028\x00 ")


async def test_an_opened_file_that_is_json_is_still_a_file(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["POST /api/jobs/j-1/open"] = lambda *_: Response(
        b'{"kind":"text","text":"no"}',
        media_type="application/json",
        headers={
            "Cloak-Payload-Kind": "file",
            "Content-Disposition": 'attachment; filename="a.json"',
        },
    )

    found = await cloak.open("j-1", "a passphrase")

    assert found == OpenedFile("file", "a.json", "application/json", b'{"kind":"text","text":"no"}')


async def test_cancelling_twice_is_as_good_as_once(server: Server, cloak: CloakClient) -> None:
    server.answers["DELETE /api/jobs/j-1"] = lambda *_: problem(409, "job_already_finished")
    server.answers["GET /api/jobs/j-1"] = in_turn(
        JSONResponse(job("cancelled")), JSONResponse(job("succeeded"))
    )

    assert (await cloak.cancel("j-1")).status == "cancelled"
    with pytest.raises(JobAlreadyFinished):
        await cloak.cancel("j-1")


async def test_a_long_list_is_walked_page_by_page(server: Server, cloak: CloakClient) -> None:
    server.answers["GET /api/jobs"] = in_turn(
        JSONResponse({"items": [job("queued"), job("failed")], "next_cursor": 12}),
        JSONResponse({"items": [job("cancelled")], "next_cursor": None}),
    )

    found = [item.status async for item in every(lambda at: cloak.jobs(cursor=at))]

    assert found == ["queued", "failed", "cancelled"]
    assert [request.url.query for request, _ in server.requests] == ["", "cursor=12"]
