"""What is refused before any work is done, and what reaches the workers of what is not."""

import base64
import io
import json
from typing import Any

import cloak_codec as codec
import numpy as np
import pytest
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested, Mode, OutputFormat
from PIL import Image

from tests.integration.gateway.house import House, photo

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "payload_missing"),
        ({"text": "a", "sealed": "AAAA"}, "payload_ambiguous"),
        ({"text": "a", "passphrase": "short"}, "passphrase_too_short"),
        ({"text": "a", "mode": "hidden"}, "invalid_request"),
        ({"text": "a", "surprise": 1}, "invalid_request"),
        ({"sealed": "not base64"}, "invalid_request"),
        ({"sealed": "AAAA", "passphrase": "long enough"}, "invalid_request"),
        ({"sealed": base64.b64encode(bytes(9000)).decode()}, "invalid_sealed"),
        ({"sealed": "AAAA"}, "invalid_sealed"),
        ({"sealed": "AAAA", "mode": "image"}, "invalid_sealed"),
        ({"text": "a", "mode": "image"}, "unsupported_payload"),
        ({"text": "a", "mode": "covert", "output": "jpeg"}, "invalid_request"),
        ({"text": "\ud800"}, "invalid_utf8"),
    ],
)
async def test_a_senseless_request_is_refused_with_its_own_code(
    house: House, body: dict[str, Any], code: str
) -> None:
    ada = await house.person()
    whole = {"cover": await ada.upload(), "mode": "robust"} | body
    answer = await ada.http.post(
        "/api/embed", content=json.dumps(whole), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert (await ada.http.get("/api/jobs")).json()["items"] == []


async def test_what_does_not_fit_is_refused_with_figures(house: House) -> None:
    ada = await house.person()
    upload = await ada.upload()
    room = (await ada.http.get(f"/api/uploads/{upload}/capacity")).json()["payload_bytes"]
    secret = np.random.default_rng(1).bytes(room)
    answer = await ada.http.post(
        "/api/embed",
        data={"cover": upload, "mode": "robust", "passphrase": "long enough"},
        files={"file": ("a.bin", secret, "application/octet-stream")},
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "payload_too_large")
    assert problem["capacity_bytes"] == room
    assert problem["wanted_bytes"] > room


async def test_a_secret_that_is_no_picture_cannot_be_hidden_as_one(house: House) -> None:
    ada = await house.person()
    answer = await ada.http.post(
        "/api/embed",
        data={"cover": await ada.upload(), "mode": "image"},
        files={"file": ("a.png", b"no picture", "image/png")},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "not_an_image")


@pytest.mark.parametrize("kind", ["json", "form"])
async def test_text_that_is_not_utf8_is_refused(house: House, kind: str) -> None:
    ada = await house.person()
    cover = await ada.upload()
    if kind == "json":
        body = b'{"cover": "%s", "mode": "robust", "text": "\xff"}' % cover.encode()
        media_type = "application/json"
    else:
        parts = {"cover": cover.encode(), "mode": b"robust", "text": b"\xff\xfe"}
        body = b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (k.encode(), v)
            for k, v in parts.items()
        )
        body, media_type = body + b"--x--\r\n", "multipart/form-data; boundary=x"
    answer = await ada.http.post("/api/embed", content=body, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_utf8")


async def test_other_bodies_are_told_what_is_taken(house: House) -> None:
    ada = await house.person()
    for path in ("/api/embed", "/api/extract", "/api/upload"):
        answer = await ada.http.post(path, content=b"a=b", headers={"Content-Type": "text/plain"})
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    for body in (b"{", b"[]", b"null"):
        answer = await ada.http.post(
            "/api/extract", content=body, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_a_refusal_never_repeats_a_passphrase(house: House) -> None:
    ada = await house.person()
    body = {"cover": "!", "mode": "robust", "text": "my text", "passphrase": "my secret words"}
    answer = await ada.http.post("/api/embed", json=body)
    assert answer.status_code == 422
    assert "secret" not in answer.text
    assert "my text" not in answer.text


async def requested(house: House, job: str) -> JobRequested:
    record = await house.parts.jobs._jobs.find_one({"_id": job})
    assert record is not None
    return JobRequested.FromString(record["request"])


async def test_the_workers_are_told_all_and_nothing_that_opens(house: House) -> None:
    ada = await house.person()
    cover = await ada.upload()
    job = await ada.embed(cover, "hello", passphrase="long enough", output="jpeg")
    told = await requested(house, job)
    assert (told.job_id, told.owner_id) == (job, ada.id)
    assert told.embed.cover.name == cover
    assert told.embed.mode == Mode.MODE_ROBUST
    assert told.embed.output == OutputFormat.OUTPUT_FORMAT_JPEG
    assert told.expires_at.seconds > told.requested_at.seconds
    sealed = house.shelf.contents[told.embed.sealed.name]
    assert codec.unseal(sealed, "long enough") == codec.Text("hello")
    whole = str(await house.parts.jobs._jobs.find_one({"_id": job}))
    assert "long enough" not in whole
    assert "hello" not in whole


async def test_a_file_and_a_picture_keep_name_and_type(house: House) -> None:
    ada = await house.person()
    cover = await ada.upload()
    for name, media_type, kind in (
        ("note.md", "text/markdown", codec.File),
        ("face.png", "image/png", codec.Picture),
    ):
        answer = await ada.http.post(
            "/api/embed",
            data={"cover": cover, "mode": "robust"},
            files={"file": (name, b"some bytes", media_type)},
        )
        assert answer.status_code == 202, answer.text
        sealed = house.shelf.contents[f"{answer.json()['id']}.sealed"]
        assert codec.unseal(sealed, None) == kind(name, media_type, b"some bytes")


async def test_a_picture_is_hidden_in_a_picture(house: House) -> None:
    ada = await house.person()
    answer = await ada.http.post(
        "/api/embed",
        data={"cover": await ada.upload(), "mode": "image", "passphrase": "long enough"},
        files={"file": ("face.jpg", photo(300, 200, "JPEG"), "image/jpeg")},
    )
    assert answer.status_code == 202, answer.text
    assert answer.json()["mode"] == "image"
    sealed = house.shelf.contents[f"{answer.json()['id']}.sealed"]
    opened = codec.unseal(sealed, "long enough")
    assert isinstance(opened, codec.Picture)
    with Image.open(io.BytesIO(opened.content)) as picture:
        assert picture.size == (300, 200)


async def test_what_the_client_sealed_passes_as_it_is(house: House) -> None:
    ada = await house.person()
    sealed = codec.seal(
        codec.Text("mine"),
        mode=codec.Mode.ROBUST,
        cover_size=(256, 256),
        passphrase="never sent",
    )
    body = {
        "cover": await ada.upload(),
        "mode": "robust",
        "sealed": base64.b64encode(sealed).decode(),
    }
    answer = await ada.http.post("/api/embed", json=body)
    assert answer.status_code == 202
    assert house.shelf.contents[f"{answer.json()['id']}.sealed"] == sealed


async def test_an_empty_text_is_a_payload_too(house: House) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload(), "")
    assert codec.unseal(house.shelf.contents[f"{job}.sealed"], None) == codec.Text("")
