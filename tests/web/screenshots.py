"""`make screenshots`: every page, wide and narrow, light and dark, into docs/screenshots."""

import asyncio
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from cloak_local.places import Places
from cloak_local.ports import Ports
from cloak_local.system import System
from PIL import Image
from playwright.async_api import Page, expect
from rich.console import Console

from tests.web.browsing import Visitor, chromium, promote, visitor
from tests.web.doing import JOB_MS, PASSPHRASE, give, hide_text, look_into, painted_over
from tests.web.places import ADMIN, SIGNED_IN, SIGNED_OUT, furnish, settled

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WIDTHS = (390, 1440)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHT, MOST = 900, 6000
QUALITY = 80
AS_HIGH_AS_THE_WINDOW = ("messages", "conversation")
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
LOADED = "Promise.all([...document.images].map((image) => image.decode().catch(() => {})))"
CONSOLE = Console(highlight=False)


async def main() -> None:
    """Photograph everything anew; what no page has any more goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    with TemporaryDirectory(prefix="cloak-screenshots-") as folder:
        places = Places.under(Path(folder))
        async with (
            System(places, Ports.free(), workers=1, tell=CONSOLE.print) as system,
            chromium() as browser,
        ):
            ada, ben, stranger = [
                await visitor(browser, system.gateway_url, name) for name in ("ada", "ben", "eve")
            ]
            ada.username, ada.shown = "ada", "Ada Lovelace"
            ben.username, ben.shown = "ben.o", "Ben Okafor"
            await all_of(stranger, SIGNED_OUT)
            await ada.sign_up()
            await ben.sign_up()
            own = await furnish(ada, ben)
            await moments(ada)
            await all_of(ada, SIGNED_IN | {"conversation": own.conversation, "job": own.job})
            await promote(system, ada.username)
            await ada.page.reload()
            await all_of(ada, ADMIN)


async def moments(person: Visitor) -> None:
    """What no address leads to: a finished picture, a message found, a picture that was altered."""
    stego = await hide_text(person, "Meet at nine, under the clock")
    await photograph(person.page, "hidden")
    await look_into(person, stego)
    await person.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE, timeout=JOB_MS)
    await person.page.get_by_role("button", name="Open the message").click()
    await expect(person.page.get_by_text("Meet at nine, under the clock")).to_be_visible()
    await photograph(person.page, "found")
    await person.page.goto("/verify")
    await give(person.page, "painted.png", painted_over(stego))
    await expect(person.page.get_by_role("heading", name=re.compile("[Aa]ltered"))).to_be_visible()
    await photograph(person.page, "altered")


async def all_of(person: Visitor, paths: dict[str, str]) -> None:
    """Each of these pages."""
    for name, path in paths.items():
        await settled(person.page, path)
        await photograph(person.page, name)


async def photograph(page: Page, name: str) -> None:
    """The page as it is, whole, in each size and theme."""
    for width in WIDTHS:
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            await expect(page.locator("html")).to_have_attribute("data-theme", theme)
            await page.set_viewport_size({"width": width, "height": HEIGHT})
            await page.evaluate(DRAWN)
            if name not in AS_HIGH_AS_THE_WINDOW:
                # What is fixed to the window's edge belongs at the page's, and pictures that wait
                # to be seen are.
                height = await page.evaluate("document.documentElement.scrollHeight")
                whole = min(max(height, HEIGHT), MOST)
                await page.set_viewport_size({"width": width, "height": whole})
                await page.evaluate(DRAWN)
            await expect(page.locator("main [role=status] .animate-pulse")).to_have_count(0)
            await page.evaluate(LOADED)
            shot = await page.screenshot()
            with Image.open(io.BytesIO(shot)) as picture:
                picture.save(FOLDER / f"{name}-{width}-{theme}.webp", quality=QUALITY)
    CONSOLE.print(name)


if __name__ == "__main__":
    asyncio.run(main())
