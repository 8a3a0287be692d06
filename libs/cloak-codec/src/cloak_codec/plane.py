"""The secret plane of the first ``image`` format: a picture at the work size with a header.

Sealed bytes are the 18-byte header and the plane as PNG. Header: first byte (version, lock), the
secret's width and height (3 bytes each, big-endian), salt (8), key check (3); salt and key check
are zero without a passphrase.
"""

from __future__ import annotations

import hmac
import io
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cloak_codec.errors import (
    DamagedPayload,
    ImageRefused,
    InvalidSealed,
    NeedsNewerVersion,
    PassphraseRequired,
    UnsupportedPayload,
    WrongKey,
)
from cloak_codec.geometry import MOST_WORK_PIXELS
from cloak_codec.imagefile import Pixels, read
from cloak_codec.imprint import HEADER_BYTES
from cloak_codec.keys import SALT_BYTES, derive, master_key
from cloak_codec.limits import Limits
from cloak_codec.lock import PLANE_VERSION, PLANES, Lock, lock_of, version_of
from cloak_codec.modes import Mode
from cloak_codec.payloads import Picture
from cloak_codec.shuffle import BLOCK, unscramble

_CHECK_BYTES: Final = 3
_SECRET_LIMITS: Final = Limits(least_side=1)
_PLANE_LIMITS: Final = Limits(most_pixels=MOST_WORK_PIXELS[Mode.IMAGE])
# Scaling takes 48 bytes for each pixel of a side: a million pixels in one row are few, yet dear.
_MOST_SIDE: Final = 65_535
_WHITE: Final = 255


@dataclass(frozen=True, slots=True)
class PlaneHeader:
    """What the imprint says about the plane."""

    lock: Lock
    width: int  # of the secret picture as it was given
    height: int
    salt: bytes
    check: bytes


def parse_header(header: bytes) -> PlaneHeader:
    """Raises DamagedPayload, NeedsNewerVersion."""
    if len(header) != HEADER_BYTES:
        raise DamagedPayload
    lock = lock_of(header[0])
    if version_of(header[0]) != PLANE_VERSION or lock not in PLANES:
        raise NeedsNewerVersion
    width, height = int.from_bytes(header[1:4], "big"), int.from_bytes(header[4:7], "big")
    if not width or not height:
        raise DamagedPayload
    return PlaneHeader(lock, width, height, header[7 : 7 + SALT_BYTES], header[7 + SALT_BYTES :])


def secret_pixels(content: bytes) -> NDArray[np.uint8]:
    """A secret picture's pixels [H,W,3], transparent parts over white.

    Raises UnsupportedPayload, ImageRefused.
    """
    secret = read(content, _SECRET_LIMITS)
    if max(secret.width, secret.height) > _MOST_SIDE:
        raise UnsupportedPayload(f"a hidden picture's sides have at most {_MOST_SIDE:,} pixels")
    return _opaque(secret)


def open_plane(sealed: bytes, passphrase: str | None) -> Picture:
    """The secret as PNG, its proportions restored. Raises as ``unseal`` does."""
    try:
        header_bytes, plane = _split(sealed)
    except InvalidSealed as invalid:
        raise DamagedPayload from invalid
    header = parse_header(header_bytes)
    if header.lock is Lock.PLANE_PASSPHRASE:
        if passphrase is None:
            raise PassphraseRequired
        key, check = _key_and_check(passphrase, header.salt)
        if not hmac.compare_digest(check, header.check):
            raise WrongKey
        plane = unscramble(plane, key)
    picture = _resize(plane, *_restored_size(header, plane.shape[1], plane.shape[0]))
    return Picture("secret.png", "image/png", png(picture))


def join_plane(header: bytes, plane: NDArray[np.uint8]) -> bytes:
    """Sealed bytes of a header and a plane uint8 [H,W,3]."""
    return header + png(plane)


def _split(sealed: bytes) -> tuple[bytes, NDArray[np.uint8]]:
    try:
        plane = read(sealed[HEADER_BYTES:], _PLANE_LIMITS).rgb
    except ImageRefused as refused:
        raise InvalidSealed("this is no sealed picture") from refused
    if plane.shape[0] % BLOCK or plane.shape[1] % BLOCK:
        raise InvalidSealed("this is no sealed picture")
    return sealed[:HEADER_BYTES], plane


def _key_and_check(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    master = master_key(passphrase)
    key = derive(master, salt=salt, purpose="plane")
    return key, derive(master, salt=salt, purpose="plane-check", length=_CHECK_BYTES)


def _restored_size(header: PlaneHeader, width: int, height: int) -> tuple[int, int]:
    """The secret's own size, or its proportions at no more pixels than the plane had."""
    shrink = min(
        1.0,
        math.sqrt(width * height / (header.width * header.height)),
        _MOST_SIDE / max(header.width, header.height),
    )
    return max(1, round(header.width * shrink)), max(1, round(header.height * shrink))


def _opaque(secret: Pixels) -> NDArray[np.uint8]:
    """Transparent parts over white: a plane has no alpha."""
    if secret.alpha is None:
        return secret.rgb
    alpha = secret.alpha[..., None].astype(np.uint16)
    mixed = (secret.rgb * alpha + _WHITE * (255 - alpha) + 127) // 255
    return mixed.astype(np.uint8)


def _resize(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    if pixels.shape[:2] == (height, width):
        return pixels
    picture = Image.fromarray(pixels).resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(picture)


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Pixels [H,W,3] as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=4)
    return file.getvalue()
