"""What people do on the pages, by the names that the pages give things."""

import asyncio
import io
import re
from pathlib import Path

import numpy as np
from cloak_local.demo.story import ROBUST_COVER
from PIL import Image
from playwright.async_api import Locator, Page, expect

from tests.web.browsing import Visitor

PASSPHRASE = "copper lantern under the stairs"
# Hiding takes seconds on an idle machine, and more on one that tests something else besides.
JOB_MS = 120_000.0


def photograph(long_side: int = 512) -> bytes:
    """A real photograph as a PNG file, small enough to be quick."""
    with Image.open(ROBUST_COVER) as picture:
        picture.thumbnail((long_side, long_side))
        return as_png(picture.convert("RGB"))


def as_png(picture: Image.Image) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def painted_over(file: bytes) -> bytes:
    """The same picture with a grey square in its middle."""
    with Image.open(io.BytesIO(file)) as picture:
        pixels = np.array(picture.convert("RGB"))
    height, width = pixels.shape[:2]
    pixels[height // 3 : height // 2, width // 3 : width // 2] = 128
    return as_png(Image.fromarray(pixels))


async def give(page: Page, name: str, content: bytes, *, at: int = 0) -> None:
    """Choose a file for one of the page's drop zones."""
    files = page.locator("input[type=file]").nth(at)
    await files.set_input_files({"name": name, "mimeType": "image/png", "buffer": content})


async def hide_text(person: Visitor, text: str, *, passphrase: str | None = PASSPHRASE) -> bytes:
    """Hide a text in a photograph that goes into a chat, and download the picture."""
    page = person.page
    await page.goto("/hide")
    await give(page, "harbour.png", photograph())
    await page.get_by_label("Your message").fill(text)
    await page.get_by_role("radio", name=re.compile("Chat app")).click()
    if passphrase is None:
        await page.get_by_role("radio", name=re.compile("Anyone")).click()
    else:
        await page.get_by_label("Passphrase", exact=True).fill(passphrase)
    return await finish_hiding(page)


async def finish_hiding(page: Page) -> bytes:
    """Hide what was entered and download the picture."""
    await page.get_by_role("button", name="Hide it").click()
    await expect(page.get_by_text("Verified: read back from the final file")).to_be_visible(
        timeout=JOB_MS
    )
    return await download(page, "Download")


async def download(page: Page, button: str) -> bytes:
    """Press a button that saves a file, and return the file."""
    async with page.expect_download() as saving:
        await (
            page.get_by_role("button", name=button)
            .or_(page.get_by_role("link", name=button))
            .first.click()
        )
    path: Path = await (await saving.value).path()
    return await asyncio.to_thread(path.read_bytes)


async def look_into(person: Visitor, picture: bytes) -> None:
    """Give a picture to the page that reveals."""
    await person.page.goto("/reveal")
    await give(person.page, "found.png", picture)


async def befriend(one: Visitor, other: Visitor) -> None:
    """One invites the other by user name, and the other accepts."""
    await one.page.goto("/contacts")
    await one.page.get_by_label("Find somebody by user name").fill(other.username)
    await one.page.get_by_role("button", name="Find", exact=True).click()
    await one.page.get_by_role("button", name="Invite", exact=True).click()
    await other.page.goto("/contacts")
    await other.page.get_by_role("button", name="Accept").click()
    await expect(
        other.page.get_by_role("button", name="Write").or_(
            other.page.get_by_role("link", name="Write")
        )
    ).to_be_visible()


async def write_to(one: Visitor, other: Visitor) -> None:
    """Open the conversation with a contact."""
    await one.page.goto("/contacts")
    await (
        one.page.get_by_role("button", name="Write")
        .or_(one.page.get_by_role("link", name="Write"))
        .first.click()
    )
    await expect(composer(one.page)).to_be_visible()


def composer(page: Page) -> Locator:
    """Where a message is written."""
    return page.get_by_role("textbox", name=re.compile("Message to"))


async def kept_by_the_browser(page: Page) -> dict[str, str]:
    """What pages left in the browser's storage, but for how far each was scrolled."""
    kept: dict[str, str] = await page.evaluate("({...localStorage, ...sessionStorage})")
    kept.pop("react-router-scroll-positions", None)
    assert await page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    return kept
