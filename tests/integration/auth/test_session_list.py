"""An account's sessions: seen by their holder, and ended one by one or all others at once."""

from typing import Any

import httpx
import pytest
from cloak_local.kafka_access import KafkaAccess
from fastapi import FastAPI
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.auth.conftest import PASSWORD, Join, Person, client_of, login, refresh
from tests.integration.auth.reading import ended_by_now
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"


async def sessions_of(http: httpx.AsyncClient, person: Person) -> list[dict[str, Any]]:
    answer = await http.get("/api/auth/sessions", headers=person.headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_sessions_tell_device_address_and_times_last_used_first(
    app: FastAPI, http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    async with client_of(app, "198.51.100.7") as elsewhere:
        elsewhere.headers["User-Agent"] = FIREFOX
        other = person.holding(await login(elsewhere, person))
    newest, oldest = await sessions_of(http, person)
    assert set(newest) == {"id", "current", "created_at", "last_used_at", "device", "address"}
    assert (newest["device"], newest["address"]) == ("Firefox on Linux", "198.51.100.7")
    assert (newest["current"], oldest["current"]) == (False, True)
    assert (oldest["device"], oldest["address"]) == ("Python", "192.0.2.1")
    assert newest["last_used_at"] == newest["created_at"]
    assert [each["current"] for each in await sessions_of(http, other)] == [True, False]

    async with client_of(app, "203.0.113.5") as moved:
        moved.headers["User-Agent"] = "curl/8.10.1"
        await refresh(moved, person.refresh_token)
    first, second = await sessions_of(http, other)
    assert (first["id"], second["id"]) == (oldest["id"], newest["id"])
    assert (first["device"], first["address"]) == ("curl", "203.0.113.5")
    assert first["last_used_at"] > first["created_at"] == oldest["created_at"]


async def test_a_session_of_an_earlier_version_is_listed_too(
    http: httpx.AsyncClient, join: Join, database: AsyncDatabase[dict[str, Any]]
) -> None:
    person = await join()
    unset = {"$unset": {"device": "", "address": ""}}
    await database["refresh_families"].update_one({"user_id": person.id}, unset)
    (session,) = await sessions_of(http, person)
    assert (session["device"], session["address"]) == ("", "")


async def test_an_ended_session_is_over_for_both_its_tokens_and_others_are_told(
    http: httpx.AsyncClient, join: Join, kafka: KafkaAccess
) -> None:
    person = await join()
    other = person.holding(await login(http, person))
    (ended,) = [each["id"] for each in await sessions_of(http, person) if not each["current"]]
    path = f"/api/auth/sessions/{ended}"
    assert (await http.delete(path, headers=person.headers)).status_code == 204
    over = await refresh(http, other.refresh_token)
    assert (over.status_code, over.json()["code"]) == (401, "invalid_refresh_token")
    refused = await http.get("/api/auth/me", headers=other.headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "token_invalid")
    again = await http.delete(path, headers=person.headers)
    assert (again.status_code, again.json()["code"]) == (404, "session_not_found")
    assert [each["current"] for each in await sessions_of(http, person)] == [True]
    async with ended_by_now(kafka) as told:
        await eventually(told, lambda ids: ended in ids)


async def test_nobody_ends_the_session_of_somebody_else(
    http: httpx.AsyncClient, join: Join
) -> None:
    person, thief = await join(), await join()
    (session,) = await sessions_of(http, person)
    path = f"/api/auth/sessions/{session['id']}"
    refused = await http.delete(path, headers=thief.headers)
    assert (refused.status_code, refused.json()["code"]) == (404, "session_not_found")
    assert (await refresh(http, person.refresh_token)).status_code == 200


async def test_all_other_sessions_end_at_once(
    http: httpx.AsyncClient, join: Join, kafka: KafkaAccess
) -> None:
    person, bystander = await join(), await join()
    others = [person.holding(await login(http, person)) for _ in range(3)]
    ids = {each["id"] for each in await sessions_of(http, person) if not each["current"]}
    ended = await http.delete("/api/auth/sessions", headers=person.headers)
    assert ended.status_code == 204
    for other in others:
        assert (await refresh(http, other.refresh_token)).status_code == 401
    assert [each["current"] for each in await sessions_of(http, person)] == [True]
    assert (await refresh(http, person.refresh_token)).status_code == 200
    assert (await refresh(http, bystander.refresh_token)).status_code == 200
    async with ended_by_now(kafka) as told:
        await eventually(told, ids.issubset)


async def test_a_new_password_ends_the_other_sessions_access_too(
    http: httpx.AsyncClient, join: Join, kafka: KafkaAccess
) -> None:
    person = await join()
    other = person.holding(await login(http, person))
    (ended,) = [each["id"] for each in await sessions_of(http, person) if not each["current"]]
    body = {"current_password": PASSWORD, "new_password": "a wholly new one"}
    changed = await http.patch("/api/auth/me", json=body, headers=person.headers)
    assert changed.status_code == 200
    assert (await http.get("/api/auth/me", headers=other.headers)).status_code == 401
    assert [each["current"] for each in await sessions_of(http, person)] == [True]
    async with ended_by_now(kafka) as told:
        await eventually(told, lambda ids: ended in ids)
