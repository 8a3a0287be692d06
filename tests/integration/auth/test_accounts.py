"""Accounts as people use them."""

import httpx
import pytest
from cloak_auth.settings import AuthSettings
from cloak_kit.settings import RedisSettings, TokenSettings
from cloak_kit.tokens import TokenVerifier
from cloak_local.ports import free_port
from fastapi import FastAPI
from pydantic import SecretStr

from tests.integration.auth.conftest import (
    PASSWORD,
    Join,
    Person,
    client_of,
    login,
    refresh,
    running,
)

pytestmark = pytest.mark.integration


async def test_a_registered_user_is_shown_without_secrets(http: httpx.AsyncClient) -> None:
    body = {"username": "Alice.B", "password": PASSWORD, "display_name": " Ålice \u200d🦊 "}
    made = await http.post("/api/auth/register", json=body)
    assert made.status_code == 201
    user = made.json()
    assert set(user) == {"id", "username", "display_name", "role", "disabled", "created_at"}
    assert (user["username"], user["role"], user["disabled"]) == ("alice.b", "user", False)
    assert user["display_name"] == "Ålice \u200d🦊"
    assert user["created_at"].endswith("Z")


async def test_a_name_is_taken_whatever_its_case(http: httpx.AsyncClient, join: Join) -> None:
    person = await join()
    body = {"username": person.username.upper(), "password": PASSWORD}
    again = await http.post("/api/auth/register", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "username_taken")


@pytest.mark.parametrize(
    "body",
    [
        {"username": "ab", "password": PASSWORD},
        {"username": "with space", "password": PASSWORD},
        {"username": "ünicode", "password": PASSWORD},
        {"username": "newline\n", "password": PASSWORD},
        {"username": "correct-horse", "password": "Correct-Horse"},
        {"username": "somebody", "password": "too short"},
        {"username": "somebody", "password": "x" * 257},
        {"username": "somebody", "password": PASSWORD, "display_name": "\u202egnp.exe"},
        {"username": "somebody", "password": PASSWORD, "display_name": "   "},
        {"username": "somebody", "password": PASSWORD, "role": "admin"},
        {"username": "somebody"},
        [PASSWORD],
    ],
)
async def test_a_registration_that_makes_no_sense_is_refused_without_an_echo(
    http: httpx.AsyncClient, body: dict[str, str] | list[str]
) -> None:
    refused = await http.post("/api/auth/register", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    password = body["password"] if isinstance(body, dict) and "password" in body else PASSWORD
    assert password not in refused.text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"username": "\xff\xfe\xfa", "password": "correct horse"}', "invalid_utf8"),
        (b'{"username": "\\ud800abc", "password": "correct horse"}', "invalid_request"),
        (b'{"username": "abc", "password": "correct\\udc00horse"}', "invalid_request"),
        (b"[" * 15000, "invalid_request"),
        (b'{"username": ', "invalid_request"),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_problem_document(
    http: httpx.AsyncClient, content: bytes, code: str
) -> None:
    headers = {"Content-Type": "application/json"}
    refused = await http.post("/api/auth/register", content=content, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_body_over_the_limit_is_refused(http: httpx.AsyncClient) -> None:
    refused = await http.post("/api/auth/login", json={"username": "a" * 20000, "password": "b"})
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")


async def test_a_token_is_what_every_service_accepts(app: FastAPI, join: Join) -> None:
    person = await join()
    async with client_of(app) as http:

        async def published() -> dict[str, object]:
            answer = await http.get("/.well-known/jwks.json")
            assert answer.headers["cache-control"] == "public, max-age=300"
            keys: dict[str, object] = answer.json()
            return keys

        caller = await TokenVerifier(TokenSettings(), published).verify(person.access_token)
    assert (caller.id, caller.username, caller.role) == (person.id, person.username, "user")


async def test_the_login_gives_what_the_api_says(http: httpx.AsyncClient, join: Join) -> None:
    person = await join()
    tokens = await login(http, person)
    assert set(tokens) == {
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "user",
    }
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 900)
    assert tokens["user"]["id"] == person.id


async def test_a_wrong_password_and_an_unknown_name_look_the_same(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    wrong = {"username": person.username, "password": "not the password"}
    unknown = {"username": "nobody-at-all", "password": "not the password"}
    answers = [await http.post("/api/auth/login", json=body) for body in (wrong, unknown)]
    assert [a.status_code for a in answers] == [401, 401]
    assert [a.headers["www-authenticate"] for a in answers] == ["Bearer", "Bearer"]
    shown = [{k: v for k, v in a.json().items() if k != "request_id"} for a in answers]
    assert shown[0] == shown[1]
    assert shown[0]["code"] == "invalid_credentials"


async def test_attempts_are_limited_per_account_and_address(
    app: FastAPI, http: httpx.AsyncClient, join: Join, settings: AuthSettings
) -> None:
    person = await join()
    wrong = {"username": person.username, "password": "not the password"}
    for _ in range(settings.login_attempts):
        assert (await http.post("/api/auth/login", json=wrong)).status_code == 401
    right = {"username": person.username.upper(), "password": person.password}
    refused = await http.post("/api/auth/login", json=right)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attempts")
    assert 0 < int(refused.headers["retry-after"]) <= settings.login_window_s
    async with client_of(app, "192.0.2.77") as elsewhere:
        await login(elsewhere, person)
    other = await join()
    await login(http, other)


async def test_a_right_password_forgives_the_wrong_ones(
    http: httpx.AsyncClient, join: Join, settings: AuthSettings
) -> None:
    person = await join()
    wrong = {"username": person.username, "password": "not the password"}
    for _ in range(2):
        for _ in range(settings.login_attempts - 1):
            assert (await http.post("/api/auth/login", json=wrong)).status_code == 401
        await login(http, person)


async def test_me_needs_a_token(http: httpx.AsyncClient) -> None:
    refused = await http.get("/api/auth/me")
    assert (refused.status_code, refused.json()["code"]) == (401, "token_missing")
    forged = await http.get("/api/auth/me", headers={"Authorization": "Bearer e30.e30.e30"})
    assert (forged.status_code, forged.json()["code"]) == (401, "token_invalid")


async def test_a_name_is_changed_and_trimmed(http: httpx.AsyncClient, join: Join) -> None:
    person = await join()
    body = {"display_name": " Somebody Else "}
    changed = await http.patch("/api/auth/me", json=body, headers=person.headers)
    assert changed.json()["display_name"] == "Somebody Else"
    seen = await http.get("/api/auth/me", headers=person.headers)
    assert seen.json() == changed.json()


async def _change_password(
    http: httpx.AsyncClient, person: Person, current: str, new: str
) -> httpx.Response:
    body = {"current_password": current, "new_password": new}
    return await http.patch("/api/auth/me", json=body, headers=person.headers)


async def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    elsewhere = await login(http, person)
    changed = await _change_password(http, person, PASSWORD, "a wholly new one")
    assert changed.status_code == 200
    over = await refresh(http, elsewhere["refresh_token"])
    assert (over.status_code, over.json()["code"]) == (401, "invalid_refresh_token")
    assert (await refresh(http, person.refresh_token)).status_code == 200
    old = {"username": person.username, "password": PASSWORD}
    assert (await http.post("/api/auth/login", json=old)).status_code == 401
    await login(http, Person(person.id, person.username, "a wholly new one"))


async def test_a_password_can_be_changed_though_its_hash_is_of_another_cost(
    settings: AuthSettings, join: Join
) -> None:
    person = await join()
    dearer = settings.hashing.model_copy(update={"time_cost": 2})
    async with (
        running(settings.model_copy(update={"hashing": dearer})) as app,
        client_of(app) as http,
    ):
        changed = await _change_password(http, person, PASSWORD, "a wholly new one")
    assert changed.status_code == 200, changed.text


async def test_a_new_password_needs_the_present_one(http: httpx.AsyncClient, join: Join) -> None:
    person = await join()
    wrong = await _change_password(http, person, "not the password", "a wholly new one")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
    short = await _change_password(http, person, PASSWORD, "short")
    assert (short.status_code, short.json()["code"]) == (422, "invalid_request")
    same = await _change_password(http, person, PASSWORD, person.username)
    assert (same.status_code, same.json()["code"]) == (422, "invalid_request")
    half = await http.patch(
        "/api/auth/me", json={"new_password": "a wholly new one"}, headers=person.headers
    )
    assert (half.status_code, half.json()["code"]) == (422, "invalid_request")
    await login(http, person)


async def test_every_part_is_asked_for_readiness(http: httpx.AsyncClient) -> None:
    ready = await http.get("/readyz")
    assert ready.status_code == 200
    assert set(ready.json()["checks"]) == {"mongo", "redis", "kafka"}


async def test_without_redis_nobody_guesses_passwords_unlimited(settings: AuthSettings) -> None:
    nowhere = RedisSettings(url=SecretStr(f"redis://127.0.0.1:{free_port(avoid=set())}/0"))
    changed = settings.model_copy(update={"redis": nowhere})
    async with running(changed) as app, client_of(app) as http:
        body = {"username": "anybody", "password": "not the password"}
        away = await http.post("/api/auth/login", json=body)
        assert (away.status_code, away.json()["code"]) == (503, "unavailable")
        assert (await http.get("/readyz")).json()["checks"]["redis"] == "ConnectionError"
