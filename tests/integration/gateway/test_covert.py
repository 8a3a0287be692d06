"""Covert messages at the edge: what they may cost, and who is told where they lie."""

import base64
import io
from typing import Any

import cloak_codec as codec
import numpy as np
import pytest
from aiokafka import AIOKafkaConsumer
from bson import BSON
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested, Mode, OutputFormat
from cloak_kit.contracts.placements import purpose_of
from cloak_kit.contracts.topics import JOBS_REQUESTED
from cloak_kit.hpke import BoxClosed, PrivateKeys
from cloak_local.kafka_access import ADMIN, KafkaAccess
from PIL import Image
from pymongo import AsyncMongoClient

from tests.integration.gateway.house import House, Person, photo
from tests.plugins import worker_keys
from tests.plugins.backends import Mongo
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration
PASSPHRASE = "under the third stone"
PLACE = codec.placement_key(PASSPHRASE)
WORKERS = PrivateKeys.parse(worker_keys.PRIVATE)


async def requested(house: House, job: str) -> JobRequested:
    record = await house.parts.jobs._jobs.find_one({"_id": job})
    assert record is not None
    return JobRequested.FromString(record["request"])


def opened(told: JobRequested) -> bytes:
    box = told.embed.placement or told.extract.placement
    return WORKERS.opened(box, purpose=purpose_of(told.job_id))


def half_white() -> bytes:
    """A picture whose lower half can carry nothing."""
    with Image.open(io.BytesIO(photo())) as picture:
        pixels = np.array(picture)
    pixels[128:] = 255
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


async def refused(ada: Person, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await ada.http.post(path, json=body)
    assert answer.status_code == 422, answer.text
    problem: dict[str, Any] = answer.json()
    return problem


async def test_the_workers_learn_where_a_covert_message_lies(house: House) -> None:
    ada = await house.person()
    job = await ada.embed(
        await ada.upload(), "hello", mode="covert", passphrase=PASSPHRASE, rate=0.1
    )
    told = await requested(house, job)
    assert (told.embed.mode, told.embed.journey) == (Mode.MODE_COVERT, "lossless")
    assert (told.embed.rate, told.embed.output) == (0.1, OutputFormat.OUTPUT_FORMAT_PNG)
    assert opened(told) == PLACE
    sealed = house.shelf.contents[told.embed.sealed.name]
    assert codec.unseal(sealed, PASSPHRASE) == codec.Text("hello")


async def test_a_place_that_was_told_for_one_job_opens_in_no_other(house: House) -> None:
    ada = await house.person()
    cover = await ada.upload()
    jobs = [await ada.embed(cover, mode="covert", passphrase=PASSPHRASE) for _ in range(2)]
    first, second = [await requested(house, job) for job in jobs]
    with pytest.raises(BoxClosed):
        WORKERS.opened(first.embed.placement, purpose=purpose_of(second.job_id))


async def test_without_a_passphrase_a_covert_message_lies_in_the_public_place(house: House) -> None:
    ada = await house.person()
    told = await requested(house, await ada.embed(await ada.upload(), mode="covert"))
    assert told.embed.placement == b""


async def test_other_modes_tell_no_place(house: House) -> None:
    ada = await house.person()
    told = await requested(house, await ada.embed(await ada.upload(), passphrase=PASSPHRASE))
    assert told.embed.placement == b""


async def test_an_extraction_with_a_passphrase_looks_in_its_place(house: House) -> None:
    ada = await house.person()
    image = await ada.upload()
    for given in (
        {"passphrase": PASSPHRASE},
        {"placement": base64.b64encode(PLACE).decode()},
    ):
        answer = await ada.http.post("/api/extract", json={"image": image, **given})
        assert opened(await requested(house, answer.json()["id"])) == PLACE
    without = await requested(house, await ada.extract(image))
    assert without.extract.placement == b""


@pytest.mark.parametrize(
    "given",
    [
        {"passphrase": ""},
        {"placement": "AAAA"},
        {"placement": "no base64"},
        {"passphrase": PASSPHRASE, "placement": base64.b64encode(PLACE).decode()},
    ],
)
async def test_what_finds_nothing_is_refused(house: House, given: dict[str, str]) -> None:
    ada = await house.person()
    problem = await refused(ada, "/api/extract", {"image": await ada.upload(), **given})
    assert problem["code"] == "invalid_request"


async def test_an_idempotency_key_belongs_to_one_passphrase(house: House) -> None:
    ada = await house.person()
    body, key = {"image": await ada.upload(), "passphrase": PASSPHRASE}, {"Idempotency-Key": "a"}
    first = await ada.http.post("/api/extract", json=body, headers=key)
    again = await ada.http.post("/api/extract", json=body, headers=key)
    assert again.json()["id"] == first.json()["id"]
    other = await ada.http.post(
        "/api/extract", json=body | {"passphrase": "another one"}, headers=key
    )
    assert other.json()["code"] == "idempotency_key_reused"


async def test_who_seals_alone_tells_the_place_and_never_the_passphrase(house: House) -> None:
    ada = await house.person()
    sealed = codec.seal(
        codec.Text("mine"), mode=codec.Mode.COVERT, cover_size=(256, 256), passphrase=PASSPHRASE
    )
    body = {
        "cover": await ada.upload(),
        "mode": "covert",
        "sealed": base64.b64encode(sealed).decode(),
        "placement": base64.b64encode(PLACE).decode(),
    }
    answer = await ada.http.post("/api/embed", json=body)
    assert answer.status_code == 202, answer.text
    assert opened(await requested(house, answer.json()["id"])) == PLACE
    for wrong in ({"sealed": None, "text": "a"}, {"mode": "robust"}):
        problem = await refused(ada, "/api/embed", {**body, **wrong})
        assert problem["code"] == "invalid_request"


async def test_neither_topic_nor_store_holds_what_finds_or_opens_a_message(
    house: House, kafka: KafkaAccess, mongo: Mongo
) -> None:
    ada = await house.person()
    image = await ada.upload()
    embed = await ada.embed(image, "hello", mode="covert", passphrase=PASSPHRASE)
    asked = await ada.http.post("/api/extract", json={"image": image, "passphrase": PASSPHRASE})
    jobs = {embed, asked.json()["id"]}

    records: dict[str, bytes] = {}
    async with AIOKafkaConsumer(
        JOBS_REQUESTED.name, auto_offset_reset="earliest", **kafka.aiokafka(ADMIN)
    ) as consumer:

        async def told() -> set[str]:
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                records.update({r.key.decode(): bytes(r.value) + repr(r).encode() for r in batch})
            return jobs & set(records)

        await eventually(told, lambda found: found == jobs)
    documents = bytearray()
    async with AsyncMongoClient[dict[str, Any]](mongo.uri) as client:
        database = client[mongo.database]
        for name in await database.list_collection_names():
            async for document in database[name].find():
                documents += BSON.encode(document)
    blobs = b"".join(house.shelf.contents.values())

    assert {embed.encode() in documents, image.encode() in documents} == {True}
    private = base64.b64decode(worker_keys.PRIVATE)
    for secret in (PLACE, private, PASSPHRASE.encode()):
        for written in (secret, secret.hex().encode(), base64.b64encode(secret)[:40]):
            for place in (*records.values(), bytes(documents), blobs):
                assert written not in place


async def test_capacity_is_that_of_the_very_cover(house: House) -> None:
    ada = await house.person()
    for picture in (photo(), half_white()):
        upload = await ada.upload(picture)
        for mode, channel in (("covert", "lossless"), ("image", "lossless")):
            params: dict[str, str | float] = {"mode": mode, "channel": channel, "rate": 0.1}
            found = (await ada.http.get(f"/api/uploads/{upload}/capacity", params=params)).json()
            really = codec.capacity_of(picture, codec.Mode(mode), channel=channel, rate=0.1)
            assert found["payload_bytes"] == really.payload_bytes > 0
            assert found["characters"] == really.characters
            assert (found["channel"], found["rate"], found["exact"]) == (channel, 0.1, True)


async def test_an_upload_says_that_its_covert_figure_is_by_size_alone(house: House) -> None:
    ada = await house.person()
    upload = await ada.upload(half_white())
    promised = (await ada.http.get(f"/api/uploads/{upload}")).json()["capacity"]
    very = await ada.http.get(f"/api/uploads/{upload}/capacity", params={"mode": "covert"})
    assert {mode: found["exact"] for mode, found in promised.items()} == {
        "robust": True,
        "image": True,
        "covert": False,
    }
    assert promised["covert"]["payload_bytes"] > very.json()["payload_bytes"]


async def test_what_the_very_cover_cannot_carry_is_refused_before_any_work(house: House) -> None:
    ada = await house.person()
    upload = await ada.upload(half_white())
    room = (
        await ada.http.get(f"/api/uploads/{upload}/capacity", params={"mode": "covert"})
    ).json()["payload_bytes"]
    noise = np.random.default_rng(1).bytes(room)
    answer = await ada.http.post(
        "/api/embed",
        data={"cover": upload, "mode": "covert", "passphrase": PASSPHRASE},
        files={"file": ("a", noise, "a/b")},
    )
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "payload_too_large")
    assert problem["capacity_bytes"] == room < problem["wanted_bytes"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"channel": "pigeon"}, "invalid_channel"),
        ({"channel": "jpeg:900"}, "invalid_channel"),
        ({"channel": "jpeg:50," * 40}, "invalid_channel"),
        ({"channel": "x" * 100_000}, "invalid_channel"),
        ({"mode": "covert", "channel": "chat"}, "invalid_channel"),
        ({"mode": "covert", "rate": 0}, "invalid_rate"),
        ({"mode": "covert", "rate": 5}, "invalid_rate"),
        ({"rate": 0.1}, "invalid_rate"),
        ({"mode": "covert", "output": "jpeg"}, "invalid_request"),
    ],
)
async def test_no_such_way_is_refused_with_its_own_code(
    house: House, given: dict[str, Any], code: str
) -> None:
    ada = await house.person()
    upload = await ada.upload()
    body = {"cover": upload, "mode": "robust", "text": "a", **given}
    assert (await refused(ada, "/api/embed", body))["code"] == code
    assert (await ada.http.get("/api/jobs")).json()["items"] == []
    if "output" not in given and len(str(given)) < 1000:
        answer = await ada.http.get(f"/api/uploads/{upload}/capacity", params=given)
        assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_channel_of_steps_reaches_the_workers_as_it_was_said(house: House) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload(), channel="resize:0.5,jpeg:50")
    assert (await requested(house, job)).embed.journey == "resize:0.5,jpeg:50"
    plain = await requested(house, await ada.embed(await ada.upload()))
    assert (plain.embed.journey, plain.embed.HasField("rate")) == ("chat", False)


@pytest.mark.parametrize(
    ("kind", "given", "output", "ending"),
    [
        ("JPEG", {}, OutputFormat.OUTPUT_FORMAT_JPEG, ".jpg"),
        ("JPEG", {"output": "auto"}, OutputFormat.OUTPUT_FORMAT_JPEG, ".jpg"),
        ("JPEG", {"output": "png"}, OutputFormat.OUTPUT_FORMAT_PNG, ".png"),
        ("JPEG", {"mode": "covert"}, OutputFormat.OUTPUT_FORMAT_PNG, ".png"),
        ("PNG", {}, OutputFormat.OUTPUT_FORMAT_PNG, ".png"),
        ("WEBP", {}, OutputFormat.OUTPUT_FORMAT_PNG, ".png"),
    ],
)
async def test_a_result_is_in_the_format_of_its_cover_where_the_mode_allows_it(
    house: House, kind: str, given: dict[str, str], output: OutputFormat, ending: str
) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload(photo(kind=kind)), **given)
    assert (await requested(house, job)).embed.output == output
    record = await house.parts.jobs.get(ada.id, job)
    assert record["filename"] == f"sea side{ending}"


async def test_a_picture_hidden_as_a_file_is_downloaded_as_one(house: House) -> None:
    ada = await house.person()
    cover = await ada.upload()
    answer = await ada.http.post(
        "/api/embed",
        data={
            "cover": cover,
            "mode": "image",
            "channel": "lossless",
            "passphrase": PASSPHRASE,
        },
        files={"file": ("face.jpg", photo(96, 64, "JPEG"), "image/jpeg")},
    )
    assert answer.status_code == 202, answer.text
    sealed = house.shelf.contents[f"{answer.json()['id']}.sealed"]
    job = await ada.extract(cover)
    await house.extracted(job, ada.id, sealed)
    await ada.until(job, "succeeded")
    opened = await ada.http.post(f"/api/jobs/{job}/open", json={"passphrase": PASSPHRASE})
    assert opened.status_code == 200, opened.text
    assert opened.headers["cloak-payload-kind"] == "picture"
    assert opened.headers["content-type"] == "image/png"
    assert 'filename="secret.png"' in opened.headers["content-disposition"]
    with Image.open(io.BytesIO(opened.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (96, 64))
