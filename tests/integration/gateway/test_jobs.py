"""Jobs as their owner sees them: polled, streamed, listed, cancelled, opened."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import cloak_codec as codec
import httpx
import pytest
from cloak_kit.contracts.topics import JOBS_CANCELLED
from cloak_kit.kafka import follow
from cloak_local.kafka_access import KafkaAccess
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from httpx_sse import EventSource

from tests.integration.gateway.house import House, Person, kafka_settings, photo
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


@asynccontextmanager
async def states(person: Person, job: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    async def read(response: httpx.Response) -> AsyncIterator[dict[str, Any]]:
        async for event in EventSource(response).aiter_sse():
            assert event.event == "job"
            yield json.loads(event.data)

    async with person.http.stream("GET", f"/api/jobs/{job}/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield read(response)


async def test_polling_costs_nothing_while_nothing_changes(house: House) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload())
    first = await ada.http.get(f"/api/jobs/{job}")
    assert first.headers["retry-after"] == "1"
    unless = {"If-None-Match": first.headers["etag"]}
    assert (await ada.http.get(f"/api/jobs/{job}", headers=unless)).status_code == 304
    await house.progressed(job, fraction=0.5)
    await ada.until(job, "running")
    assert (await ada.http.get(f"/api/jobs/{job}", headers=unless)).status_code == 200
    await house.failed(job, ada.id)
    failed = await ada.until(job, "failed")
    assert failed["error"] == {"code": "cover_unsuitable", "message": "it did not work"}
    assert failed["progress"] is None
    assert "retry-after" not in (await ada.http.get(f"/api/jobs/{job}")).headers


async def test_a_stream_shows_each_change_and_ends(house: House) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload())
    async with states(ada, job) as seen:
        assert (await anext(seen))["status"] == "queued"
        await house.progressed(job, fraction=0.5)
        assert (await anext(seen))["progress"]["fraction"] == 0.5
        await house.embedded(job, ada.id, photo())
        assert [state["status"] async for state in seen] == ["succeeded"]


async def test_another_replicas_change_wakes_the_stream(house: House) -> None:
    other = await house.another(stream_poll_s=60)
    ada = await house.person()
    job = await ada.embed(await ada.upload())
    there = Person(ada.id, httpx.AsyncClient(base_url=other.url, headers=ada.http.headers))
    async with there.http, states(there, job) as seen:
        assert (await anext(seen))["status"] == "queued"
        async with asyncio.timeout(10):
            assert (await ada.http.delete(f"/api/jobs/{job}")).status_code == 200
            assert (await anext(seen))["status"] == "cancelled"


async def test_late_and_doubled_news_change_nothing(house: House) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload())
    await house.progressed(job, fraction=0.7)
    await ada.until(job, "running")
    await house.progressed(job, fraction=0.2, stage="decode")
    await house.embedded(job, ada.id, photo())
    done = await ada.until(job, "succeeded")
    etag = (await ada.http.get(f"/api/jobs/{job}")).headers["etag"]
    await house.failed(job, ada.id)
    await house.progressed(job, fraction=0.9)
    await eventually(house.caught_up, bool)
    assert await ada.job(job) == done
    assert (await ada.http.get(f"/api/jobs/{job}")).headers["etag"] == etag


async def test_the_fraction_never_goes_back(house: House) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload())
    async with states(ada, job) as seen:
        await anext(seen)
        for fraction in (0.3, 0.6, 0.1, 0.2, 0.8):
            await house.progressed(job, fraction=fraction)
        shown = []
        async for state in seen:
            shown.append(state["progress"]["fraction"])
            if shown[-1] == 0.8:
                break
    assert shown == sorted(shown)


async def test_a_cancelled_job_stays_cancelled_and_the_workers_are_told(
    house: House, kafka: KafkaAccess
) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload())
    settings = kafka_settings(kafka, "stego-worker")
    async with follow(settings, JOBS_CANCELLED, since_s=60) as told:
        answer = await ada.http.delete(f"/api/jobs/{job}")
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
        async with asyncio.timeout(20):
            async for message, _ in told:
                if message.job_id == job:
                    break
    await house.embedded(job, ada.id, photo())
    again = await ada.http.delete(f"/api/jobs/{job}")
    assert (again.status_code, again.json()["code"]) == (409, "job_already_finished")
    await eventually(house.caught_up, bool)
    assert (await ada.job(job))["status"] == "cancelled"
    result = await ada.http.get(f"/api/jobs/{job}/result")
    assert (result.status_code, result.json()["code"]) == (410, "job_has_no_result")


async def test_of_a_cancel_and_a_finish_at_once_one_counts(house: House) -> None:
    ada = await house.person()
    cover = await ada.upload()
    for _ in range(5):
        job = await ada.embed(cover)
        answer, _ = await asyncio.gather(
            ada.http.delete(f"/api/jobs/{job}"), house.embedded(job, ada.id, photo())
        )
        await eventually(house.caught_up, bool)
        ended = (await ada.job(job))["status"]
        assert (answer.status_code, ended) in ((200, "cancelled"), (409, "succeeded"))


async def test_a_result_is_there_when_the_job_is_done(house: House) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload())
    early = await ada.http.get(f"/api/jobs/{job}/result")
    assert (early.status_code, early.json()["code"]) == (409, "job_not_finished")
    stego = photo(seed=5)
    await house.embedded(job, ada.id, stego)
    done = await ada.until(job, "succeeded")
    whole = await ada.http.get(f"/api/jobs/{job}/result")
    assert whole.headers["etag"] == f'"{done["result"]["sha256"]}"'
    part = await ada.http.get(f"/api/jobs/{job}/result", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, stego[:4])
    cannot = await ada.http.post(f"/api/jobs/{job}/open")
    assert (cannot.status_code, cannot.json()["code"]) == (410, "job_has_no_result")
    del house.shelf.infos[f"{job}.stego"]
    gone = await ada.http.get(f"/api/jobs/{job}/result")
    assert (gone.status_code, gone.json()["code"]) == (410, "job_has_no_result")


def sealed(payload: codec.Payload, passphrase: str | None) -> bytes:
    return codec.seal(payload, mode=codec.Mode.ROBUST, cover_size=(512, 512), passphrase=passphrase)


async def extracted(house: House, person: Person, found: bytes | None) -> str:
    job = await person.extract(await person.upload())
    await house.extracted(job, person.id, found)
    await person.until(job, "succeeded")
    return job


async def test_only_the_right_passphrase_opens(house: House) -> None:
    ada = await house.person()
    job = await extracted(house, ada, sealed(codec.Text("secret"), "right passphrase"))
    path = f"/api/jobs/{job}/open"
    none = await ada.http.post(path)
    assert (none.status_code, none.json()["code"]) == (422, "passphrase_required")
    wrong = await ada.http.post(path, json={"passphrase": "wrong passphrase"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_key")
    right = await ada.http.post(path, json={"passphrase": "right passphrase"})
    assert right.json() == {"kind": "text", "text": "secret"}
    assert right.headers["cache-control"] == "no-store"


async def test_what_was_sealed_for_people_is_fetched_and_not_opened_here(house: House) -> None:
    ada = await house.person()
    key = X25519PrivateKey.generate()
    found = codec.seal_for(
        codec.Text("secret"),
        [key.public_key().public_bytes_raw()],
        mode=codec.Mode.ROBUST,
        cover_size=(512, 512),
    )
    job = await extracted(house, ada, found)
    for body in ({}, {"passphrase": "any passphrase"}):
        refused = await ada.http.post(f"/api/jobs/{job}/open", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "recipient_key_required")
    fetched = await ada.http.get(f"/api/jobs/{job}/result")
    assert codec.unseal_with(fetched.content, key.private_bytes_raw()) == codec.Text("secret")


async def test_bytes_sealed_for_people_are_taken_for_hiding(house: House) -> None:
    ada = await house.person()
    cover = await ada.upload()
    key = X25519PrivateKey.generate().public_key().public_bytes_raw()
    found = codec.seal_for(
        codec.Text("secret"), [key], mode=codec.Mode.ROBUST, cover_size=(512, 384)
    )
    given = {"cover": cover, "mode": "robust", "sealed": base64.b64encode(found).decode()}
    taken = await ada.http.post("/api/embed", json=given)
    assert taken.status_code == 202, taken.text


async def test_a_file_is_opened_as_itself_and_never_as_a_page(house: House) -> None:
    ada = await house.person()
    page = codec.File("страница.html", "text/html", b"<script>alert(1)</script>")
    job = await extracted(house, ada, sealed(page, None))
    answer = await ada.http.post(f"/api/jobs/{job}/open")
    assert answer.content == page.content
    assert answer.headers["cloak-payload-kind"] == "file"
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_picture_without_a_message_has_nothing_to_open(house: House) -> None:
    ada = await house.person()
    job = await extracted(house, ada, None)
    assert (await ada.job(job))["answer"] == "no_message"
    for answer in (
        await ada.http.post(f"/api/jobs/{job}/open"),
        await ada.http.get(f"/api/jobs/{job}/result"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (410, "job_has_no_result")


async def test_damaged_bytes_are_told_from_a_wrong_key(house: House) -> None:
    ada = await house.person()
    whole = sealed(codec.Text("secret"), None)
    job = await extracted(house, ada, whole[:-1] + bytes([whole[-1] ^ 1]))
    answer = await ada.http.post(f"/api/jobs/{job}/open")
    assert (answer.status_code, answer.json()["code"]) == (422, "damaged_payload")


async def test_a_list_is_filtered_and_read_page_by_page(house: House) -> None:
    ada = await house.person()
    cover = await ada.upload()
    embeds = [await ada.embed(cover) for _ in range(3)]
    extract = await ada.extract(cover)
    await ada.http.delete(f"/api/jobs/{embeds[0]}")

    async def ids(**wanted: str) -> list[str]:
        answer = await ada.http.get("/api/jobs", params=wanted)
        return [job["id"] for job in answer.json()["items"]]

    assert await ids() == [extract, *reversed(embeds)]
    assert await ids(kind="extract") == [extract]
    assert await ids(status="cancelled") == [embeds[0]]
    first = (await ada.http.get("/api/jobs", params={"limit": 3})).json()
    assert await ids(cursor=first["next_cursor"]) == [embeds[0]]
    wrong = await ada.http.get("/api/jobs", params={"status": "lost"})
    assert wrong.json()["code"] == "invalid_request"


async def test_an_unknown_job_is_not_found(house: House) -> None:
    ada = await house.person()
    for method, path in (
        ("GET", ""),
        ("GET", "/events"),
        ("GET", "/result"),
        ("POST", "/open"),
        ("DELETE", ""),
    ):
        answer = await ada.http.request(method, f"/api/jobs/j-unknown{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")
