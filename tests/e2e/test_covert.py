"""Covert messages through every service: found by who knows, and by nobody else."""

import io

import pytest
from cloak_client import CloakClient, Job, OpenedFile, OpenedText
from PIL import Image

from tests.e2e.conftest import PASSPHRASE, Person

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]
TEXT = "Meet at nine. Принеси карту."


async def hidden(ada: Person, cover: bytes) -> str:
    """The id of a picture with a covert message."""
    cover_id = await ada.upload(cover)
    job = await ada.cloak.embed_text(cover_id, TEXT, mode="covert", passphrase=PASSPHRASE)
    job = await ada.cloak.wait(job.id, deadline_s=90)
    assert job.status == "succeeded", job.error
    assert job.report is not None
    assert job.report.psnr_db > 50
    return await ada.upload(await ada.download(job))


async def ended(cloak: CloakClient, job: Job) -> Job:
    """The job at its end."""
    return await cloak.wait(job.id, deadline_s=90)


async def test_a_covert_message_is_found_with_its_passphrase_alone(
    ada: Person, cover: bytes
) -> None:
    stego = await hidden(ada, cover)
    found = await ended(ada.cloak, await ada.cloak.extract(stego, passphrase=PASSPHRASE))
    assert (found.answer, found.mode) == ("payload", "covert")
    assert await ada.cloak.open(found.id, PASSPHRASE) == OpenedText(TEXT)
    for passphrase in (None, "another passphrase"):
        job = await ended(ada.cloak, await ada.cloak.extract(stego, passphrase=passphrase))
        assert (job.status, job.answer) == ("succeeded", "no_message")


async def test_a_picture_is_hidden_as_a_file_and_comes_back_as_one(
    ada: Person, cover: bytes
) -> None:
    cover_id = await ada.upload(cover)
    job = await ada.cloak.embed_image(cover_id, cover, channel="lossless", passphrase=PASSPHRASE)
    job = await ended(ada.cloak, job)
    assert job.status == "succeeded", job.error
    stego = await ada.upload(await ada.download(job))
    found = await ended(ada.cloak, await ada.cloak.extract(stego))
    assert (found.answer, found.mode) == ("payload", "image")
    opened = await ada.cloak.open(found.id, PASSPHRASE)
    assert isinstance(opened, OpenedFile)
    assert (opened.kind, opened.name, opened.media_type) == ("picture", "secret.png", "image/png")
    with Image.open(io.BytesIO(opened.content)) as picture:
        assert picture.format == "PNG"


async def test_a_jpeg_becomes_a_jpeg_that_survives_the_steps_it_was_made_for(
    ada: Person, cover: bytes
) -> None:
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(cover)) as picture:
        picture.save(buffer, "JPEG", quality=90)
    cover_id = await ada.upload(buffer.getvalue())
    job = await ada.cloak.embed_text(
        cover_id, "hi", passphrase=PASSPHRASE, channel="resize:0.75,jpeg:75"
    )
    job = await ended(ada.cloak, job)
    assert job.status == "succeeded", job.error
    assert job.result is not None
    assert job.result.media_type == "image/jpeg"
    assert await ada.read(await ada.download(job)) == "hi"
