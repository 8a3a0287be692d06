"""What was done to a picture is told from its pixels, and nothing else is."""

import io

import numpy as np
import pytest
from cloak_codec import NotAnImage
from cloak_codec.alteration import Comparison, compare
from PIL import Image

from tests.unit.codec.edits import (
    brighter,
    jpeg,
    png,
    sample,
    scaled,
    webp,
    with_one_pixel,
    with_rectangle,
    with_text,
)

PHOTOS = ["stream.jpg", "sunset.jpg", "fig.png"]
BOX = (200, 120, 279, 167)  # 80 x 48 pixels: 5 x 3 cells and what they touch


def compared(made: bytes, seen: bytes) -> Comparison:
    found = compare(made, seen)
    assert found is not None
    return found


def places(found: Comparison, width: int, height: int) -> set[tuple[int, int]]:
    """The middles of the altered cells, in pixels of a picture of that size."""
    across, down = width / found.cells.columns, height / found.cells.rows
    return {(int((x + 0.5) * across), int((y + 0.5) * down)) for x, y, _ in found.cells.listed()}


@pytest.mark.parametrize("photo", PHOTOS)
def test_what_is_done_to_the_whole_picture_alters_no_place(photo: str) -> None:
    picture = sample(photo)
    made = png(picture)
    whole = {
        "png": (made, {"repacked"}),
        "jpeg": (jpeg(picture), {"recompressed"}),
        "strong jpeg": (jpeg(picture, 50), {"recompressed"}),
        "webp": (webp(picture), {"recompressed"}),
        "smaller": (png(scaled(picture, 0.75)), {"scaled"}),
        "smaller jpeg": (jpeg(scaled(picture, 0.5)), {"scaled", "recompressed"}),
        "larger": (jpeg(scaled(picture, 1.5)), {"scaled", "recompressed"}),
        "brighter": (jpeg(brighter(picture, 1.2), 90), {"brightness", "recompressed"}),
        "darker": (png(brighter(picture, 0.8)), {"brightness"}),
    }
    for name, (seen, changes) in whole.items():
        found = compared(made, seen)
        assert (name, found.is_altered, set(found.changes)) == (name, False, changes)


@pytest.mark.parametrize("photo", PHOTOS)
@pytest.mark.parametrize("way", ["png", "jpeg", "webp", "smaller"])
def test_what_was_painted_over_is_found_where_it_is(photo: str, way: str) -> None:
    picture = sample(photo)
    painted = with_rectangle(picture, BOX)
    seen = {
        "png": png(painted),
        "jpeg": jpeg(painted),
        "webp": webp(painted),
        "smaller": jpeg(scaled(painted, 0.75)),
    }[way]
    found = compared(png(picture), seen)
    assert found.is_altered
    middles = places(found, picture.width, picture.height)
    left, top, right, bottom = BOX
    outside = [
        (x, y)
        for x, y in middles
        if not (left - 24 <= x <= right + 24 and top - 24 <= y <= bottom + 24)
    ]
    assert outside == []
    assert ((left + right) // 2, (top + bottom) // 2) in {
        (x + dx, y + dy) for x, y in middles for dx in range(-16, 17) for dy in range(-16, 17)
    }


@pytest.mark.parametrize("photo", PHOTOS)
def test_a_word_that_was_written_is_found_after_recompression(photo: str) -> None:
    picture = sample(photo)
    found = compared(png(picture), jpeg(with_text(picture, (220, 180))))
    assert found.is_altered
    assert all(
        200 <= x <= 400 and 160 <= y <= 240 for x, y in places(found, picture.width, picture.height)
    )


def test_a_single_level_of_a_single_pixel_is_one_cell() -> None:
    picture = sample()
    found = compared(png(picture), png(with_one_pixel(picture, (333, 77))))
    cell = (333 * found.cells.columns // picture.width, 77 * found.cells.rows // picture.height)
    assert [(x, y) for x, y, _ in found.cells.listed()] == [cell]
    assert 0 < found.cells.listed()[0][2] < 0.1
    assert found.size == picture.size


def test_what_was_cut_out_is_told_and_compared_where_it_lay() -> None:
    picture = sample()
    part = picture.crop((31, 17, picture.width - 40, picture.height - 9))
    exact = compared(png(picture), png(part))
    assert (exact.changes, exact.is_altered, exact.cells.listed()) == (("cropped",), True, [])
    painted = with_rectangle(part, (100, 100, 131, 131))
    found = compared(png(picture), jpeg(painted))
    assert found.changes == ("cropped", "recompressed")
    middles = places(found, *part.size)
    assert middles
    assert all(84 <= x <= 148 and 84 <= y <= 148 for x, y in middles)


def test_a_changed_transparency_is_an_alteration() -> None:
    clear = sample().convert("RGBA")
    holed = clear.copy()
    holed.putalpha(255)
    holed.paste((0, 0, 0, 0), (0, 0, 8, 8))
    found = compared(png(clear), png(holed))
    assert [(x, y) for x, y, _ in found.cells.listed()] == [(0, 0)]


def test_another_picture_is_not_the_same() -> None:
    assert compare(png(sample("stream.jpg")), png(sample("hill.png"))) is None
    one, other = sample("stream.jpg"), sample("sunset.jpg")
    assert compare(png(one), png(other.resize(one.size))) is None


def test_a_turned_picture_is_compared_as_people_see_it() -> None:
    picture = sample()
    exif = Image.Exif()
    exif[0x0112] = 6
    turned, file = picture.transpose(Image.Transpose.ROTATE_90), io.BytesIO()
    turned.save(file, "PNG", exif=exif)
    assert compared(png(picture), file.getvalue()).changes == ("repacked",)


def test_a_picture_of_one_tone_is_no_trouble() -> None:
    flat = Image.new("RGB", (64, 64), (90, 90, 90))
    found = compared(png(flat), jpeg(Image.new("RGB", (64, 64), (92, 92, 92))))
    assert not found.is_altered
    noise = np.random.default_rng(1).integers(0, 255, (20, 20, 3)).astype(np.uint8)
    tiny = Image.fromarray(noise)
    assert not compared(png(tiny), png(tiny)).is_altered


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(NotAnImage):
        compare(png(sample()), b"no picture")
