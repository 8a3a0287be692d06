"""One key, one effect: repeated, contradicted, at once, and after a crash."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from cloak_gateway.errors import IdempotencyKeyInUse

from tests.integration.gateway.house import House, Person

pytestmark = pytest.mark.integration


def ask(cover: str, **more: str) -> dict[str, str]:
    return {"cover": cover, "mode": "robust", "text": "hello"} | more


async def jobs_of(person: Person) -> list[str]:
    return [job["id"] for job in (await person.http.get("/api/jobs")).json()["items"]]


async def test_the_same_again_gives_the_same_job(house: House) -> None:
    ada = await house.person()
    body, headers = ask(await ada.upload(), passphrase="long enough"), {"Idempotency-Key": "k 1"}
    first = await ada.http.post("/api/embed", json=body, headers=headers)
    again = await ada.http.post("/api/embed", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (202, 202)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert first.json()["id"] == again.json()["id"]
    assert again.headers["location"] == f"/api/jobs/{first.json()['id']}"
    assert await jobs_of(ada) == [first.json()["id"]]


async def test_another_request_with_the_same_key_is_refused(house: House) -> None:
    ada = await house.person()
    cover, headers = await ada.upload(), {"Idempotency-Key": "k"}
    bodies = [ask(cover), ask(cover, text="other"), ask(cover, passphrase="long enough")]
    answers = [await ada.http.post("/api/embed", json=b, headers=headers) for b in bodies]
    answers.append(await ada.http.post("/api/extract", json={"image": cover}, headers=headers))
    assert [a.status_code for a in answers] == [202, 422, 422, 422]
    assert {a.json()["code"] for a in answers[1:]} == {"idempotency_key_reused"}
    assert len(await jobs_of(ada)) == 1


async def test_a_key_belongs_to_its_user(house: House) -> None:
    ada, ben = await house.person(), await house.person()
    headers = {"Idempotency-Key": "shared"}
    first = await ada.http.post("/api/embed", json=ask(await ada.upload()), headers=headers)
    other = await ben.http.post("/api/embed", json=ask(await ben.upload()), headers=headers)
    assert first.json()["id"] != other.json()["id"]


async def test_many_at_once_make_one_job(house: House) -> None:
    ada = await house.person()
    body, headers = ask(await ada.upload(), passphrase="long enough"), {"Idempotency-Key": "k"}
    answers = await asyncio.gather(
        *(ada.http.post("/api/embed", json=body, headers=headers) for _ in range(8))
    )
    accepted = {a.json()["id"] for a in answers if a.status_code == 202}
    refused = {a.json()["code"] for a in answers if a.status_code != 202}
    assert len(accepted) == 1
    assert refused <= {"idempotency_key_in_use"}
    assert await jobs_of(ada) == list(accepted)


async def test_a_refused_request_leaves_its_key_free(house: House) -> None:
    ada = await house.person()
    cover, headers = await ada.upload(), {"Idempotency-Key": "k"}
    refused = await ada.http.post("/api/embed", json=ask("u-" + "0" * 32), headers=headers)
    assert refused.status_code == 404
    assert (await ada.http.post("/api/embed", json=ask(cover), headers=headers)).status_code == 202


async def test_what_a_dead_request_claimed_is_taken_over_with_its_job_id(house: House) -> None:
    ada = await house.person()
    body, headers = ask(await ada.upload()), {"Idempotency-Key": "k"}
    first = (await ada.http.post("/api/embed", json=body, headers=headers)).json()["id"]
    claims = house.parts.submissions._claims._claims
    now = datetime.now(UTC)
    mine = {"owner": ada.id, "key": "k"}
    await claims.update_one(
        mine, {"$set": {"state": "in_use", "until": now + timedelta(minutes=1)}}
    )
    waiting = await ada.http.post("/api/embed", json=body, headers=headers)
    assert (waiting.status_code, waiting.json()["code"]) == (409, "idempotency_key_in_use")
    await claims.update_one(mine, {"$set": {"until": now - timedelta(seconds=1)}})
    again = await ada.http.post("/api/embed", json=body, headers=headers)
    assert again.json()["id"] == first
    assert await jobs_of(ada) == [first]


async def test_a_refusal_that_comes_late_does_not_free_the_key_of_who_took_over(
    house: House,
) -> None:
    ada, parts = await house.person(), {"kind": "embed"}
    claims = house.parts.submissions._claims
    slow = await claims.take(ada.id, "k", parts)
    past = datetime.now(UTC) - timedelta(seconds=1)
    await claims._claims.update_one({"owner": ada.id}, {"$set": {"until": past}})
    heir = await claims.take(ada.id, "k", parts)
    assert heir.job_id == slow.job_id
    await claims.release(slow)
    with pytest.raises(IdempotencyKeyInUse):
        await claims.take(ada.id, "k", parts)
    await claims.release(heir)
    assert (await claims.take(ada.id, "k", parts)).job_id != heir.job_id


async def test_what_is_stored_says_nothing_of_the_request(house: House) -> None:
    ada = await house.person()
    body = ask(await ada.upload(), text="my text", passphrase="my passphrase")
    await ada.http.post("/api/embed", json=body, headers={"Idempotency-Key": "k"})
    claims = house.parts.submissions._claims._claims
    record = await claims.find_one({"owner": ada.id})
    assert record is not None
    assert record["state"] == "done"
    assert "my text" not in str(record)
    assert "my passphrase" not in str(record)


@pytest.mark.parametrize("key", ["", "x" * 129, "tab\there"])
async def test_a_key_is_short_and_printable(house: House, key: str) -> None:
    ada = await house.person()
    answer = await ada.http.post(
        "/api/extract",
        json={"image": await ada.upload()},
        headers={"Idempotency-Key": key},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
