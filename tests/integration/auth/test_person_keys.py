"""People's keys: published, found by name, and within reach of each new password."""

import base64
from datetime import datetime
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.auth.conftest import PASSWORD, Join, Person, login

pytestmark = pytest.mark.integration
NEW_PASSWORD = "a wholly new one"


def made() -> str:
    raw = X25519PrivateKey.generate().public_key().public_bytes_raw()
    return base64.b64encode(raw).decode()


async def put(
    http: httpx.AsyncClient, person: Person, public_key: str, wrapped: str = "opaque"
) -> httpx.Response:
    body = {"public_key": public_key, "wrapped": wrapped}
    return await http.put("/api/auth/me/key", json=body, headers=person.headers)


async def own(http: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    answer = await http.get("/api/auth/me/key", headers=person.headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    key: dict[str, Any] = answer.json()
    return key


async def change_password(
    http: httpx.AsyncClient, person: Person, current: str, wrapped: str
) -> httpx.Response:
    body = {"current_password": current, "new_password": NEW_PASSWORD, "wrapped": wrapped}
    return await http.patch("/api/auth/me", json=body, headers=person.headers)


async def test_a_key_is_found_by_name_without_its_private_half(
    http: httpx.AsyncClient, join: Join
) -> None:
    person, other = await join(), await join()
    key = made()
    published = await put(http, person, key)
    assert published.status_code == 200
    assert published.json() == await own(http, person)
    assert (published.json()["public_key"], published.json()["wrapped"]) == (key, "opaque")
    path = f"/api/auth/keys/{person.username.upper()}"
    found = (await http.get(path, headers=other.headers)).json()
    assert found == {
        "username": person.username,
        "public_key": key,
        "since": published.json()["since"],
    }
    assert (await http.get(path)).json()["code"] == "token_missing"


async def test_without_a_key_or_a_person_there_is_none(
    http: httpx.AsyncClient, join: Join, database: AsyncDatabase[dict[str, Any]]
) -> None:
    person, keyless, shut_out = await join(), await join(), await join()
    await put(http, shut_out, made())
    await database["users"].update_one({"_id": shut_out.id}, {"$set": {"disabled": True}})
    for path, code in (
        ("me/key", "key_not_found"),
        (f"keys/{keyless.username}", "key_not_found"),
        (f"keys/{shut_out.username}", "user_not_found"),
        ("keys/nobody-at-all", "user_not_found"),
    ):
        refused = await http.get(f"/api/auth/{path}", headers=person.headers)
        assert (refused.status_code, refused.json()["code"]) == (404, code)


async def test_a_forgotten_key_is_replaced_and_its_age_shows(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    first, second = made(), made()
    await put(http, person, first, "closed once")
    before = await own(http, person)
    await put(http, person, first, "closed again")
    rewrapped = await own(http, person)
    assert (rewrapped["since"], rewrapped["wrapped"]) == (before["since"], "closed again")
    await put(http, person, second, "another")
    after = await own(http, person)
    assert (after["public_key"], after["wrapped"]) == (second, "another")
    assert datetime.fromisoformat(after["since"]) > datetime.fromisoformat(before["since"])


async def test_a_new_password_and_the_key_under_it_are_one_change(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    key = made()
    await put(http, person, key, "under the old password")
    before = await own(http, person)
    wrong = await change_password(http, person, "not the password", "under the new password")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
    assert await own(http, person) == before
    changed = await change_password(http, person, PASSWORD, "under the new password")
    assert changed.status_code == 200
    assert await own(http, person) == before | {"wrapped": "under the new password"}
    await login(http, Person(person.id, person.username, NEW_PASSWORD))


async def test_without_a_key_nothing_is_wrapped_and_the_password_stays(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    refused = await change_password(http, person, PASSWORD, "of no key")
    assert (refused.status_code, refused.json()["code"]) == (404, "key_not_found")
    await login(http, person)


async def test_a_key_that_makes_no_sense_is_refused_without_an_echo(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    for body in (
        {"public_key": "nonsense", "wrapped": "opaque"},
        {"public_key": made(), "wrapped": "secret" * 1000},
        {"public_key": made()},
    ):
        refused = await http.put("/api/auth/me/key", json=body, headers=person.headers)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
        assert "secretsecret" not in refused.text
