"""A real Chromium, and people who use the web app in it."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cloak_local.system import System
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

CHROMIUM = "/usr/bin/chromium"
# A browser under test talks to nobody but the system, and brings no sandbox where root runs it.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DEADLINE_MS = 30_000.0
FAILURES = Path(__file__).parents[2] / "build" / "web-failures"


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium without a window; what is expected of its pages has a while to come."""
    expect.set_options(timeout=DEADLINE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass(slots=True)
class Visitor:
    """One browser context, as one person's device; what its pages complained of is kept."""

    context: BrowserContext
    page: Page
    username: str
    password: str = field(repr=False)
    shown: str = ""
    complaints: list[str] = field(default_factory=list)

    async def sign_up(self) -> None:
        """Make the account by the form, as a person would."""
        await self.page.goto("/sign-up")
        await self.page.get_by_label("User name").fill(self.username)
        await self.page.get_by_label("Name to show (optional)").fill(self.shown)
        await self.page.get_by_label("Password", exact=True).fill(self.password)
        await self.page.get_by_role("button", name="Create the account").click()
        await self.page.wait_for_url("**/help")

    async def sign_in(self) -> None:
        """Sign in by the form."""
        await self.page.goto("/sign-in")
        await self.page.get_by_label("User name").fill(self.username)
        await self.page.get_by_label("Password", exact=True).fill(self.password)
        await self.page.get_by_role("button", name="Sign in", exact=True).last.click()
        await self.page.wait_for_url("**/hide")

    async def photograph(self, name: str) -> None:
        """Keep what every page of this person shows, for whoever looks into a failure."""
        FAILURES.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(self.context.pages):
            file = FAILURES / f"{name}-{self.username}-{number}.png"
            await page.screenshot(path=file, full_page=True)


async def visitor(browser: Browser, origin: str, name: str = "ada") -> Visitor:
    """A person with a device of their own, not known to the system yet."""
    context = await browser.new_context(
        base_url=origin,
        locale="en-GB",
        viewport={"width": 1280, "height": 900},
        accept_downloads=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(DEADLINE_MS)
    page = await context.new_page()
    person = Visitor(
        context, page, f"{name}-{secrets.token_hex(4)}", "correct horse " + secrets.token_hex(4)
    )
    context.on("weberror", lambda error: person.complaints.append(f"uncaught: {error.error}"))
    context.on(
        "console",
        lambda message: (
            person.complaints.append(message.text)
            if "Content Security Policy" in message.text
            else None
        ),
    )
    return person


async def promote(system: System, username: str) -> None:
    """Make somebody an administrator by the operators' command."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cloak_auth",
        "create-admin",
        username,
        env=os.environ | system.environment("auth"),
        stdout=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(60):
        assert await process.wait() == 0
