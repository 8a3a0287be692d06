"""The covers of a measurement: a folder or a zip of pictures, at the size that is asked for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})


@dataclass(frozen=True, slots=True)
class Size:
    """``native``; a square of ``side`` pixels; or scaled down to a long side of ``long`` pixels."""

    side: int | None = None
    long: int | None = None

    @classmethod
    def parse(cls, written: str) -> Size:
        """``native``, ``224`` or ``long:1920``. Raises ValueError."""
        if written == "native":
            return cls()
        if written.startswith("long:"):
            return cls(long=int(written.removeprefix("long:")))
        return cls(side=int(written))

    def __str__(self) -> str:
        if self.side is not None:
            return str(self.side)
        return "native" if self.long is None else f"long:{self.long}"

    def of(self, picture: Image.Image) -> Image.Image | None:
        """The picture at this size, or None where it would have to be enlarged to get there."""
        if self.side is not None:
            if min(picture.size) < self.side:
                return None
            return picture.resize((self.side, self.side), Image.Resampling.LANCZOS)
        if self.long is None:
            return picture
        share = self.long / max(picture.size)
        if share > 1:
            return None
        width, height = (max(1, round(length * share)) for length in picture.size)
        return picture.resize((width, height), Image.Resampling.LANCZOS)


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """A picture to hide in: its file's name and its pixels, uint8 [H,W,3]."""

    name: str
    rgb: NDArray[np.uint8] = field(repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)."""
        return self.rgb.shape[1], self.rgb.shape[0]


def read_covers(path: Path, size: Size, count: int | None = None) -> list[Cover]:
    """The first ``count`` covers in the order of a fixed shuffle of their names.

    Pictures that the size would enlarge are left out. The shuffle is that of the names alone, so
    that a larger count begins with the covers of a smaller one.
    """
    found: list[Cover] = []
    for name, file in _files(path):
        if count is not None and len(found) >= count:
            break
        with Image.open(file) as opened:
            picture = size.of(ImageOps.exif_transpose(opened).convert("RGB"))
        if picture is not None:
            found.append(Cover(name, np.asarray(picture)))
    if not found:
        raise SystemExit(f"{path} holds no picture for the size {size}")
    return found


def as_png(rgb: NDArray[np.uint8]) -> bytes:
    """A PNG of these pixels."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "PNG", compress_level=1)
    return file.getvalue()


def pixels_of(file: bytes) -> NDArray[np.uint8]:
    """The RGB pixels of a picture's file."""
    with Image.open(io.BytesIO(file)) as picture:
        return np.asarray(picture.convert("RGB"))


def _files(path: Path) -> Iterator[tuple[str, io.BytesIO]]:
    if path.is_dir():
        inside = {str(p.relative_to(path)): p for p in path.rglob("*") if _is_picture(p.name)}
        for name in _shuffled(list(inside)):
            yield name, io.BytesIO(inside[name].read_bytes())
        return
    with zipfile.ZipFile(path) as archive:
        for name in _shuffled([name for name in archive.namelist() if _is_picture(name)]):
            yield name, io.BytesIO(archive.read(name))


def _shuffled(names: list[str]) -> list[str]:
    """Names sort by subject; any prefix of a shuffle is a fair sample."""
    ordered = sorted(names)
    return [ordered[i] for i in np.random.default_rng(5).permutation(len(ordered))]


def _is_picture(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in _SUFFIXES
