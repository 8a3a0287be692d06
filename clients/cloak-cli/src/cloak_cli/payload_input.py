"""What is to be hidden, as the options of embed say it."""

from __future__ import annotations

import mimetypes
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import typer

from cloak_cli.options import ModeChoice
from cloak_cli.secret_input import STDIN


@dataclass(frozen=True, slots=True)
class ToHide:
    """A text, or the bytes of a file or picture with name and media type."""

    kind: Literal["text", "file", "picture"]
    text: str = field(default="", repr=False)
    name: str = ""
    media_type: str = ""
    content: bytes = field(default=b"", repr=False)

    def mode(self, asked: ModeChoice | None) -> ModeChoice:
        """The mode that was asked for, or the one made for this kind."""
        if asked is not None:
            return asked
        return "image" if self.kind == "picture" else "robust"


def to_hide(
    text: str | None, file: Path | None, picture: Path | None, passphrase_file: Path | None
) -> ToHide:
    """The one payload given; raises BadParameter for none, several, or stdin used twice."""
    given = [option for option in (text, file, picture) if option is not None]
    if len(given) != 1:
        raise typer.BadParameter("give exactly one of --text, --file and --image")
    if isinstance(given[0], Path):
        return _from_file(given[0], "picture" if picture else "file")
    if given[0] != str(STDIN):
        return ToHide("text", text=given[0])
    if passphrase_file == STDIN:
        raise typer.BadParameter("stdin cannot be both the text and the passphrase")
    return ToHide("text", text=_stdin_text())


def _from_file(path: Path, kind: Literal["file", "picture"]) -> ToHide:
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}") from None
    return ToHide(kind, name=path.name, media_type=media_type, content=content)


def _stdin_text() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise typer.BadParameter(
            "stdin is not UTF-8 text; use --file", param_hint="--text"
        ) from None
