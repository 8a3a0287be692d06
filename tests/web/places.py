"""Every page of the web app, and a person for whom none of them is empty."""

from dataclasses import dataclass

from playwright.async_api import Page, expect

from tests.web.browsing import Visitor
from tests.web.doing import befriend, composer, give, hide_text, write_to

SIGNED_OUT = {"sign-in": "/sign-in", "sign-up": "/sign-up", "start": "/help"}
SIGNED_IN = {
    "hide": "/hide",
    "reveal": "/reveal",
    "jobs": "/jobs",
    "batch": "/jobs/batch",
    "contacts": "/contacts",
    "messages": "/messages",
    "verify": "/verify",
    "settings": "/settings",
    "help": "/help",
    "nowhere": "/no/such/page",
}
ADMIN = {
    f"admin-{section}": f"/admin/{section}"
    for section in ("users", "queues", "jobs", "dead-letters", "storage")
}


@dataclass(frozen=True, slots=True)
class Furnished:
    """Where this person's conversation and last job lie."""

    conversation: str
    job: str


async def furnish(person: Visitor, friend: Visitor) -> Furnished:
    """Give somebody a contact, a conversation with a picture, and jobs."""
    await befriend(person, friend)
    stego = await hide_text(person, "Meet at nine")
    await write_to(person, friend)
    message = composer(person.page)
    await message.fill("Look at this harbour!")
    await give(person.page, "harbour.png", stego)
    await person.page.get_by_role("button", name="Send", exact=True).click()
    # The way into the picture is there once it was sent.
    await expect(person.page.get_by_role("link", name="Reveal what is hidden")).to_be_visible()
    conversation = person.page.url.partition("/messages/")[2]
    await person.page.goto("/jobs")
    job = await person.page.locator(
        "a[href^='/jobs/']:not([href='/jobs/batch'])"
    ).first.get_attribute("href")
    assert job
    return Furnished(f"/messages/{conversation}", job)


async def settled(page: Page, path: str) -> None:
    """Open a page and wait until nothing of it is being loaded."""
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    await expect(page.locator("main [role=status] .animate-pulse")).to_have_count(0)
    await page.evaluate("document.fonts.ready")
