"""What came to nothing is tried again, with the inputs it had."""

import pytest
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.contracts.placements import purpose_of
from cloak_kit.hpke import PrivateKeys

from tests.integration.gateway.house import House, photo
from tests.plugins import worker_keys

pytestmark = pytest.mark.integration


async def requested(house: House, job: str) -> JobRequested:
    record = await house.parts.jobs.anybodys(job)
    return JobRequested.FromString(record["request"])


async def test_a_failed_job_becomes_a_new_one_of_the_same_request(house: House) -> None:
    ada = await house.person()
    job = await ada.embed(await ada.upload(), output="png", channel="social")
    await house.failed(job, ada.id)
    await ada.until(job, "failed")

    answer = await ada.http.post(f"/api/jobs/{job}/retry")

    assert answer.status_code == 202, answer.text
    again = answer.json()
    assert (again["retry_of"], again["status"], again["mode"]) == (job, "queued", "robust")
    assert answer.headers["location"] == f"/api/jobs/{again['id']}"
    before, after = await requested(house, job), await requested(house, again["id"])
    assert (after.job_id, after.owner_id) == (again["id"], ada.id)
    assert after.embed.sealed == before.embed.sealed
    assert (after.embed.cover, after.embed.journey) == (before.embed.cover, before.embed.journey)
    assert after.expires_at.ToDatetime() > before.expires_at.ToDatetime()
    await house.embedded(again["id"], ada.id, photo())
    assert (await ada.until(again["id"], "succeeded"))["retry_of"] == job
    assert (await ada.job(job))["status"] == "failed"


async def test_a_cancelled_extraction_is_tried_again_where_it_had_to_look(house: House) -> None:
    ada = await house.person()
    body = {"image": await ada.upload(), "passphrase": "under the stone"}
    job = (await ada.http.post("/api/extract", json=body)).json()["id"]
    await ada.http.delete(f"/api/jobs/{job}")
    first = (await ada.http.post(f"/api/jobs/{job}/retry")).json()
    await ada.http.delete(f"/api/jobs/{first['id']}")
    second = (await ada.http.post(f"/api/jobs/{first['id']}/retry")).json()
    assert (second["kind"], second["retry_of"]) == ("extract", first["id"])
    told = (await requested(house, second["id"])).extract
    workers = PrivateKeys.parse(worker_keys.PRIVATE)
    assert workers.opened(told.placement, purpose=purpose_of(told.placement_for))


async def test_a_key_makes_one_retry(house: House) -> None:
    ada = await house.person()
    job = await ada.extract(await ada.upload())
    await ada.http.delete(f"/api/jobs/{job}")
    headers = {"Idempotency-Key": "again"}
    answers = [await ada.http.post(f"/api/jobs/{job}/retry", headers=headers) for _ in range(2)]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert answers[1].headers["idempotency-replayed"] == "true"


async def test_what_has_not_failed_is_not_tried_again(house: House) -> None:
    ada, eve = await house.person(), await house.person()
    job = await ada.extract(await ada.upload())
    answer = await ada.http.post(f"/api/jobs/{job}/retry")
    assert (answer.status_code, answer.json()["code"]) == (409, "job_not_failed")
    stranger = await eve.http.post(f"/api/jobs/{job}/retry")
    assert (stranger.status_code, stranger.json()["code"]) == (404, "job_not_found")


@pytest.mark.parametrize("lost", ["cover", "sealed"])
async def test_without_its_inputs_a_job_cannot_be_tried_again(house: House, lost: str) -> None:
    ada = await house.person()
    cover = await ada.upload()
    job = await ada.embed(cover)
    await house.failed(job, ada.id)
    await ada.until(job, "failed")
    del house.shelf.infos[cover if lost == "cover" else f"{job}.sealed"]
    answer = await ada.http.post(f"/api/jobs/{job}/retry")
    assert (answer.status_code, answer.json()["code"]) == (410, "inputs_gone")


async def test_an_administrator_retries_for_the_owner(house: House) -> None:
    ada, admin = await house.person(), await house.person(role="admin")
    job = await ada.embed(await ada.upload())
    await house.failed(job, ada.id)
    await ada.until(job, "failed")
    assert (await admin.http.post(f"/api/jobs/{job}/retry")).status_code == 404
    answer = await admin.http.post(f"/api/admin/jobs/{job}/retry")
    assert answer.status_code == 202, answer.text
    assert (await ada.job(answer.json()["id"]))["retry_of"] == job
    missing = await admin.http.post("/api/admin/jobs/j-none/retry")
    assert (missing.status_code, missing.json()["code"]) == (404, "job_not_found")
