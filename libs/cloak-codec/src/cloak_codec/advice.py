"""Hints about a cover before anything is embedded, cheap enough for every upload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from cloak_codec.capacity import capacity, cover_room, net_bytes
from cloak_codec.imagefile import Pixels, read
from cloak_codec.limits import LIMITS, Limits
from cloak_codec.lock import overhead_bytes
from cloak_codec.modes import Mode
from cloak_codec.rates import COVERT_RATE

_SAMPLE: Final = 256  # pixels on the longer side of what is looked at
_FLAT_LEVELS: Final = 1.5  # a neighbour differs by less on average: nowhere to hide
_SATURATED_SHARE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Advice:
    """One remark; ``code`` is stable, ``message`` is for people."""

    code: str
    message: str


def advise(image: bytes, limits: Limits = LIMITS, *, mode: Mode = Mode.ROBUST) -> list[Advice]:
    """What may go wrong with this cover; empty for a good one. Raises what ``inspect`` raises."""
    pixels = read(image, limits.for_mode(mode))
    sample = _sample(pixels)
    checks = [_small(pixels), _flat(sample), _saturated(sample), _converted(pixels)]
    if mode is Mode.COVERT:
        checks = [_crowded(pixels), *checks[1:], _compressed(pixels)]
    return [advice for advice in checks if advice is not None]


def _sample(pixels: Pixels) -> Image.Image:
    picture = Image.fromarray(pixels.rgb)
    picture.thumbnail((_SAMPLE, _SAMPLE), Image.Resampling.BOX)
    return picture


def _small(pixels: Pixels) -> Advice | None:
    room = capacity(pixels.width, pixels.height, Mode.ROBUST)
    if room.usable:
        return None
    return Advice("small", "too small for a message with a passphrase; use 128x128 pixels or more")


def _crowded(pixels: Pixels) -> Advice | None:
    if net_bytes(cover_room(pixels, Mode.COVERT, COVERT_RATE), overhead_bytes(sealed=True)) > 0:
        return None
    message = "too small, or too black or white, to hide unnoticed; use a larger photograph"
    return Advice("small", message)


def _compressed(pixels: Pixels) -> Advice | None:
    if pixels.info.format == "png":
        return None
    message = "compression left traces that detectors know; a picture scaled down is safer"
    return Advice("compressed", message)


def _flat(sample: Image.Image) -> Advice | None:
    grey = np.asarray(sample.convert("L"), np.int16)
    steps = np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean()
    if steps / 2 >= _FLAT_LEVELS:
        return None
    return Advice("flat", "large even areas: changes show more and less survives")


def _saturated(sample: Image.Image) -> Advice | None:
    rgb = np.asarray(sample)
    share = float(np.mean((rgb <= 2) | (rgb >= 253)))
    if share < _SATURATED_SHARE:
        return None
    return Advice("saturated", f"{share:.0%} of it is pure black or white, where little can hide")


def _converted(pixels: Pixels) -> Advice | None:
    kind = pixels.info.converted_from
    if kind is None:
        return None
    return Advice("converted", f"the picture is {kind}; the result will be 8-bit RGB")
