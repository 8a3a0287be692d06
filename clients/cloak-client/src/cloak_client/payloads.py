"""What comes out of a picture, opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import httpx
from pydantic import BaseModel

from cloak_client.downloads import filename_in
from cloak_client.errors import UnexpectedAnswer
from cloak_client.session import parsed


@dataclass(frozen=True, slots=True)
class OpenedText:
    """A text that was hidden."""

    text: str = field(repr=False)
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file or a picture that was hidden; the name is the sender's word, no safe path."""

    kind: Literal["file", "picture"]
    name: str | None
    media_type: str
    content: bytes = field(repr=False)


Opened = OpenedText | OpenedFile


class _Text(BaseModel):
    kind: Literal["text"]
    text: str


def opened(response: httpx.Response) -> Opened:
    """The payload in an answer of /open: a header tells a file, which may itself be JSON."""
    kind = response.headers.get("cloak-payload-kind", "text")
    if kind == "text":
        return OpenedText(parsed(response.content, _Text).text)
    if kind not in ("file", "picture"):
        raise UnexpectedAnswer(f"a payload of kind {kind[:32]!r}")
    return OpenedFile(
        kind=kind,
        name=filename_in(response.headers.get("content-disposition", "")),
        media_type=response.headers.get("content-type", "application/octet-stream"),
        content=response.content,
    )
