"""Signing up, in and out, in a real browser."""

import re

import pytest
from playwright.async_api import expect

from tests.web.browsing import Visitor
from tests.web.conftest import Visit
from tests.web.doing import kept_by_the_browser

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


async def test_a_reload_stays_signed_in_and_keeps_no_token_where_scripts_read(
    ada: Visitor,
) -> None:
    await ada.page.reload()
    await expect(ada.page.get_by_role("button", name=re.compile("Account"))).to_be_visible()
    assert await kept_by_the_browser(ada.page) == {"cloak.signed-in": "1", "cloak.welcomed": "1"}
    assert await ada.page.evaluate("document.cookie") == ""


async def test_signing_out_in_one_tab_ends_the_other(ada: Visitor) -> None:
    other = await ada.context.new_page()
    await other.goto("/settings")
    await expect(other.get_by_role("heading", name="Settings")).to_be_visible()
    await ada.page.get_by_role("button", name=re.compile("Account")).click()
    await ada.page.get_by_role("button", name="Sign out").click()
    await other.wait_for_url("**/sign-in")
    await ada.page.wait_for_url("**/sign-in")
    await other.reload()
    await expect(other.get_by_role("heading", name="Welcome back")).to_be_visible()


async def test_a_wrong_password_is_said_in_words(visit: Visit) -> None:
    stranger = await visit("stranger")
    await stranger.page.goto("/sign-in")
    await stranger.page.get_by_label("User name").fill("nobody-here")
    await stranger.page.get_by_label("Password", exact=True).fill("not this one")
    await stranger.page.get_by_role("button", name="Sign in", exact=True).last.click()
    await expect(stranger.page.get_by_role("alert")).to_contain_text("do not match")


async def test_a_guarded_page_comes_after_signing_in(ada: Visitor, visit: Visit) -> None:
    device = await visit("device")
    await device.page.goto("/settings")
    await device.page.wait_for_url("**/sign-in")
    await device.page.get_by_label("User name").fill(ada.username)
    await device.page.get_by_label("Password", exact=True).fill(ada.password)
    await device.page.get_by_role("button", name="Sign in", exact=True).last.click()
    await device.page.wait_for_url("**/settings")


async def test_a_device_that_is_signed_out_from_afar_is_out(ada: Visitor, visit: Visit) -> None:
    device = await visit("device")
    device.username, device.password = ada.username, ada.password
    await device.sign_in()
    await ada.page.goto("/settings")
    await ada.page.get_by_role("button", name="Sign out all others").click()
    await expect(ada.page.get_by_text("Signed out")).to_be_visible()
    await device.page.reload()
    await device.page.wait_for_url("**/sign-in")
    await ada.page.reload()
    await expect(ada.page.get_by_role("heading", name="Settings")).to_be_visible()
