"""What a picture goes through on its way, with the real codecs; verification decodes after it.

A channel is one of the names below, or steps in their order, for example ``resize:0.5,jpeg:50``.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from cloak_codec.errors import InvalidChannel
from cloak_codec.lattice.raster import Raster

_MOST_STEPS: Final = 6
_NOISE_SEED: Final = 1
_FILTER: Final = Image.Resampling.BICUBIC

_Sent = tuple[Image.Image, Raster]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to a picture, for example JPEG of quality 50."""

    name: str
    amount: float

    def __call__(self, picture: Image.Image, raster: Raster) -> _Sent:
        """The picture afterwards, and where the raster then lies in it."""
        return _STEPS[self.name].run(picture, raster, self.amount)


@dataclass(frozen=True, slots=True)
class Journey:
    """Steps in their order. What is only ``wished`` for may cost quality, never the delivery."""

    steps: tuple[Step, ...]
    wished: bool = False

    def arrival(self, rgb: NDArray[np.uint8], raster: Raster) -> tuple[NDArray[np.uint8], Raster]:
        """What arrives of a picture [H,W,3], and its raster there."""
        picture = Image.fromarray(rgb)
        for step in self.steps:
            picture, raster = step(picture, raster)
        return np.asarray(picture), raster


def journeys(channel: str) -> tuple[Journey, ...]:
    """What a message must survive on ``channel``. Raises InvalidChannel."""
    if channel in _NAMED:
        required, wished = _NAMED[channel]
        return tuple(
            Journey(_parsed(steps), wished=steps in wished) for steps in (*required, *wished)
        )
    return (Journey(_parsed(channel)),)


def decisive(every: tuple[Journey, ...]) -> tuple[Journey, ...]:
    """Without the wishes that stand or fall with a harder one of the same codec.

    Of 307 files one was read after WebP 50 and not after WebP 80: not worth an encoder's time.
    """
    return tuple(one for one in every if not any(_stands_for(other, one) for other in every))


def _stands_for(one: Journey, other: Journey) -> bool:
    if not (one.wished and other.wished and len(one.steps) == len(other.steps) == 1):
        return False
    (harder,), (milder,) = one.steps, other.steps
    return harder.name == milder.name in _CODECS and harder.amount < milder.amount


def _parsed(text: str) -> tuple[Step, ...]:
    steps = tuple(_step(part) for part in text.split(",") if part.strip())
    if not steps or len(steps) > _MOST_STEPS:
        raise InvalidChannel(f"a channel has one to {_MOST_STEPS} steps")
    return steps


def _step(text: str) -> Step:
    name, _, amount = text.strip().partition(":")
    kind = _STEPS.get(name)
    if kind is None:
        raise InvalidChannel(f"steps are {', '.join(_STEPS)}")
    try:
        value = float(amount)
    except ValueError as wrong:
        raise InvalidChannel(f"{name} needs a number, as in {name}:{kind.least:g}") from wrong
    if not kind.least <= value <= kind.most:
        raise InvalidChannel(f"{name} goes from {kind.least:g} to {kind.most:g}")
    return Step(name, value)


def _jpeg(picture: Image.Image, raster: Raster, quality: float) -> _Sent:
    """With 4:2:0 colour, as most programs write it."""
    return _through(picture, "JPEG", quality=round(quality), subsampling="4:2:0"), raster


def _webp(picture: Image.Image, raster: Raster, quality: float) -> _Sent:
    return _through(picture, "WEBP", quality=round(quality)), raster


def _resize(picture: Image.Image, raster: Raster, scale: float) -> _Sent:
    return _scaled(picture, raster, scale)


def _fit(picture: Image.Image, raster: Raster, side: float) -> _Sent:
    """Scaled so that the longer side has at most so many pixels."""
    return _scaled(picture, raster, min(1.0, side / max(picture.size)))


def _blur(picture: Image.Image, raster: Raster, deviation: float) -> _Sent:
    return picture.filter(ImageFilter.GaussianBlur(deviation)), raster


def _noise(picture: Image.Image, raster: Raster, deviation: float) -> _Sent:
    pixels = np.asarray(picture, np.float32)
    noise = np.random.default_rng(_NOISE_SEED).normal(0.0, deviation, pixels.shape)
    return Image.fromarray(np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8)), raster


def _crop(picture: Image.Image, raster: Raster, share: float) -> _Sent:
    """Without ``share`` of each side, and scaled back to its size."""
    width, height = picture.size
    across, down = round(width * (1 - share)), round(height * (1 - share))
    left, top = (width - across) // 2, (height - down) // 2
    part = picture.crop((left, top, left + across, top + down))
    moved = replace(raster, left=raster.left - left, top=raster.top - top)
    return part.resize((width, height), _FILTER), _stretched(moved, width / across, height / down)


def _through(picture: Image.Image, kind: str, **options: object) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    with Image.open(file) as arrived:
        return arrived.convert("RGB")


def _scaled(picture: Image.Image, raster: Raster, scale: float) -> _Sent:
    width, height = picture.size
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if size == picture.size:
        return picture, raster
    return picture.resize(size, _FILTER), _stretched(raster, size[0] / width, size[1] / height)


def _stretched(raster: Raster, across: float, down: float) -> Raster:
    return replace(
        raster,
        pitch_x=raster.pitch_x * across,
        pitch_y=raster.pitch_y * down,
        left=raster.left * across,
        top=raster.top * down,
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    run: Callable[[Image.Image, Raster, float], _Sent]
    least: float
    most: float


_STEPS: Final[Mapping[str, _Kind]] = {
    "jpeg": _Kind(_jpeg, 10, 100),
    "webp": _Kind(_webp, 10, 100),
    "resize": _Kind(_resize, 0.3, 1.5),
    "fit": _Kind(_fit, 64, 8192),
    "blur": _Kind(_blur, 0.1, 2.0),
    "noise": _Kind(_noise, 0.1, 20.0),
    "crop": _Kind(_crop, 0.01, 0.1),
}
_CODECS: Final = ("jpeg", "webp")
_NAMED: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "lossless": ((), ()),
    "chat": (
        ("jpeg:50", "resize:0.75,jpeg:75"),
        ("jpeg:30", "resize:0.5", "blur:1", "webp:50", "webp:80"),
    ),
    "social": (
        ("fit:1600,jpeg:75,jpeg:75", "jpeg:70,jpeg:70"),
        ("fit:1280,jpeg:70,jpeg:70", "webp:50"),
    ),
}
