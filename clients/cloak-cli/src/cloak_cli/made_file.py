"""The picture that is made: its format and its file."""

from __future__ import annotations

import os
from pathlib import Path

from cloak_cli.options import ModeChoice, OutputChoice

JPEG_SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe"})


def output_for(out: Path, asked: OutputChoice | None, mode: ModeChoice) -> OutputChoice | None:
    """The format asked for, or the one that the file's name says; None leaves it to the cover."""
    if asked in ("png", "jpeg"):
        return asked
    suffix = out.suffix.lower()
    if suffix == ".png":
        return "png"
    return "jpeg" if suffix in JPEG_SUFFIXES and mode == "robust" else None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, over one of that name."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
