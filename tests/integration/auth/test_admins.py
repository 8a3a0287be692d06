"""What admins may do, and that one is always left."""

import asyncio
from typing import Any

import httpx
import pytest
from cloak_auth.settings import AuthSettings
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.auth.conftest import Join, Person, client_of, refresh, running

pytestmark = pytest.mark.integration


@pytest.fixture
async def admin(join: Join, database: AsyncDatabase[dict[str, Any]]) -> Person:
    """The only admin there is."""
    await database["users"].update_many({}, {"$set": {"role": "user"}})
    return await join("admin")


async def _change(
    http: httpx.AsyncClient, admin: Person, person: Person, **body: object
) -> httpx.Response:
    return await http.patch(f"/api/auth/users/{person.id}", json=body, headers=admin.headers)


async def test_only_admins_see_the_list(http: httpx.AsyncClient, join: Join) -> None:
    refused = await http.get("/api/auth/users", headers=(await join()).headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_the_list_is_searched_and_paged(
    http: httpx.AsyncClient, join: Join, admin: Person
) -> None:
    people = [await join() for _ in range(3)]
    renamed = {"display_name": "One. Two (3)"}
    await http.patch("/api/auth/me", json=renamed, headers=people[0].headers)
    found = await http.get("/api/auth/users", params={"query": "two (3"}, headers=admin.headers)
    assert [user["id"] for user in found.json()["items"]] == [people[0].id]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await http.get(
            "/api/auth/users", params={"limit": 2, "cursor": cursor}, headers=admin.headers
        )
        assert len(page.json()["items"]) <= 2
        seen += [user["username"] for user in page.json()["items"]]
        cursor = page.json()["next_cursor"]
    assert seen == sorted(set(seen))
    assert {person.username for person in [*people, admin]} <= set(seen)


async def test_the_list_tells_when_somebody_was_last_seen(
    http: httpx.AsyncClient, join: Join, admin: Person
) -> None:
    person = await join()

    async def seen() -> str | None:
        found = await http.get(
            "/api/auth/users", params={"query": person.username}, headers=admin.headers
        )
        (user,) = found.json()["items"]
        at: str | None = user["last_seen_at"]
        return at

    signed_in = await seen()
    assert signed_in is not None
    renewed = (await refresh(http, person.refresh_token)).json()
    refreshed = await seen()
    assert refreshed is not None
    assert refreshed > signed_in
    changed = await _change(http, admin, person, role="user")
    assert changed.json()["last_seen_at"] == refreshed
    await http.post("/api/auth/logout", json={"refresh_token": renewed["refresh_token"]})
    assert await seen() is None


async def test_a_shut_out_account_is_out_everywhere(
    http: httpx.AsyncClient, join: Join, admin: Person
) -> None:
    person = await join()
    shut_out = await _change(http, admin, person, disabled=True)
    assert shut_out.json()["disabled"] is True
    me = await http.get("/api/auth/me", headers=person.headers)
    assert (me.status_code, me.json()["code"]) == (403, "account_disabled")
    assert (await refresh(http, person.refresh_token)).json()["code"] == "invalid_refresh_token"
    body = {"username": person.username, "password": person.password}
    right = await http.post("/api/auth/login", json=body)
    assert (right.status_code, right.json()["code"]) == (403, "account_disabled")
    wrong = await http.post("/api/auth/login", json=body | {"password": "wrong password"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
    assert (await _change(http, admin, person, disabled=False)).json()["disabled"] is False
    assert (await http.post("/api/auth/login", json=body)).status_code == 200
    assert (await refresh(http, person.refresh_token)).status_code == 401


async def test_a_session_begun_while_the_account_is_shut_out_is_over(
    http: httpx.AsyncClient, join: Join, admin: Person, database: AsyncDatabase[dict[str, Any]]
) -> None:
    person = await join()
    await _change(http, admin, person, disabled=True)
    # As if the log-in had read the account a moment before it was shut out.
    await database["users"].update_one({"_id": person.id}, {"$set": {"disabled": False}})
    assert (await refresh(http, person.refresh_token)).json()["code"] == "invalid_refresh_token"


async def test_a_role_is_given_and_holds_at_once(
    http: httpx.AsyncClient, join: Join, admin: Person
) -> None:
    person = await join()
    assert (await _change(http, admin, person, role="admin")).json()["role"] == "admin"
    promoted = person.holding((await refresh(http, person.refresh_token)).json())
    assert (await http.get("/api/auth/users", headers=promoted.headers)).status_code == 200
    await _change(http, admin, person, role="user")
    demoted = await http.get("/api/auth/users", headers=promoted.headers)
    assert (demoted.status_code, demoted.json()["code"]) == (403, "forbidden")


async def test_the_last_admin_stays(http: httpx.AsyncClient, join: Join, admin: Person) -> None:
    for change in ({"role": "user"}, {"disabled": True}):
        refused = await _change(http, admin, admin, **change)
        assert (refused.status_code, refused.json()["code"]) == (409, "last_admin")
    second = await join("admin")
    await _change(http, admin, second, disabled=True)
    assert (await _change(http, admin, admin, role="user")).json()["code"] == "last_admin"
    await _change(http, admin, second, disabled=False)
    assert (await _change(http, admin, admin, role="user")).status_code == 200


async def test_admins_who_demote_each_other_leave_one(
    http: httpx.AsyncClient, join: Join, admin: Person, settings: AuthSettings
) -> None:
    second = await join("admin")
    async with running(settings) as replica, client_of(replica) as elsewhere:
        answers = await asyncio.gather(
            _change(http, admin, second, role="user"),
            _change(elsewhere, second, admin, role="user"),
        )
    assert sorted(answer.status_code for answer in answers) in ([200, 403], [200, 409])


@pytest.mark.parametrize(
    "body", [{}, {"role": "god"}, {"disabled": "perhaps"}, {"username": "root"}]
)
async def test_a_change_that_makes_no_sense_is_refused(
    http: httpx.AsyncClient, join: Join, admin: Person, body: dict[str, object]
) -> None:
    refused = await _change(http, admin, await join(), **body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")


async def test_an_unknown_user_is_not_found(http: httpx.AsyncClient, admin: Person) -> None:
    nobody = Person("0" * 32, "nobody", "")
    unknown = await _change(http, admin, nobody, disabled=True)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "user_not_found")
