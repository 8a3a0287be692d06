"""Attacks do to a delivered file what their names say."""

from __future__ import annotations

import io

import numpy as np
import pytest
from cloak_bench.attacks import IMAGE, SOCIAL, STANDARD, Attack
from cloak_bench.covers import as_png, pixels_of
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

from tests.unit.codec.pictures import photograph as any_photograph


def photograph() -> NDArray[np.uint8]:
    return any_photograph("astronaut", 160, 120)


def opened(file: bytes) -> Image.Image:
    return Image.open(io.BytesIO(file))


def test_none_hands_on_the_very_bytes() -> None:
    file = as_png(photograph())
    assert Attack.parse("none")(file, 0) is file


@pytest.mark.parametrize("quality", [95, 75, 30])
def test_jpeg_is_a_jpeg_of_that_quality_with_halved_colour(quality: int) -> None:
    arrived = Attack.parse(f"jpeg:{quality}")(as_png(photograph()), 0)
    reference = io.BytesIO()
    Image.fromarray(photograph()).save(reference, "JPEG", quality=quality)
    picture = opened(arrived)
    assert isinstance(picture, JpegImagePlugin.JpegImageFile)
    assert picture.quantization == opened(reference.getvalue()).quantization  # type: ignore[attr-defined]  # a JPEG's
    assert JpegImagePlugin.get_sampling(picture) == 2  # 4:2:0


def test_webp_is_lossy_webp() -> None:
    arrived = Attack.parse("webp:50")(as_png(photograph()), 0)
    assert opened(arrived).format == "WEBP"
    assert not np.array_equal(pixels_of(arrived), photograph())


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("resize:0.5", (160, 120)),
        ("scale:0.75", (120, 90)),
        ("long:80,jpeg:75", (80, 60)),
        ("crop:0.1", (144, 108)),
        ("crop:0.1,size", (160, 120)),
    ],
)
def test_scaling_and_cropping_leave_the_size_that_they_say(
    name: str, size: tuple[int, int]
) -> None:
    assert opened(Attack.parse(name)(as_png(photograph()), 0)).size == size


def test_a_crop_keeps_the_pixels_of_the_inside() -> None:
    arrived = pixels_of(Attack.parse("crop:0.1")(as_png(photograph()), 0))
    assert np.array_equal(arrived, photograph()[8:116, 6:150])


def test_noise_has_its_deviation_and_follows_its_seed() -> None:
    grey = np.full((120, 160, 3), 128, np.uint8)
    attack = Attack.parse("noise:10")
    first, again, other = (pixels_of(attack(as_png(grey), seed)) for seed in (1, 1, 2))
    assert np.std(first.astype(float) - 128) == pytest.approx(10, rel=0.02)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_brightness_multiplies_and_clips() -> None:
    grey = np.array([[[100, 200, 250]]], np.uint8).repeat(8, 0).repeat(8, 1)
    arrived = pixels_of(Attack.parse("brightness:1.2")(as_png(grey), 0))
    assert arrived[0, 0].tolist() == [120, 240, 255]


def test_blur_spreads_a_point_over_its_deviation() -> None:
    point = np.zeros((41, 41, 3), np.uint8)
    point[20, 20] = 255
    blurred = pixels_of(Attack.parse("blur:1")(as_png(point), 0))[..., 0].astype(float)
    along = blurred.sum(0) / blurred.sum()
    assert np.sqrt(along @ (np.arange(41) - 20) ** 2) == pytest.approx(1, abs=0.1)


def test_jpeg_twice_is_not_jpeg_once() -> None:
    file = as_png(photograph())
    once, twice = Attack.parse("jpeg:70")(file, 0), Attack.parse("resize:0.9,jpeg:70")(file, 0)
    assert once != twice
    assert Attack.parse("jpeg:70,jpeg:70")(file, 0) == Attack.parse("jpeg:70")(once, 0)


def test_scaling_down_to_a_long_side_is_no_attack_on_smaller_pictures() -> None:
    attack = Attack.parse("long:1600,jpeg:75,jpeg:75")
    assert attack.applies_to((1920, 1080))
    assert not attack.applies_to((1600, 1200))


def test_every_attack_that_is_measured_is_known() -> None:
    for name in (*STANDARD, *SOCIAL, *IMAGE):
        assert Attack.parse(name).name == name
    with pytest.raises(ValueError, match="unknown step"):
        Attack.parse("jpg:50")
