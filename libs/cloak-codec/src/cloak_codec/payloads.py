"""What people hide."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """Any text, the empty one included."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class File:
    """Bytes with a name and a media type; each of them may be empty."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's file: byte for byte in ``robust``, as pixels in ``image``."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


Payload = Text | File | Picture
