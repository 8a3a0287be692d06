"""Picture files: what is refused and why, and what is converted."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from cloak_codec import (
    AnimatedImage,
    ImageRefused,
    ImageTooLarge,
    ImageTooSmall,
    Limits,
    NotAnImage,
    TruncatedImage,
    UnsupportedImage,
    advise,
    inspect,
    pixels_in,
)
from cloak_codec.imagefile import read
from cloak_codec.imagewriter import check_output
from PIL import Image

from tests.unit.codec.pictures import as_file, photograph, saved

PHOTO = photograph("chelsea", 120, 80)


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises this size and holds next to nothing."""
    return png(width, height, bytes(100), depth=8)


def png(width: int, height: int, rows: bytes, *, depth: int) -> bytes:
    """A PNG of so many bits a colour, as which Pillow writes no RGB."""
    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_known_formats_are_described(kind: str) -> None:
    info = inspect(as_file(PHOTO, kind))
    assert (info.format, info.width, info.height) == (kind.lower(), 120, 80)
    assert info.media_type == f"image/{kind.lower()}"
    assert (info.has_alpha, info.converted_from) == (False, None)


@pytest.mark.parametrize("rubbish", [b"", b"x", b"hello world" * 99, bytes(4096), b"%PDF-1.7\n"])
def test_other_bytes_are_no_image(rubbish: bytes) -> None:
    with pytest.raises(NotAnImage):
        inspect(rubbish)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_file_that_ends_early_is_refused(kind: str, share: float) -> None:
    whole = as_file(PHOTO, kind)
    with pytest.raises((TruncatedImage, NotAnImage)):
        inspect(whole[: int(len(whole) * share)])


def test_random_damage_is_refused_or_read_but_never_an_error_of_another_kind() -> None:
    rng = np.random.default_rng(0)
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = as_file(PHOTO, kind)
        for _ in range(60):
            damaged = bytearray(whole)
            for at in rng.integers(0, len(whole), 6):
                damaged[at] = rng.integers(0, 256)
            with suppress(ImageRefused):
                assert read(bytes(damaged)).rgb.ndim == 3


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # what it thinks of broken tags
@pytest.mark.parametrize("kind", ["GIF", "TIFF"])
def test_damage_in_a_format_that_is_only_recognised_is_refused_too(kind: str) -> None:
    rng = np.random.default_rng(0)
    frames = [Image.fromarray(PHOTO), Image.fromarray(PHOTO[::-1].copy())]
    whole = saved(frames[0], kind, save_all=True, append_images=frames[1:])
    for _ in range(150):
        damaged = bytearray(whole)
        for at in rng.integers(0, len(whole), 6):
            damaged[at] = rng.integers(0, 256)
        cut = int(rng.integers(0, len(whole)))
        for file in (bytes(damaged), whole[:cut]):
            with pytest.raises(ImageRefused):
                inspect(file)


@pytest.mark.parametrize("size", [(7000, 7000), (40_000, 40_000), (2_000_000_000, 2)])
def test_a_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    with pytest.raises(ImageTooLarge):
        inspect(png_header(*size))


def test_pixels_are_counted_by_the_header_alone() -> None:
    assert pixels_in(png_header(300, 200)) == 60_000
    with pytest.raises(ImageTooLarge):
        pixels_in(png_header(7000, 7000))


def test_a_file_of_too_many_bytes_is_refused_unopened() -> None:
    with pytest.raises(ImageTooLarge):
        inspect(b"anything" * 100, Limits(most_file_bytes=100))


@pytest.mark.parametrize("size", [(1, 1), (63, 500), (500, 63)])
def test_small_pictures_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ImageTooSmall):
        inspect(saved(Image.new("RGB", size)))


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_animations_are_refused(kind: str) -> None:
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "green", "blue")]
    file = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
    with pytest.raises(AnimatedImage):
        inspect(file)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_formats_are_named(kind: str) -> None:
    with pytest.raises(UnsupportedImage, match=kind):
        inspect(saved(Image.fromarray(PHOTO), kind))


@pytest.mark.parametrize(
    ("mode", "kind", "reason"),
    [
        ("L", "PNG", "greyscale"),
        ("L", "JPEG", "greyscale"),
        ("1", "PNG", "black and white"),
        ("P", "PNG", "palette"),
        ("LA", "PNG", "greyscale"),
        ("CMYK", "JPEG", "CMYK"),
    ],
)
def test_other_kinds_of_pixels_are_converted_and_named(mode: str, kind: str, reason: str) -> None:
    file = saved(Image.fromarray(PHOTO).convert(mode), kind)
    assert inspect(file).converted_from == reason
    pixels = read(file)
    assert pixels.rgb.shape == (80, 120, 3)
    assert pixels.info.has_alpha == (mode == "LA")
    assert "converted" in [advice.code for advice in advise(file)]


def test_sixteen_bit_greys_keep_their_upper_byte() -> None:
    greys = (np.arange(80 * 120) * 6 % 65536).astype(np.uint16).reshape(80, 120)
    pixels = read(saved(Image.fromarray(greys)))
    assert pixels.info.converted_from == "16-bit greyscale"
    assert np.array_equal(pixels.rgb[..., 0], greys >> 8)


def test_sixteen_bit_colours_keep_their_upper_byte_and_that_is_told() -> None:
    row = b"\x00" + b"\x12\xff" * 3 * 80
    file = png(80, 70, row * 70, depth=16)
    pixels = read(file)
    assert pixels.info.converted_from == inspect(file).converted_from == "16-bit colour"
    assert np.all(pixels.rgb == 0x12)
    assert "converted" in [advice.code for advice in advise(file)]


def test_a_colour_profile_that_no_png_can_hold_is_refused_before_any_work() -> None:
    profile = np.random.default_rng(0).bytes((1 << 20) + 1)
    cover = read(as_file(PHOTO, "JPEG", icc_profile=profile))
    check_output(cover, "jpeg")
    with pytest.raises(UnsupportedImage, match="profile"):
        check_output(cover, "png")


def test_floating_point_pixels_are_refused() -> None:
    with pytest.raises(UnsupportedImage):
        inspect(saved(Image.new("F", (80, 80)), "TIFF"))


def test_transparency_is_kept_apart() -> None:
    alpha = np.tile(np.arange(120, dtype=np.uint8), (80, 1))
    pixels = read(as_file(np.dstack([PHOTO, alpha])))
    assert pixels.alpha is not None
    assert np.array_equal(pixels.alpha, alpha)
    assert np.array_equal(pixels.rgb, PHOTO)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = saved(Image.fromarray(PHOTO), "PNG", exif=exif)
    pixels = read(file)
    expected = (80, 120) if orientation >= 5 else (120, 80)
    assert (pixels.width, pixels.height) == expected
    info = inspect(file)
    assert (info.width, info.height) == expected
    corner = {1: (0, 0), 2: (0, -1), 3: (-1, -1), 4: (-1, 0)}
    corner |= {5: (0, 0), 6: (0, -1), 7: (-1, -1), 8: (-1, 0)}
    assert np.array_equal(pixels.rgb[corner[orientation]], PHOTO[0, 0])


def test_a_photograph_with_several_views_is_a_jpeg() -> None:
    first, second = Image.fromarray(PHOTO), Image.fromarray(PHOTO[::-1].copy())
    file = io.BytesIO()
    first.save(file, "MPO", save_all=True, append_images=[second])
    assert inspect(file.getvalue()).format == "jpeg"


def test_a_good_cover_gets_no_advice_and_a_bad_one_does() -> None:
    assert advise(as_file(photograph("coffee", 300, 300))) == []
    codes = [advice.code for advice in advise(saved(Image.new("RGB", (72, 72), "white")))]
    assert codes == ["small", "flat", "saturated"]
