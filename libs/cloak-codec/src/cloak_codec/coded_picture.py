"""Secret pictures as AVIF: the best that fits, and no better than anyone can see."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cloak_codec.bare_avif import SPARED_BYTES, restored, stripped
from cloak_codec.errors import DamagedPayload, PayloadTooLarge, UnsupportedPayload
from cloak_codec.limits import LIMITS
from cloak_codec.packing import raw_bytes
from cloak_codec.payloads import Payload, Picture
from cloak_codec.plane import png, secret_pixels
from cloak_codec.quality import psnr_db

MEDIA_TYPE: Final = "image/avif"
# Browsers write one of these each; which of them is the browser's choice.
BROWSER_FORMATS: Final = ("AVIF", "WEBP", "JPEG", "PNG")
_LOSSLESS_TO_SEE_DB: Final = 50.0
_MOST_PIXELS: Final = 1 << 20  # as many as a plane keeps: a second's work for each quality tried
_LEAST_BITS_A_PIXEL: Final = 0.5  # below, a smaller picture shows more
_SHRINK: Final = 0.84
_LEAST_SIDE: Final = 8
_LEAST_QUALITY: Final = 14
_MOST_QUALITY: Final = 99  # 100 is another way of coding
_TUNING: Final = {"tune": "psnr"}  # 1 to 2 dB at these rates over what suits few bits
# Between two qualities a file grows by up to 15 %: these give 3 % each back, for .06 dB each.
_BETWEEN: Final = {**_TUNING, "enable-chroma-deltaq": "1", "sharpness": "1"}
_LARGE_PIXELS: Final = 1 << 17
# The encoder's speeds (0 to 10) to search at and to end with: .4 dB apart, and five times the time.
_SPEEDS: Final = {False: (6, 4), True: (8, 6)}
_BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, RuntimeError)


@dataclass(frozen=True, slots=True)
class _Coded:
    quality: int
    file: bytes = field(repr=False)
    psnr_db: float


def coded(payload: Payload, most_bytes: int, *, bare: bool = False) -> Picture:
    """The secret as AVIF that packs into ``most_bytes``: transparent parts over white, no profile.

    ``bare``: without the boxes of the file around it, and without a media type. Raises
    UnsupportedPayload, PayloadTooLarge, ImageRefused.
    """
    if not isinstance(payload, Picture):
        raise UnsupportedPayload("image mode hides a picture; hide text and files in another mode")
    secret = secret_pixels(payload.content)
    form = Picture("", "" if bare else MEDIA_TYPE, b"")
    around = raw_bytes(form) - (SPARED_BYTES if bare else 0)
    room = most_bytes - around
    scale = min(1.0, math.sqrt(most_pixels(room) / (secret.shape[0] * secret.shape[1])))
    tried = None
    while (shown := _scaled(secret, scale)) is not None:
        best = _best(shown, room)
        if best is not None:
            return replace(form, content=stripped(best) if bare else best)
        tried = shown
        scale *= _SHRINK
    smallest = 0 if tried is None else len(_encoded(tried, _LEAST_QUALITY, _SPEEDS[True][0]).file)
    raise PayloadTooLarge(wanted_bytes=smallest + around, capacity_bytes=max(0, most_bytes))


def most_pixels(room: int) -> float:
    """With how many pixels at most a secret is kept in so many bytes."""
    return min(_MOST_PIXELS, 8 * max(room, 0) / _LEAST_BITS_A_PIXEL)


def decoded(payload: Payload, formats: tuple[str, ...] = ("AVIF",)) -> Picture:
    """The secret as PNG. Raises DamagedPayload, also for a file of no such format."""
    if not isinstance(payload, Picture):
        raise DamagedPayload
    file = payload.content if payload.media_type else restored(payload.content)
    try:
        with Image.open(io.BytesIO(file), formats=formats) as picture:
            if picture.width * picture.height > LIMITS.most_pixels:
                raise DamagedPayload
            return Picture("secret.png", "image/png", png(np.asarray(picture.convert("RGB"))))
    except (*_BROKEN, Image.DecompressionBombError, Image.DecompressionBombWarning) as broken:
        raise DamagedPayload from broken


def _best(secret: NDArray[np.uint8], room: int) -> bytes | None:
    """The file of the highest quality that fits and is not better than eyes are."""
    search, end = _SPEEDS[secret.shape[0] * secret.shape[1] > _LARGE_PIXELS]
    best = _encoded(secret, _LEAST_QUALITY, search)
    if len(best.file) > room:
        return None
    low, high = _LEAST_QUALITY, _MOST_QUALITY
    while high - low > 1 and best.psnr_db < _LOSSLESS_TO_SEE_DB:
        tried = _encoded(secret, (low + high) // 2, search)
        if len(tried.file) > room or tried.psnr_db > _LOSSLESS_TO_SEE_DB:
            high = tried.quality
        else:
            low, best = tried.quality, tried
    for quality, tuning in ((low + 1, _TUNING), (low + 1, _BETWEEN), (low, _TUNING)):
        tried = _encoded(secret, quality, end, tuning)
        if len(tried.file) <= room and best.psnr_db < tried.psnr_db <= _LOSSLESS_TO_SEE_DB:
            return tried.file
    return best.file


def _encoded(
    secret: NDArray[np.uint8], quality: int, speed: int, tuning: Mapping[str, str] = _TUNING
) -> _Coded:
    file = io.BytesIO()
    # Half the colour resolution would save 3 % and cost more than that in fidelity.
    Image.fromarray(secret).save(
        file,
        "AVIF",
        quality=quality,
        subsampling="4:4:4",
        speed=speed,
        max_threads=1,
        advanced=dict(tuning),
    )
    with Image.open(file, formats=("AVIF",)) as picture:
        shown = np.asarray(picture.convert("RGB"))
    return _Coded(quality, file.getvalue(), psnr_db(secret, shown))


def _scaled(secret: NDArray[np.uint8], scale: float) -> NDArray[np.uint8] | None:
    """The secret at a scale; None where too little of it would be left."""
    if scale == 1.0:
        return secret
    height, width = (round(side * scale) for side in secret.shape[:2])
    if min(height, width) < min(_LEAST_SIDE, *secret.shape[:2]):
        return None
    picture = Image.fromarray(secret).resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(picture)
