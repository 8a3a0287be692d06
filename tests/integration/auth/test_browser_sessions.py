"""A browser's session: its refresh token lies in a cookie, and only its own pages use it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pytest
from cloak_auth.browser_sessions import COOKIE
from cloak_auth.settings import AuthSettings
from cloak_auth.users import utcnow
from fastapi import FastAPI
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.auth.conftest import Join, Person, client_of, refresh

pytestmark = pytest.mark.integration
Database = AsyncDatabase[dict[str, Any]]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that keeps its cookies and says what page has made it ask."""
    async with client_of(app) as browser:
        browser.headers.update({"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin"})
        yield browser


async def sign_in(browser: httpx.AsyncClient, person: Person) -> httpx.Response:
    body = {"username": person.username, "password": person.password}
    answer = await browser.post("/api/auth/session", json=body)
    assert answer.status_code == 200, answer.text
    return answer


def cookie_of(answer: httpx.Response) -> Morsel[str]:
    """Return the one cookie that the answer sets."""
    (header,) = answer.headers.get_list("set-cookie")
    ((name, cookie),) = SimpleCookie(header).items()
    assert name == COOKIE
    return cookie


def is_cleared(answer: httpx.Response) -> bool:
    cookie = cookie_of(answer)
    return (cookie.value, cookie["max-age"], cookie["path"]) == ("", "0", "/api/auth")


async def test_a_browser_gets_an_access_token_and_its_refresh_token_in_a_cookie_alone(
    browser: httpx.AsyncClient, join: Join, settings: AuthSettings
) -> None:
    person = await join()
    answer = await sign_in(browser, person)
    tokens = answer.json()
    assert set(tokens) == {"access_token", "token_type", "expires_in", "user"}
    assert tokens["user"]["id"] == person.id
    assert answer.headers["cache-control"] == "no-store"
    cookie = cookie_of(answer)
    assert cookie.value.startswith("icr_")
    assert cookie.value not in answer.text
    assert cookie["httponly"] is True
    assert cookie["samesite"].lower() == "strict"
    assert cookie["path"] == "/api/auth"
    assert cookie["max-age"] == str(settings.session_idle_s)
    assert cookie["secure"] == "", "this one came by plain http"
    me = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await browser.get("/api/auth/me", headers=me)).json()["id"] == person.id


async def test_over_https_the_cookie_stays_there(app: FastAPI, join: Join) -> None:
    person = await join()
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 50000))
    async with httpx.AsyncClient(transport=transport, base_url="https://auth.test") as browser:
        assert cookie_of(await sign_in(browser, person))["secure"] is True
        gone = await browser.delete("/api/auth/session")
        assert cookie_of(gone)["secure"] is True


async def test_a_refresh_rotates_the_cookie(browser: httpx.AsyncClient, join: Join) -> None:
    person = await join()
    first = cookie_of(await sign_in(browser, person)).value
    renewed = await browser.post("/api/auth/session/refresh")
    assert renewed.status_code == 200
    assert renewed.headers["cache-control"] == "no-store"
    assert set(renewed.json()) == {"access_token", "token_type", "expires_in", "user"}
    assert cookie_of(renewed).value != first
    assert (await browser.post("/api/auth/session/refresh")).status_code == 200


async def test_without_a_session_a_refresh_says_so_and_clears_the_cookie(
    browser: httpx.AsyncClient,
) -> None:
    for held in ({}, {COOKIE: "nonsense"}):
        browser.cookies = httpx.Cookies(held)
        refused = await browser.post("/api/auth/session/refresh")
        assert (refused.status_code, refused.json()["code"]) == (401, "invalid_refresh_token")
        assert is_cleared(refused)


async def test_a_reload_that_lost_its_answer_goes_on_with_the_old_cookie(
    app: FastAPI, browser: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    await sign_in(browser, person)
    async with client_of(app) as reloaded:
        reloaded.cookies = httpx.Cookies(browser.cookies)
        lost = await browser.post("/api/auth/session/refresh")
        found = await reloaded.post("/api/auth/session/refresh")
        assert found.status_code == 200
        assert cookie_of(found).value == cookie_of(lost).value, "the chain does not fork"
        assert (await reloaded.post("/api/auth/session/refresh")).status_code == 200


async def test_an_old_cookie_after_the_time_of_grace_ends_the_session(
    app: FastAPI,
    browser: httpx.AsyncClient,
    join: Join,
    database: Database,
    settings: AuthSettings,
) -> None:
    person = await join()
    await sign_in(browser, person)
    async with client_of(app) as thief:
        thief.cookies = httpx.Cookies(browser.cookies)
        await browser.post("/api/auth/session/refresh")
        long_ago = utcnow() - timedelta(seconds=settings.browser_grace_s + 1)
        of_person = {"user_id": person.id, "rotated_at": {"$exists": True}}
        await database["refresh_families"].update_one(of_person, {"$set": {"rotated_at": long_ago}})
        reused = await thief.post("/api/auth/session/refresh")
        assert (reused.status_code, reused.json()["code"]) == (401, "refresh_token_reused")
        assert is_cleared(reused)
    assert (await browser.post("/api/auth/session/refresh")).status_code == 401


async def test_signing_out_ends_the_session_and_may_be_repeated(
    browser: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    signed_in = await sign_in(browser, person)
    token = cookie_of(signed_in).value
    for _ in range(2):
        gone = await browser.delete("/api/auth/session")
        assert gone.status_code == 204
        assert is_cleared(gone)
    assert (await refresh(browser, token)).json()["code"] == "invalid_refresh_token"
    me = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
    refused = await browser.get("/api/auth/me", headers=me)
    assert (refused.status_code, refused.json()["code"]) == (401, "token_invalid")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.test"},
        {"Origin": "http://auth.test:8080"},
        {"Origin": "null"},
        {"Origin": "http://auth.test", "X-Forwarded-Host": "cloak.test"},
    ],
)
async def test_no_other_sites_page_signs_in_refreshes_or_signs_out(
    app: FastAPI, browser: httpx.AsyncClient, join: Join, headers: dict[str, str]
) -> None:
    person = await join()
    await sign_in(browser, person)
    body = {"username": person.username, "password": person.password}
    async with client_of(app) as made_to_ask:
        made_to_ask.cookies = httpx.Cookies(browser.cookies)
        for method, path in (
            ("POST", "/api/auth/session"),
            ("POST", "/api/auth/session/refresh"),
            ("DELETE", "/api/auth/session"),
        ):
            json = body if path.endswith("session") and method == "POST" else None
            refused = await made_to_ask.request(method, path, json=json, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (403, "cross_site")
            assert "set-cookie" not in refused.headers
    assert (await browser.post("/api/auth/session/refresh")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://auth.test"},
        {"Origin": "https://cloak.test", "X-Forwarded-Host": "cloak.test"},
    ],
)
async def test_the_origins_own_pages_and_programs_are_served(
    app: FastAPI, join: Join, headers: dict[str, str]
) -> None:
    person = await join()
    async with client_of(app) as browser:
        browser.headers.update(headers)
        await sign_in(browser, person)
        assert (await browser.post("/api/auth/session/refresh")).status_code == 200


async def test_a_wrong_password_sets_no_cookie_and_counts_as_an_attempt(
    app: FastAPI, join: Join, settings: AuthSettings
) -> None:
    person = await join()
    wrong = {"username": person.username, "password": "not the password"}
    async with client_of(app, "192.0.2.9") as browser:
        for _ in range(settings.login_attempts):
            refused = await browser.post("/api/auth/session", json=wrong)
            assert (refused.status_code, refused.json()["code"]) == (401, "invalid_credentials")
            assert "set-cookie" not in refused.headers
        limited = await browser.post("/api/auth/session", json=wrong)
        assert (limited.status_code, limited.json()["code"]) == (429, "too_many_attempts")
