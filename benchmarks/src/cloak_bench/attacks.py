"""What happens to a picture on its way, done with Pillow's real codecs on 8-bit pixels."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from cloak_bench.covers import as_png

# What a crop of 10 % takes off each edge: uneven, so that no grid of blocks stays aligned by luck.
_CROP_LEFT, _CROP_TOP = 0.37, 0.64
_SCALING: Final = Image.Resampling.BICUBIC

# Named as the codec names channels: steps with a value, joined by commas.
STANDARD: Final = (
    "none",
    "jpeg:95",
    "jpeg:90",
    "jpeg:75",
    "jpeg:50",
    "jpeg:30",
    "webp:80",
    "webp:50",
    "resize:0.75",
    "resize:0.5",
    "scale:0.75",
    "resize:0.75,jpeg:75",
    "blur:1",
    "noise:5",
    "noise:10",
    "brightness:1.2",
    "crop:0.1,size",
    "crop:0.1",
)
SOCIAL: Final = ("long:1600,jpeg:75,jpeg:75", "long:1280,jpeg:70,jpeg:70")
IMAGE: Final = ("none", *(f"jpeg:{quality}" for quality in (95, 90, 85, 80, 75, 50)))


@dataclass(frozen=True, slots=True)
class Attack:
    """Steps in a row.

    ===============  ====================================================================
    ``jpeg:75``      saved as JPEG of that quality, 4:2:0
    ``webp:50``      saved as lossy WebP of that quality
    ``resize:0.5``   scaled and scaled back to its size (bicubic)
    ``scale:0.75``   scaled, and left so
    ``long:1600``    scaled down to a long side of so many pixels; smaller ones are left
    ``blur:1``       Gaussian blur of that standard deviation in pixels
    ``noise:5``      Gaussian noise of that standard deviation in levels, seed given
    ``brightness:f`` values times f, clipped
    ``crop:0.1``     a tenth of the width and of the height cut off, unevenly at the edges
    ``size``         scaled to the size that the picture had at first
    ===============  ====================================================================
    """

    name: str
    steps: tuple[tuple[str, float], ...]

    @classmethod
    def parse(cls, name: str) -> Attack:
        """Raises ValueError for a step that is not known."""
        steps = []
        for step in name.split(",") if name != "none" else []:
            kind, _, value = step.partition(":")
            if kind not in _STEPS:
                raise ValueError(f"unknown step {step!r}")
            steps.append((kind, float(value or 0)))
        return cls(name, tuple(steps))

    def applies_to(self, size: tuple[int, int]) -> bool:
        """Whether scaling down to a long side would change a picture of (width, height)."""
        return all(max(size) > value for kind, value in self.steps if kind == "long")

    def __call__(self, file: bytes, seed: int) -> bytes:
        """The file that arrives: as the last codec wrote it, else a PNG of the pixels."""
        if not self.steps:
            return file
        with Image.open(io.BytesIO(file)) as opened:
            picture = opened.convert("RGB")
        on_the_way = _OnTheWay(picture, picture.size, seed)
        for kind, value in self.steps:
            on_the_way.file = None
            _STEPS[kind](on_the_way, value)
        return on_the_way.file or as_png(np.asarray(on_the_way.picture))


@dataclass(slots=True)
class _OnTheWay:
    picture: Image.Image
    first_size: tuple[int, int]
    seed: int
    file: bytes | None = None

    def save(self, kind: str, **options: object) -> None:
        written = io.BytesIO()
        self.picture.save(written, kind, **options)
        self.file = written.getvalue()
        with Image.open(written) as opened:
            self.picture = opened.convert("RGB")

    def scale(self, share: float) -> None:
        width, height = (max(1, round(length * share)) for length in self.picture.size)
        self.picture = self.picture.resize((width, height), _SCALING)


def _jpeg(way: _OnTheWay, quality: float) -> None:
    way.save("JPEG", quality=int(quality), subsampling="4:2:0")


def _webp(way: _OnTheWay, quality: float) -> None:
    way.save("WEBP", quality=int(quality))


def _resize(way: _OnTheWay, share: float) -> None:
    size = way.picture.size
    way.scale(share)
    way.picture = way.picture.resize(size, _SCALING)


def _long(way: _OnTheWay, pixels: float) -> None:
    way.scale(min(1.0, pixels / max(way.picture.size)))


def _size(way: _OnTheWay, _: float) -> None:
    way.picture = way.picture.resize(way.first_size, _SCALING)


def _blur(way: _OnTheWay, sigma: float) -> None:
    way.picture = way.picture.filter(ImageFilter.GaussianBlur(sigma))


def _noise(way: _OnTheWay, sigma: float) -> None:
    pixels = np.asarray(way.picture)
    noise = np.random.default_rng(way.seed).normal(0, sigma, pixels.shape)
    way.picture = Image.fromarray(np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8))


def _brightness(way: _OnTheWay, factor: float) -> None:
    way.picture = ImageEnhance.Brightness(way.picture).enhance(factor)


def _crop(way: _OnTheWay, share: float) -> None:
    width, height = way.picture.size
    left, top = round(width * share * _CROP_LEFT), round(height * share * _CROP_TOP)
    kept = (round(width * (1 - share)), round(height * (1 - share)))
    way.picture = way.picture.crop((left, top, left + kept[0], top + kept[1]))


_STEPS: Final[dict[str, Callable[[_OnTheWay, float], None]]] = {
    "jpeg": _jpeg,
    "webp": _webp,
    "resize": _resize,
    "scale": lambda way, share: way.scale(share),
    "long": _long,
    "size": _size,
    "blur": _blur,
    "noise": _noise,
    "brightness": _brightness,
    "crop": _crop,
}
