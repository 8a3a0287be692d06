"""The picture that is made: its format and its file."""

from __future__ import annotations

import os
from pathlib import Path

from cloak_cli.options import ModeChoice, OutputChoice

JPEG_SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe"})


def output_for(out: Path, asked: OutputChoice | None, mode: ModeChoice) -> OutputChoice | None:
    """The format asked for, or JPEG where the file's name says so; None leaves it to the mode."""
    if asked is not None:
        return asked
    is_jpeg = out.suffix.lower() in JPEG_SUFFIXES and mode == "robust"
    return "jpeg" if is_jpeg else None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, over one of that name."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
