"""`make screenshots`: every page, wide and narrow, light and dark, into docs/screenshots."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from cloak_local.places import Places
from cloak_local.ports import Ports
from cloak_local.system import System
from PIL import Image
from rich.console import Console

from tests.web.browsing import Visitor, chromium, promote, visitor
from tests.web.places import ADMIN, SIGNED_IN, SIGNED_OUT, furnish, settled

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WIDTHS = (390, 1440)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
QUALITY = 80
CONSOLE = Console(highlight=False)


async def main() -> None:
    """Photograph everything anew; what no page has any more goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    with TemporaryDirectory(prefix="cloak-screenshots-") as folder:
        async with (
            System(
                Places.under(Path(folder)), Ports.free(), workers=1, tell=CONSOLE.print
            ) as system,
            chromium() as browser,
        ):
            people = [await visitor(browser, system.gateway_url, n) for n in ("ada", "ben", "eve")]
            ada, ben, stranger = people
            await photograph(stranger, SIGNED_OUT)
            await ada.sign_up()
            await ben.sign_up()
            own = await furnish(ada, ben)
            found = {"conversation": own.conversation, "job": own.job}
            await photograph(ada, SIGNED_IN | found)
            await promote(system, ada.username)
            await ada.page.reload()
            await photograph(ada, ADMIN)
            for person in people:
                await person.context.close()


async def photograph(person: Visitor, paths: dict[str, str]) -> None:
    """Each of these pages in each size and theme."""
    for name, path in paths.items():
        for width in WIDTHS:
            await person.page.set_viewport_size({"width": width, "height": 900})
            for theme in THEMES:
                await person.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                await settled(person.page, path)
                file = FOLDER / f"{name}-{width}-{theme}.png"
                await person.page.screenshot(path=file, full_page=True)
                with Image.open(file) as picture:
                    picture.save(file.with_suffix(".webp"), quality=QUALITY)
                file.unlink()
        CONSOLE.print(name)


if __name__ == "__main__":
    asyncio.run(main())
