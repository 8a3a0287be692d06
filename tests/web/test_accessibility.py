"""axe finds nothing on any page, light or dark, wide or narrow."""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Page

from tests.web.browsing import Visitor
from tests.web.conftest import Visit
from tests.web.places import ADMIN, SIGNED_IN, SIGNED_OUT, furnish, settled

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


async def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now, a line each."""
    await page.evaluate(AXE.read_text())
    found: dict[str, Any] = await page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{one['id']}: {node['html'][:200]} ({node.get('failureSummary', '')[:300]})"
        for one in found["violations"]
        for node in one["nodes"]
    ]


async def on(page: Page, paths: dict[str, str]) -> list[str]:
    """The violations of all these pages, in both themes and on a wide and a narrow screen."""
    found: list[str] = []
    for name, path in paths.items():
        for width in (1280, 390):
            await page.set_viewport_size({"width": width, "height": 900})
            for theme in THEMES:
                await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                await settled(page, path)
                found += [f"{name} {theme} {width}: {one}" for one in await violations(page)]
                overflow = await page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                if overflow > 0:
                    found.append(f"{name} {width}: scrolls sideways by {overflow} px")
    return found


async def test_nothing_is_found_before_signing_in(visit: Visit) -> None:
    stranger = await visit("stranger")
    assert await on(stranger.page, SIGNED_OUT) == []


async def test_nothing_is_found_for_somebody_with_friends_and_jobs(visit: Visit) -> None:
    ada, ben = await visit("ada"), await visit("ben")
    await ada.sign_up()
    await ben.sign_up()
    own = await furnish(ada, ben)
    paths = SIGNED_IN | {"conversation": own.conversation, "job": own.job}
    assert await on(ada.page, paths) == []


async def test_nothing_is_found_on_an_admins_pages(vera: Visitor) -> None:
    assert await on(vera.page, ADMIN) == []
