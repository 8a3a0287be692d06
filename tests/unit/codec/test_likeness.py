"""Fingerprints are near for what looks alike, and far for what does not."""

import pytest
from cloak_codec.likeness import FINGERPRINT_BYTES, distance, fingerprint

from tests.unit.codec.edits import (
    brighter,
    jpeg,
    png,
    sample,
    scaled,
    webp,
    with_rectangle,
)

PHOTOS = ["dandelion.jpg", "dogs.jpg", "hill.png", "mountain.jpg", "stream.jpg", "sunset.jpg"]


@pytest.mark.parametrize("photo", PHOTOS)
def test_the_same_picture_stays_near(photo: str) -> None:
    picture = sample(photo)
    looks = fingerprint(png(picture))
    assert len(looks) == FINGERPRINT_BYTES
    assert distance(looks, fingerprint(png(picture))) == 0
    for seen in (jpeg(picture, 50), webp(picture), jpeg(scaled(picture, 0.5))):
        assert distance(looks, fingerprint(seen)) <= 16
    assert distance(looks, fingerprint(png(brighter(picture, 1.2)))) <= 32
    painted = with_rectangle(picture, (100, 100, 200, 160))
    assert distance(looks, fingerprint(png(painted))) <= 64


def test_other_pictures_are_far() -> None:
    looks = [fingerprint(png(sample(photo))) for photo in PHOTOS]
    pairs = [(a, b) for n, a in enumerate(looks) for b in looks[:n]]
    assert min(distance(a, b) for a, b in pairs) > 100
