"""Pictures that were made here are recognised: by everybody as they were, changed by readers."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from cloak_gateway.settings import Rate
from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged, UserDeleted, UserRegistered
from cloak_kit.contracts.topics import USERS_CHANGED
from cloak_kit.kafka import KafkaPublisher
from PIL import Image

from tests.integration.gateway.house import House, Person, kafka_settings, photo
from tests.plugins.polling import eventually
from tests.unit.codec.edits import jpeg, png, sample, scaled, with_one_pixel, with_rectangle

pytestmark = pytest.mark.integration
UNKNOWN: dict[str, Any] = {
    "verdict": "unknown",
    "made_by": None,
    "made_at": None,
    "job": None,
    "blob": None,
    "changes": [],
    "map": None,
}


async def verified(person: Person, picture: bytes) -> dict[str, Any]:
    """What is said of a picture that the person has as a file."""
    answer = await person.http.post("/api/verify", json={"image": await person.upload(picture)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def made(house: House, owner: Person, picture: bytes, cover: bytes | None = None) -> str:
    """The id of a job that made this picture."""
    job = await owner.embed(await owner.upload(cover))
    await house.embedded(job, owner.id, picture)
    await owner.until(job, "succeeded")
    await eventually(
        lambda: house.parts.verifier._made.readable(owner.id, []),
        lambda all_: job in {one.job for one in all_},
    )
    return job


async def changed(house: House, user: str, **change: Any) -> None:
    """Auth tells of a user."""
    message = UserChanged(user_id=user, **change)
    message.at.FromDatetime(datetime.now(UTC))
    async with KafkaPublisher.connect(kafka_settings(house.kafka, "auth")) as auth:
        await auth.publish(USERS_CHANGED, message, key=user)


def stego(name: str = "stream.jpg", *, mark: int) -> Image.Image:
    """A made picture of its own for each test: the store of a module is shared."""
    return with_rectangle(sample(name), (mark, 300, mark + 9, 309))


async def test_the_very_file_is_known_to_everybody_and_whose_it_is(house: House) -> None:
    ada, eve = await house.person(), await house.person()
    names = UserRegistered(username="ada.v", display_name="Ada V")
    await changed(house, ada.id, registered=names)
    await eventually(lambda: house.parts.people.named([ada.id]), lambda found: ada.id in found)
    picture = png(stego(mark=10))
    job = await made(house, ada, picture)

    mine, theirs = await verified(ada, picture), await verified(eve, picture)

    assert mine["verdict"] == theirs["verdict"] == "unchanged"
    person = {"id": ada.id, "username": "ada.v", "display_name": "Ada V"}
    assert mine["made_by"] == theirs["made_by"] == person
    assert (mine["job"], mine["blob"]) == (job, f"{job}.stego")
    assert (theirs["job"], theirs["blob"]) == (None, None)
    finished = (await ada.job(job))["finished_at"]
    assert mine["made_at"] == theirs["made_at"] == finished


async def test_a_recompressed_picture_is_known_to_who_may_read_it_alone(house: House) -> None:
    ada, ben, eve = await house.person(), await house.person(), await house.person()
    picture = stego(mark=30)
    job = await made(house, ada, png(picture))
    house.shelf.share(f"{job}.stego", ben.id)
    seen = jpeg(scaled(picture, 0.75))

    mine, bens = await verified(ada, seen), await verified(ben, seen)

    assert (mine["verdict"], mine["changes"]) == ("recompressed", ["scaled", "recompressed"])
    assert (mine["job"], mine["map"]) == (job, None)
    assert (bens["verdict"], bens["job"], bens["blob"]) == (
        "recompressed",
        None,
        f"{job}.stego",
    )
    assert await verified(eve, seen) == UNKNOWN


async def test_a_covert_picture_is_not_betrayed(house: House) -> None:
    ada, ben, eve = await house.person(), await house.person(), await house.person()
    picture = png(stego(mark=230))
    job = await ada.embed(await ada.upload(), mode="covert", passphrase="under the stone")
    await house.embedded(job, ada.id, picture, covert=True)
    await ada.until(job, "succeeded")
    house.shelf.share(f"{job}.stego", ben.id)

    async def mine() -> dict[str, Any]:
        return await verified(ada, picture)

    await eventually(mine, lambda found: found["verdict"] == "unchanged")
    assert (await verified(ben, picture))["verdict"] == "unchanged"
    assert await verified(eve, picture) == UNKNOWN


async def test_where_a_picture_was_altered_is_told(house: House) -> None:
    ada = await house.person()
    picture = stego(mark=50)
    job = await made(house, ada, png(picture))

    one = await verified(ada, png(with_one_pixel(picture, (160, 80))))
    painted = await verified(ada, jpeg(with_rectangle(picture, (320, 160, 399, 207))))

    assert (one["verdict"], one["job"], len(one["map"]["cells"])) == ("altered", job, 1)
    ((x, y, strength),) = one["map"]["cells"]
    assert (x * one["map"]["width"] / one["map"]["columns"]) == pytest.approx(160, abs=16)
    assert (y * one["map"]["height"] / one["map"]["rows"]) == pytest.approx(80, abs=16)
    assert 0 < strength < 0.1
    assert (painted["verdict"], painted["changes"]) == ("altered", ["recompressed"])
    assert (painted["map"]["width"], painted["map"]["height"]) == picture.size
    assert len(painted["map"]["cells"]) >= 12


async def test_of_several_pictures_of_one_cover_the_right_one_is_told(house: House) -> None:
    ada = await house.person()
    pictures = [with_one_pixel(stego(mark=70), (n, n)) for n in (20, 200, 240)]
    jobs = [await made(house, ada, png(picture)) for picture in pictures]
    changed_one = with_rectangle(pictures[1], (400, 100, 440, 140))
    found = await verified(ada, png(changed_one))
    assert (found["verdict"], found["job"]) == ("altered", jobs[1])


async def test_the_cover_itself_was_not_made_here(house: House) -> None:
    ada = await house.person()
    cover = stego("hill.png", mark=90)
    await made(house, ada, png(with_one_pixel(cover, (9, 9))), cover=png(cover))
    assert await verified(ada, png(cover)) == UNKNOWN


async def test_another_picture_is_unknown(house: House) -> None:
    ada = await house.person()
    await made(house, ada, png(stego(mark=110)))
    assert await verified(ada, jpeg(sample("mountain.jpg"))) == UNKNOWN


async def test_what_is_no_longer_kept_is_known_as_it_was_alone(house: House) -> None:
    ada = await house.person()
    picture = stego(mark=130)
    job = await made(house, ada, png(picture))
    del house.shelf.infos[f"{job}.stego"]
    exact = await verified(ada, png(picture))
    assert (exact["verdict"], exact["job"], exact["blob"]) == ("unchanged", job, None)
    assert await verified(ada, jpeg(picture)) == UNKNOWN


async def test_a_file_without_a_fingerprint_is_known_as_it_was(house: House) -> None:
    ada = await house.person()
    picture = stego(mark=150)
    job = await ada.embed(await ada.upload())
    await house.embedded(job, ada.id, png(picture), looks=False)
    await ada.until(job, "succeeded")

    async def said() -> dict[str, Any]:
        return await verified(ada, png(picture))

    await eventually(said, lambda found: found["verdict"] == "unchanged")
    assert await verified(ada, jpeg(picture)) == UNKNOWN


async def test_a_deleted_users_pictures_are_forgotten(house: House) -> None:
    ada, eve = await house.person(), await house.person()
    picture = png(stego(mark=170))
    await made(house, ada, picture)
    assert (await verified(eve, picture))["verdict"] == "unchanged"
    await changed(house, ada.id, deleted=UserDeleted())

    async def said() -> dict[str, Any]:
        return await verified(eve, picture)

    await eventually(said, lambda found: found == UNKNOWN)


async def test_only_what_one_may_read_can_be_verified(house: House) -> None:
    ada, eve = await house.person(), await house.person()
    upload = await ada.upload()
    for image, status, code in (
        (upload, 404, "blob_not_found"),
        ("nothing", 404, "blob_not_found"),
        ("", 422, "invalid_request"),
    ):
        answer = await eve.http.post("/api/verify", json={"image": image})
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_looking_is_bounded_in_time_and_number(house: House) -> None:
    strict = await house.another(
        verify_rate=Rate(burst=2, per_second=0.01), verify_deadline_s=0.000001
    )
    ada = await strict.person()
    await made(strict, ada, png(stego(mark=210)))
    image = await ada.upload(photo(seed=5))
    answers = [await ada.http.post("/api/verify", json={"image": image}) for _ in range(3)]
    assert [answer.json()["code"] for answer in answers] == ["busy", "busy", "rate_limited"]


async def test_many_verify_at_once(house: House) -> None:
    ada = await house.person()
    picture = stego(mark=190)
    await made(house, ada, png(picture))
    found = await asyncio.gather(*[verified(ada, jpeg(picture, 60 + n)) for n in range(8)])
    assert {one["verdict"] for one in found} == {"recompressed"}
