"""The story: Ada hides texts and a picture and sends them; Ben is told at once and finds them.

One text survives a chat application, the other lies where only its passphrase shows that it is.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cloak_client import CloakClient, Job, NotFound, OpenedFile, OpenedText, WrongKey

from cloak_local.demo.doorbell import Doorbell
from cloak_local.demo.pictures import (
    Triple,
    distance_db,
    opened,
    recompressed,
    resized_and_back,
)
from cloak_local.demo.sheet import card

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
ROBUST_COVER = SAMPLES / "mountain.jpg"
IMAGE_COVER = SAMPLES / "hill.png"
COVERT_COVER = SAMPLES / "sunset.jpg"
SECRET = SAMPLES / "secret.png"
CLEAN = SAMPLES / "stream.jpg"
FULL_COVER = SAMPLES / "fig.png"
TEXT = "Meet at nine, at the old boathouse. Принеси карту, όχι φακό."
NAME_AND_TYPE_BYTES = 40
JOB_DEADLINE_S = 120.0
TOLD_WITHIN_S = 20.0


class DemoFailed(Exception):
    """The story could not be told to its end: what happened instead."""


@dataclass(slots=True)
class Findings:
    """What the two of them saw."""

    text_exact: bool = False
    text_exact_after_jpeg50: bool = False
    text_exact_after_resize75: bool = False
    covert_exact: bool = False
    image_stego_psnr: float = 0.0
    image_secret_psnr: float = 0.0
    notified: bool = False
    notified_after_s: float = 0.0
    answers: dict[str, str] = field(default_factory=dict)
    jobs: list[tuple[str, Job]] = field(default_factory=list)
    rows: list[Triple] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Person:
    """One of the two, signed in."""

    username: str
    cloak: CloakClient


async def tell(gateway_url: str, say: Callable[[str], None]) -> Findings:
    """Live through the whole story against a running system.

    Raises DemoFailed when a job does not end as it must; what was read wrongly is in the findings.
    """
    async with CloakClient(gateway_url) as first, CloakClient(gateway_url) as second:
        ada, ben = await _sign_up("ada", first), await _sign_up("ben", second)
        say(f"{ada.username} and {ben.username} have signed up and know each other")
        await _become_contacts(ada, ben)
        async with Doorbell.of(ben.cloak) as bell:
            story = _Story(ada, ben, bell, say)
            await story.robust()
            await story.covert()
            await story.image()
            await story.truth()
        return story.findings


async def _sign_up(name: str, cloak: CloakClient) -> Person:
    username = f"{name}-{secrets.token_hex(3)}"
    password = secrets.token_urlsafe(18)
    await cloak.register(username, password, display_name=name.title())
    await cloak.login(username, password)
    return Person(username, cloak)


async def _become_contacts(ada: Person, ben: Person) -> None:
    """People are found by event: one who has just signed up may not be there yet."""
    give_up_at = time.monotonic() + TOLD_WITHIN_S
    for one, other in ((ada, ben), (ben, ada)):
        while not await _invited(one, other):
            if time.monotonic() > give_up_at:
                raise DemoFailed(f"{other.username} was not found")
            await asyncio.sleep(0.2)


async def _invited(one: Person, other: Person) -> bool:
    try:
        await one.cloak.add_contact(other.username)
    except NotFound:
        return False
    return True


class _Story:
    """The four chapters, over what was found so far."""

    def __init__(
        self, ada: Person, ben: Person, bell: Doorbell, say: Callable[[str], None]
    ) -> None:
        self._ada, self._ben, self._bell, self._say = ada, ben, bell, say
        self._passphrase = secrets.token_urlsafe(12)
        self._robust_stego = b""
        self.findings = Findings()

    async def robust(self) -> None:
        """A text through a chat application."""
        found, ada = self.findings, self._ada.cloak
        self._say("hiding a text with a passphrase, mode robust ...")
        cover = await ada.upload(ROBUST_COVER)
        hidden = await self._finished(
            "hide text",
            self._ada,
            await ada.embed_text(cover.id, TEXT, mode="robust", passphrase=self._passphrase),
        )
        stego = self._robust_stego = await self._sent(hidden, "look at this")
        found.text_exact = await self._reads("find text", stego) == TEXT
        self._say("recompressing what arrived to JPEG quality 50, and scaling it to .75 and back")
        jpeg = recompressed(stego, quality=50)
        found.text_exact_after_jpeg50 = await self._reads("read, JPEG 50", jpeg) == TEXT
        scaled = resized_and_back(stego, share=0.75)
        text = await self._reads("read, scaled", scaled)
        found.text_exact_after_resize75 = text == TEXT
        row = Triple("robust", ROBUST_COVER.read_bytes(), stego, card(TEXT), card(text))
        found.rows.append(row)

    async def covert(self) -> None:
        """A text that nobody sees to be there, in a picture that is passed on as it is."""
        found, ada = self.findings, self._ada.cloak
        self._say("hiding a text that only its passphrase finds, mode covert ...")
        cover = await ada.upload(COVERT_COVER)
        wanted = await ada.embed_text(cover.id, TEXT, mode="covert", passphrase=self._passphrase)
        stego = await self._sent(await self._finished("hide covertly", self._ada, wanted), "and?")
        text = await self._reads("find covert", stego, knowing=self._passphrase)
        found.covert_exact = text == TEXT
        row = Triple("covert", COVERT_COVER.read_bytes(), stego, card(TEXT), card(text))
        found.rows.append(row)

    async def image(self) -> None:
        """A picture in a picture, recompressed on the way."""
        found, ada = self.findings, self._ada.cloak
        self._say("hiding a picture, mode image ...")
        cover = await ada.upload(IMAGE_COVER)
        secret = SECRET.read_bytes()
        hidden = await self._finished(
            "hide picture",
            self._ada,
            await ada.embed_image(cover.id, secret, name=SECRET.name),
        )
        stego = await self._sent(hidden, "and at this")
        job = await self._extracted("find picture", recompressed(stego, quality=80))
        picture = await self._ben.cloak.open(job.id)
        if not isinstance(picture, OpenedFile):
            raise DemoFailed("a picture was hidden and a text came out")
        found.image_stego_psnr = round(distance_db(IMAGE_COVER.read_bytes(), stego), 2)
        found.image_secret_psnr = round(distance_db(picture.content, secret), 2)
        row = Triple(
            "image", IMAGE_COVER.read_bytes(), stego, opened(secret), opened(picture.content)
        )
        found.rows.append(row)

    async def truth(self) -> None:
        """A wrong passphrase, a picture without a message, and one recompressed beyond repair."""
        answers, ben = self.findings.answers, self._ben.cloak
        self._say("trying a wrong passphrase, a picture without a message, a ruined one ...")
        job = await self._extracted("wrong key", self._robust_stego)
        try:
            await ben.open(job.id, "not the passphrase")
            answers["wrong_key"] = "payload"
        except WrongKey as refusal:
            answers["wrong_key"] = refusal.code
        clean = await self._extracted("no message", CLEAN.read_bytes())
        answers["no_message"] = str(clean.answer)
        damaged = await self._extracted("ruined", await self._ruined())
        answers["damaged"] = str(damaged.answer)

    async def _ruined(self) -> bytes:
        """A picture filled to the brim for a lossless way, and then recompressed all the same."""
        ada = self._ada.cloak
        cover = await ada.upload(FULL_COVER)
        room = (await ada.capacity(cover.id, mode="robust", sealed=True)).payload_bytes
        job = await ada.embed_file(
            cover.id,
            secrets.token_bytes(room - NAME_AND_TYPE_BYTES),
            name="brim.bin",
            passphrase=self._passphrase,
            channel="lossless",
        )
        full = await self._finished("hide file", self._ada, job)
        async with ada.result(full.id) as download:
            return recompressed(await download.read(), quality=80)

    async def _sent(self, hidden: Job, text: str) -> bytes:
        """Send a finished picture; return it as the other one got it, told in real time."""
        if hidden.result is None:
            raise DemoFailed("a finished job has no picture")
        sent_at = time.perf_counter()
        sent = await self._ada.cloak.send(self._ben.username, text=text, image=hidden.result.blob)
        try:
            message = await self._bell.message(sent.id, within_s=TOLD_WITHIN_S)
        except TimeoutError:
            raise DemoFailed(f"{self._ben.username} was not told of the message") from None
        self.findings.notified = message.text == text
        self.findings.notified_after_s = round(time.perf_counter() - sent_at, 3)
        self._say(f"{self._ben.username} was told after {self.findings.notified_after_s:.2f} s")
        if message.image is None:
            raise DemoFailed("the message arrived without its picture")
        async with self._ben.cloak.blob(message.image.blob) as download:
            return await download.read()

    async def _reads(self, title: str, picture: bytes, *, knowing: str | None = None) -> str:
        job = await self._extracted(title, picture, knowing)
        if job.answer != "payload":
            return ""
        payload = await self._ben.cloak.open(job.id, self._passphrase)
        return payload.text if isinstance(payload, OpenedText) else ""

    async def _extracted(self, title: str, picture: bytes, knowing: str | None = None) -> Job:
        upload = await self._ben.cloak.upload(picture, filename="received")
        job = await self._ben.cloak.extract(upload.id, passphrase=knowing)
        return await self._finished(title, self._ben, job)

    async def _finished(self, title: str, person: Person, job: Job) -> Job:
        done = await person.cloak.wait(job.id, deadline_s=JOB_DEADLINE_S)
        self.findings.jobs.append((title, done))
        if done.status != "succeeded":
            reason = done.error.message if done.error else done.status
            raise DemoFailed(f"{title}: {reason}")
        return done
