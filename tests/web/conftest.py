"""The whole system with the web app's build, and Chromium, once for the session."""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator

import pytest
from cloak_local.places import WEB_FOLDER, Places
from cloak_local.ports import Ports
from cloak_local.system import System
from playwright.async_api import Browser

from tests.web.browsing import Visitor, chromium, promote, visitor

Visit = Callable[[str], Awaitable[Visitor]]
_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """Everything, started; a test that takes a part down brings it up again."""
    assert (WEB_FOLDER / "index.html").is_file(), "build the web app first: make web"
    places = Places.under(tmp_path_factory.mktemp("system"))
    async with System(places, Ports.free(), workers=1) as system:
        yield system


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real browser."""
    async with chromium() as browser:
        yield browser


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember on the test itself that it failed: fixtures are torn down after this."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[_FAILED] = True
    return report


@pytest.fixture
async def visit(
    system: System, browser: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[Visit]:
    """Bring people with devices of their own; a failure keeps pictures of what they saw."""
    people: list[Visitor] = []

    async def visit(name: str) -> Visitor:
        people.append(await visitor(browser, system.gateway_url, name))
        return people[-1]

    yield visit
    for person in people:
        if request.node.stash.get(_FAILED, False):
            await person.photograph(request.node.name)
        await person.context.close()
    assert [c for person in people for c in person.complaints] == []


@pytest.fixture
async def ada(visit: Visit) -> Visitor:
    """Somebody who has just made an account."""
    person = await visit("ada")
    await person.sign_up()
    return person


@pytest.fixture
async def ben(visit: Visit) -> Visitor:
    """Somebody else, likewise."""
    person = await visit("ben")
    await person.sign_up()
    return person


@pytest.fixture
async def vera(visit: Visit, system: System) -> Visitor:
    """An administrator, made by the command that makes them."""
    person = await visit("vera")
    await person.sign_up()
    await promote(system, person.username)
    await person.page.reload()  # the new token knows the role
    return person
