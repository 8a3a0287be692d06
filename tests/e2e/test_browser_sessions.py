"""A browser's session in the whole system: kept by a cookie, and ended from another device."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from cloak_local.system import System

from tests.plugins.polling import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
EVERYWHERE = ("/api/auth/me", "/api/jobs", "/api/contacts")


@pytest.fixture
async def browsers(system: System) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    """Two browsers, in which the same person is signed in."""
    headers = {"User-Agent": FIREFOX, "Sec-Fetch-Site": "same-origin"}
    body = {"username": f"eve-{secrets.token_hex(4)}", "password": secrets.token_urlsafe(16)}
    async with AsyncExitStack() as stack:
        here, there = [
            await stack.enter_async_context(
                httpx.AsyncClient(base_url=system.gateway_url, headers=headers)
            )
            for _ in range(2)
        ]
        assert (await here.post("/api/auth/register", json=body)).status_code == 201
        for browser in (here, there):
            take_token(browser, await browser.post("/api/auth/session", json=body))
        yield here, there


def take_token(browser: httpx.AsyncClient, answer: httpx.Response) -> None:
    assert answer.status_code == 200, answer.text
    browser.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


async def statuses(browser: httpx.AsyncClient) -> set[int]:
    return {(await browser.get(path)).status_code for path in EVERYWHERE}


async def test_a_browser_stays_signed_in_and_is_out_everywhere_once_its_session_is_ended(
    browsers: tuple[httpx.AsyncClient, httpx.AsyncClient],
) -> None:
    here, there = browsers
    for browser in browsers:
        take_token(browser, await browser.post("/api/auth/session/refresh"))
        assert await statuses(browser) == {200}
    found: list[dict[str, Any]] = (await here.get("/api/auth/sessions")).json()["items"]
    assert {each["device"] for each in found} == {"Firefox on Linux"}
    assert {each["address"] for each in found} == {"127.0.0.1"}
    (other,) = [each["id"] for each in found if not each["current"]]
    assert (await here.delete(f"/api/auth/sessions/{other}")).status_code == 204

    async def shut_out() -> set[int]:
        return await statuses(there)

    await eventually(shut_out, lambda found: found == {401})
    refused = await there.post("/api/auth/session/refresh")
    assert (refused.status_code, refused.json()["code"]) == (401, "invalid_refresh_token")
    assert "cloak_session" not in there.cookies
    assert await statuses(here) == {200}
