"""Pictures in and out: checked, stored whole or not at all, and only for who may read them."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from starlette.types import Message

from tests.integration.gateway.house import House, Person, photo
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


def animation() -> bytes:
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "green")]
    file = io.BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    return file.getvalue()


async def slowly(body: bytes, chunk: int = 1 << 14) -> AsyncIterator[bytes]:
    for at in range(0, len(body), chunk):
        yield body[at : at + chunk]


async def test_an_upload_says_what_it_is_and_carries(house: House) -> None:
    ada = await house.person()
    picture = photo(512, 384, "JPEG")
    headers = {"Content-Type": "image/png", "X-Filename": "..%2F%D0%BC%D0%BE%D1%80%D0%B5.jpg"}
    answer = await ada.http.post("/api/upload", content=picture, headers=headers)
    assert answer.status_code == 201
    upload = answer.json()
    assert upload["filename"] == "море.jpg"
    assert upload["media_type"] == "image/jpeg", "the content decides, not the header"
    assert (upload["width"], upload["height"]) == (512, 384)
    assert upload["sha256"] == hashlib.sha256(picture).hexdigest()
    assert upload["capacity"]["robust"]["payload_bytes"] > 0
    image = upload["capacity"]["image"]
    assert (image["channel"], image["characters"]) == ("jpeg:80", 0)
    assert image["payload_bytes"] > upload["capacity"]["robust"]["payload_bytes"]
    assert image["picture"]["width"] >= 512
    assert upload["created_at"].endswith("Z")
    assert (await ada.http.get(f"/api/uploads/{upload['id']}")).json() == upload
    blob = await ada.http.get(f"/api/blobs/{upload['id']}")
    assert blob.content == picture
    assert blob.headers["etag"] == f'"{upload["sha256"]}"'


async def test_a_form_is_as_good_as_a_raw_body(house: House) -> None:
    ada = await house.person()
    picture = photo()
    answer = await ada.http.post("/api/upload", files={"file": ("a.png", picture, "image/png")})
    assert answer.status_code == 201
    assert answer.json()["filename"] == "a.png"
    assert house.shelf.contents[answer.json()["id"]] == picture


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"once upon a time", "not_an_image"),
        (b"", "not_an_image"),
        (photo()[:-200], "image_truncated"),
        (photo(48, 200), "image_too_small"),
        (bomb(), "image_too_large"),
        (animation(), "animated_image"),
    ],
)
async def test_what_is_refused_leaves_nothing(house: House, content: bytes, code: str) -> None:
    ada = await house.person()
    before = set(house.shelf.infos)
    answer = await ada.http.post(
        "/api/upload", content=content, headers={"Content-Type": "image/png"}
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert set(house.shelf.infos) == before
    assert (await ada.http.get("/api/uploads")).json()["items"] == []


async def test_a_gif_is_not_supported(house: House) -> None:
    ada = await house.person()
    file = io.BytesIO()
    Image.new("P", (80, 80)).save(file, "GIF")
    answer = await ada.http.post(
        "/api/upload", content=file.getvalue(), headers={"Content-Type": "image/gif"}
    )
    assert answer.json()["code"] == "unsupported_image"


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_over_the_limit_is_cut(house: House, declared: bool) -> None:
    small = await house.another(upload_limit_bytes=100_000)
    ada = await small.person()
    body = photo() + bytes(400_000)
    sent = body if declared else slowly(body)
    answer = await ada.http.post("/api/upload", content=sent, headers={"Content-Type": "image/png"})
    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"
    assert answer.json()["limit_bytes"] >= 100_000
    form = await ada.http.post("/api/upload", files={"file": ("a.png", body, "image/png")})
    assert form.json()["code"] == "body_too_large"
    assert (await ada.http.get("/api/uploads")).json()["items"] == []


async def bytes_read_by(house: House, path: str, token: str | None) -> tuple[int, int]:
    """Status, and how often the application asked for a piece of the body."""
    asked = 0
    status = 0

    async def receive() -> Message:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": bytes(1000), "more_body": True}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    headers = [(b"content-type", b"image/png"), (b"transfer-encoding", b"chunked")]
    if token is not None:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
        "http_version": "1.1",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
    }
    await house.app(scope, receive, send)
    return status, asked


@pytest.mark.parametrize("path", ["/api/upload", "/api/embed", "/api/extract", "/api/jobs/j/open"])
async def test_without_a_good_token_no_byte_of_the_body_is_read(house: House, path: str) -> None:
    expired = house.keys.token("ada", lives_s=-60)
    forged = house.keys.token("ada", key=Ed25519PrivateKey.generate())
    for token in (None, "nonsense", expired, forged):
        assert await bytes_read_by(house, path, token) == (401, 0)


async def test_each_bad_token_has_its_own_code(house: House) -> None:
    ada = await house.person()
    tokens = {
        "token_expired": house.keys.token("ada", lives_s=-60),
        "token_invalid": house.keys.token("ada", key=Ed25519PrivateKey.generate()),
    }
    for code, token in tokens.items():
        answer = await ada.http.get("/api/jobs", headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_what_belongs_to_someone_else_is_not_there(house: House) -> None:
    ada, eve = await house.person(), await house.person()
    upload = await ada.upload()
    job = await ada.embed(upload)
    for path in (
        f"/api/uploads/{upload}",
        f"/api/blobs/{upload}/preview",
        f"/api/uploads/{upload}/capacity",
        f"/api/blobs/{upload}",
        f"/api/blobs/{job}.sealed",
        "/api/blobs/u-nothing",
    ):
        answer = await eve.http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "blob_not_found"), path
    assert (await eve.http.delete(f"/api/uploads/{upload}")).status_code == 404
    for path in (f"/api/jobs/{job}", f"/api/jobs/{job}/events", f"/api/jobs/{job}/result"):
        answer = await eve.http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found"), path
    assert (await eve.http.delete(f"/api/jobs/{job}")).status_code == 404
    for path, body in (
        ("/api/embed", {"cover": upload, "mode": "robust", "text": "x"}),
        ("/api/extract", {"image": upload}),
        ("/api/extract", {"image": f"{job}.sealed"}),
    ):
        answer = await eve.http.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "blob_not_found"), path


async def test_ranges_and_entity_tags_pass_through(house: House) -> None:
    ada = await house.person()
    picture = photo()
    path = f"/api/blobs/{await ada.upload(picture)}"
    part = await ada.http.get(path, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, picture[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(picture)}"
    beyond = await ada.http.get(path, headers={"Range": f"bytes={len(picture)}-"})
    assert beyond.status_code == 416
    etag = part.headers["etag"]
    assert (await ada.http.get(path, headers={"If-None-Match": etag})).status_code == 304
    resumed = {"Range": "bytes=10-19", "If-Range": '"another"'}
    assert (await ada.http.get(path, headers=resumed)).content == picture
    resumed["If-Range"] = etag
    assert (await ada.http.get(path, headers=resumed)).content == picture[10:20]


async def test_a_preview_is_small_and_upright(house: House) -> None:
    ada = await house.person()
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.open(io.BytesIO(photo(800, 400))).save(file, "JPEG", exif=exif)
    upload = await ada.upload(file.getvalue())
    answer = await ada.http.get(f"/api/blobs/{upload}/preview", params={"size": 128})
    with Image.open(io.BytesIO(answer.content)) as preview:
        assert (preview.format, preview.size) == ("JPEG", (64, 128))
    unchanged = await ada.http.get(
        f"/api/blobs/{upload}/preview",
        params={"size": 128},
        headers={"If-None-Match": answer.headers["etag"]},
    )
    assert unchanged.status_code == 304
    wrong = await ada.http.get(f"/api/blobs/{upload}/preview", params={"size": 5000})
    assert wrong.json()["code"] == "invalid_request"


async def test_capacity_without_a_passphrase_is_a_little_larger(house: House) -> None:
    ada = await house.person()
    path = f"/api/uploads/{await ada.upload()}/capacity"
    sealed = (await ada.http.get(path)).json()
    plain = (await ada.http.get(path, params={"sealed": "false"})).json()
    assert (sealed["sealed"], plain["sealed"]) == (True, False)
    assert 0 < sealed["payload_bytes"] < plain["payload_bytes"]


async def test_capacity_for_people_counts_what_their_keys_take(house: House) -> None:
    ada = await house.person()
    path = f"/api/uploads/{await ada.upload()}/capacity"
    told = [
        (await ada.http.get(path, params={"recipients": str(people), "mode": "covert"})).json()
        for people in (1, 2, 3)
    ]
    assert [one["recipients"] for one in told] == [1, 2, 3]
    rooms = [one["payload_bytes"] for one in told]
    assert (rooms[0] - rooms[1], rooms[1] - rooms[2]) == (1 + 2 * 80 + 16 - 48, 80)
    refused = await ada.http.get(path, params={"recipients": "256"})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")


async def test_survival_is_told_as_it_was_counted_before_anything_is_hidden(house: House) -> None:
    ada = await house.person()
    path = f"/api/uploads/{await ada.upload()}/survival"
    told = (await ada.http.get(path, params={"payload_bytes": "20"})).json()
    assert {"jpeg:50", "webp:50"} <= {one["journey"] for one in told}
    assert all(one["low"] <= one["exact"] / one["tried"] <= one["high"] for one in told)
    for params, code in (
        ({"payload_bytes": "100000"}, "payload_too_large"),
        ({"payload_bytes": "10", "channel": "fax"}, "invalid_channel"),
    ):
        refused = await ada.http.get(path, params=params)
        assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_list_is_read_page_by_page_and_forgets_what_is_deleted(house: House) -> None:
    ada = await house.person()
    ids = [await ada.upload(photo(seed=seed)) for seed in range(5)]
    assert (await ada.http.delete(f"/api/uploads/{ids[2]}")).status_code == 204
    assert ids[2] not in house.shelf.infos
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await ada.http.get("/api/uploads", params=params)).json()
        assert len(page["items"]) <= 2
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [ids[4], ids[3], ids[1], ids[0]]
    wrong = await ada.http.get("/api/uploads", params={"cursor": "made-up"})
    assert wrong.json()["code"] == "invalid_request"


async def test_storage_away_is_told_and_nothing_is_half_stored(house: House) -> None:
    ada = await house.person()
    house.shelf.away = True
    try:
        answer = await ada.http.post(
            "/api/upload", content=photo(), headers={"Content-Type": "image/png"}
        )
    finally:
        house.shelf.away = False
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    assert int(answer.headers["retry-after"]) >= 1
    assert (await ada.http.get("/api/uploads")).json()["items"] == []


async def test_a_crash_in_the_middle_of_an_upload_is_cleared_away(house: House) -> None:
    ada = await house.person()
    upload = await ada.upload()
    records = house.parts.uploads._records
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    left = {"$set": {"state": "storing", "changed_at": long_ago}}
    await records.update_one({"_id": upload}, left)
    assert (await ada.http.get(f"/api/uploads/{upload}")).status_code == 404

    async def remaining() -> bool:
        return upload in house.shelf.infos or await records.find_one({"_id": upload}) is not None

    await eventually(remaining, lambda found: not found)


async def test_a_caller_who_breaks_off_leaves_nothing(house: House) -> None:
    ada = await house.person()
    before = set(house.shelf.infos)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(house.url.rpartition(":")[2]))
    head = (
        f"POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
        f"Content-Length: 100000\r\nAuthorization: Bearer {house.keys.token(ada.id)}\r\n\r\n"
    )
    writer.write(head.encode() + photo()[:1000])
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert await reader.read() == b""
    assert await ada.upload(), "the place it took is free again"
    assert len(set(house.shelf.infos) - before) == 1


async def test_a_stranger_who_was_sent_a_picture_reads_and_extracts_it(house: House) -> None:
    ada, ben = await house.person(), await house.person()
    upload = await ada.upload()
    await share(house, upload, ben)
    assert (await ben.http.get(f"/api/blobs/{upload}")).status_code == 200
    assert await ben.extract(upload)
    assert await ben.embed(upload), "and may hide something in it again"


async def share(house: House, blob: str, reader: Person) -> None:
    info = house.shelf.infos[blob]
    house.shelf.infos[blob] = info.model_copy(update={"readers": [reader.id]})


async def _refused_as_busy(person: Person) -> None:
    async with asyncio.timeout(10):
        headers = {"Content-Type": "image/png"}
        answer = await person.http.post("/api/upload", content=photo(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")


async def test_a_body_waits_for_its_place_only_so_long(house: House) -> None:
    replica = await house.another(bodies_at_once=1, body_wait_s=0.2)
    ada, ben = await replica.person(), await replica.person()
    go_on = asyncio.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield photo()[:100]
        await go_on.wait()

    headers = {"Content-Type": "image/png"}
    first = asyncio.create_task(ada.http.post("/api/upload", content=stuck(), headers=headers))

    async def is_in_its_place() -> bool:
        return replica.parts.bodies.locked()

    await eventually(is_in_its_place, bool, within_s=10)
    await _refused_as_busy(ben)
    go_on.set()
    assert (await first).status_code == 422
    await ben.upload()


async def test_a_submission_keeps_its_place_until_its_job_is_there(house: House) -> None:
    replica = await house.another(bodies_at_once=1, body_wait_s=0.2)
    ada, ben = await replica.person(), await replica.person()
    cover = await ada.upload()
    house.shelf.has_received.clear()
    house.shelf.may_store.clear()
    try:
        embedding = asyncio.create_task(ada.embed(cover))
        async with asyncio.timeout(10):
            await house.shelf.has_received.wait()
        await _refused_as_busy(ben)
    finally:
        house.shelf.may_store.set()
    assert await embedding
