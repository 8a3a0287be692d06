"""File names as their senders give them, made harmless."""

import re
import unicodedata
from urllib.parse import quote, unquote

_LONGEST = 120
_RESERVED = re.compile(r'[\\/:*?"<>|]')


def cleaned(name: str | None, *, fallback: str) -> str:
    """Only the last part of a path, no control characters or reserved signs, at most 120 signs."""
    last = re.split(r"[\\/]", name or "")[-1]
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    safe = _RESERVED.sub("_", unicodedata.normalize("NFC", visible)).strip(" .")
    stem, dot, ending = safe.rpartition(".")
    if len(safe) > _LONGEST:
        safe = stem[: _LONGEST - len(ending) - 1] + dot + ending if len(ending) < 16 else safe
    return safe[:_LONGEST] or fallback


def from_header(value: str | None) -> str | None:
    """X-Filename's value: percent-encoded UTF-8."""
    return None if value is None else unquote(value)


def disposition(kind: str, name: str) -> str:
    """Content-Disposition for any name (RFC 6266); `kind` is inline or attachment."""
    # Hidden files are named by their senders: a line break would begin another header.
    plain = "".join(c if " " <= c <= "~" and c not in '"\\?' else "_" for c in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def with_ending(name: str, media_type: str) -> str:
    """The name with the ending that fits the picture's type."""
    ending = {
        "image/png": ".png",
        "image/jpeg": ".jpg",
        "image/webp": ".webp",
        "image/avif": ".avif",
    }.get(media_type, "")
    stem = name.rpartition(".")[0] or name
    return stem + ending
