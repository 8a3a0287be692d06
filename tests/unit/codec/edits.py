"""What people do to pictures, for tests that tell it."""

import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageFont

SAMPLES = Path(__file__).resolve().parents[3] / "deploy/local/samples"


@cache
def sample(name: str = "stream.jpg", side: int = 640) -> Image.Image:
    """A photograph."""
    with Image.open(SAMPLES / name) as picture:
        photo = picture.convert("RGB")
    photo.thumbnail((side, side))
    return photo


def png(picture: Image.Image) -> bytes:
    """Without loss."""
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


def jpeg(picture: Image.Image, quality: int = 75) -> bytes:
    """As chats send it."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def webp(picture: Image.Image) -> bytes:
    """As the web shows it."""
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=75, method=2)
    return file.getvalue()


def scaled(picture: Image.Image, factor: float) -> Image.Image:
    """At another size."""
    size = (round(picture.width * factor), round(picture.height * factor))
    return picture.resize(size, Image.Resampling.BICUBIC)


def brighter(picture: Image.Image, factor: float) -> Image.Image:
    """With other tones, cut off at white."""
    return ImageEnhance.Brightness(picture).enhance(factor)


def with_rectangle(picture: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """With something painted over."""
    changed = picture.copy()
    ImageDraw.Draw(changed).rectangle(box, fill=(200, 120, 60))
    return changed


def with_text(picture: Image.Image, place: tuple[int, int]) -> Image.Image:
    """With a word written on it."""
    changed = picture.copy()
    font = ImageFont.load_default(32)
    ImageDraw.Draw(changed).text(place, "PAID 500", fill=(16, 16, 16), font=font)
    return changed


def with_one_pixel(picture: Image.Image, place: tuple[int, int]) -> Image.Image:
    """With one channel of one pixel one level off."""
    changed = picture.copy()
    red, green, blue = changed.convert("RGB").load()[place]  # type: ignore[index,misc]  # RGB: three
    changed.putpixel(place, (red, green ^ 1, blue))
    return changed
