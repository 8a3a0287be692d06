"""Made pictures are recognised through every service, and what was done to them is told."""

import io

import pytest
from cloak_client import Verification
from PIL import Image, ImageDraw

from tests.e2e.conftest import Person
from tests.plugins.polling import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


def jpeg(picture: Image.Image) -> bytes:
    """As a chat passes it on."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=75)
    return file.getvalue()


async def verified(person: Person, picture: bytes) -> Verification:
    """What is known of a picture that the person has as a file."""
    return await person.cloak.verify(await person.upload(picture))


async def test_a_made_picture_is_known_and_its_alterations_are_found(
    ada: Person, ben: Person, cover: bytes
) -> None:
    job = await ada.cloak.wait((await ada.hide(await ada.upload(cover), "hi")).id, deadline_s=90)
    assert job.status == "succeeded", job.error
    file = await ada.download(job)
    with Image.open(io.BytesIO(file)) as opened:
        picture = opened.convert("RGB")
    painted = picture.copy()
    ImageDraw.Draw(painted).rectangle((96, 96, 127, 127), fill=(250, 20, 20))

    async def bens() -> Verification:
        return await verified(ben, file)

    exact = await eventually(bens, lambda found: found.verdict == "unchanged")
    assert exact.made_by is not None
    assert exact.made_by.username == ada.username
    assert (exact.job, exact.blob) == (None, None)
    assert (await verified(ben, jpeg(picture))).verdict == "unknown"

    sent = await verified(ada, jpeg(picture))
    assert (sent.verdict, sent.changes, sent.job) == ("recompressed", ["recompressed"], job.id)
    altered = await verified(ada, jpeg(painted))
    assert (altered.verdict, altered.job) == ("altered", job.id)
    assert altered.map is not None
    wide, high = altered.map.width / altered.map.columns, altered.map.height / altered.map.rows
    assert altered.map.cells
    assert all(
        64 <= (x + 0.5) * wide <= 160 and 64 <= (y + 0.5) * high <= 160
        for x, y, _ in altered.map.cells
    )

    assert (await verified(ada, cover)).verdict == "unknown", "the cover was not made here"
