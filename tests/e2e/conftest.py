"""The whole system as processes, once for the session, and people who use it."""

import io
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from cloak_client import CloakClient, Job, NotFound, OpenedText
from cloak_local.demo.story import ROBUST_COVER, Findings, tell
from cloak_local.monitoring import WEBHOOK
from cloak_local.places import Places
from cloak_local.ports import HOST, Ports
from cloak_local.system import System
from cloak_monitoring.prometheus import Prometheus
from cloak_monitoring.queries import SERVICES, EachService
from PIL import Image, ImageOps

from tests.e2e.alerts import AlertInbox, alert_inbox
from tests.plugins.otlp import Collector, collecting
from tests.plugins.polling import eventually

PASSPHRASE = "under the third stone"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, and what they do over and over."""

    username: str
    cloak: CloakClient

    async def upload(self, picture: bytes) -> str:
        """Upload a picture and return its id."""
        return (await self.cloak.upload(picture, filename="cover.png")).id

    async def hide(self, cover: str, text: str, *, key: str | None = None) -> Job:
        """Submit a text to be hidden in an uploaded cover."""
        return await self.cloak.embed_text(cover, text, passphrase=PASSPHRASE, idempotency_key=key)

    async def download(self, job: Job) -> bytes:
        """Return the picture that a finished job made."""
        async with self.cloak.result(job.id) as download:
            return await download.read()

    async def read(self, picture: bytes) -> str:
        """Return the text hidden in a picture; fails unless there is one."""
        job = await self.cloak.extract(await self.upload(picture))
        job = await self.cloak.wait(job.id, deadline_s=90)
        assert (job.status, job.answer) == ("succeeded", "payload")
        payload = await self.cloak.open(job.id, PASSPHRASE)
        assert isinstance(payload, OpenedText)
        return payload.text


@dataclass(frozen=True, slots=True)
class Told:
    """The demo's story, as it went, and when: in seconds since 1970."""

    findings: Findings
    began_at: float
    ended_at: float


SignUp = Callable[[str], Awaitable[Person]]


@pytest.fixture(scope="session", name="alert_inbox")
def alerts_arrive() -> Iterator[AlertInbox]:
    """Where the system's Alertmanager tells of alerts."""
    with alert_inbox() as inbox:
        yield inbox


async def become_contacts(ada: Person, ben: Person) -> None:
    """Let two people write to each other, as soon as they know of each other."""
    for one, other in ((ada, ben), (ben, ada)):

        async def invite(one: Person = one, other: Person = other) -> bool:
            try:
                await one.cloak.add_contact(other.username)
            except NotFound:
                return False
            return True

        await eventually(invite, bool, within_s=20)


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    """Takes in the traces of the system."""
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="session")
async def system(
    tmp_path_factory: pytest.TempPathFactory, alert_inbox: AlertInbox, collector: Collector
) -> AsyncIterator[System]:
    """Everything, started, watched and traced; who takes a part down brings it up again."""
    places = Places.under(tmp_path_factory.mktemp("system"))
    environ = {**os.environ, WEBHOOK: alert_inbox.url, **collector.environment}
    async with System(places, Ports.free(), workers=1, monitoring=True, environ=environ) as system:
        yield system


@pytest.fixture(scope="session")
def watcher(system: System) -> Iterator[Prometheus]:
    """The Prometheus that watches the system."""
    with Prometheus(f"http://{HOST}:{system.ports['prometheus']}") as prometheus:
        yield prometheus


@pytest.fixture(scope="session")
async def told(system: System, watcher: Prometheus) -> Told:
    """The demo's story, told once, and before the eyes of Prometheus."""

    async def services_seen() -> int:
        now = time.time()
        return len(watcher.over(EachService("build_info").selector(), now, now, 1))

    # A counter's rise before its first scrape is never seen.
    await eventually(services_seen, lambda seen: seen == len(SERVICES), within_s=30)
    began_at = time.time()
    findings = await tell(system.gateway_url, lambda _: None)
    return Told(findings, began_at, time.time())


@pytest.fixture
async def sign_up(system: System) -> AsyncIterator[SignUp]:
    """Make a person with an account of their own, signed in."""
    async with AsyncExitStack() as stack:

        async def sign_up(name: str) -> Person:
            cloak = await stack.enter_async_context(CloakClient(system.gateway_url))
            username, password = f"{name}-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
            await cloak.register(username, password)
            await cloak.login(username, password)
            return Person(username, cloak)

        yield sign_up


@pytest.fixture
async def ada(sign_up: SignUp) -> Person:
    """One person."""
    return await sign_up("ada")


@pytest.fixture
async def ben(sign_up: SignUp) -> Person:
    """Another person."""
    return await sign_up("ben")


@pytest.fixture(scope="session")
def cover() -> bytes:
    """A photograph small enough for many jobs."""
    picture = ImageOps.contain(Image.open(ROBUST_COVER).convert("RGB"), (320, 320))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
