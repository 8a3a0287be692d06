"""Keys in settings that may say since when they exist: `2026-11-23T21:40:00Z=<key>`.

The time stands beside the key because nobody else knows it: a file's or a process' age is not that
of the key, and a date kept apart is forgotten when the key changes.
"""

import base64
import re
import secrets
from datetime import UTC, datetime
from typing import Final

_BYTES: Final = 32
_DATED: Final = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)=(.*)\Z", re.DOTALL)
UNKNOWN: Final = float("nan")
"""What a metric of an age says where the key has no date: no comparison with it is true."""


def split_dated(text: str) -> tuple[datetime | None, str]:
    """Return since when the key exists, if it says so, and the key.

    Raises ValueError for a time that the calendar does not have; the message shows no key.
    """
    found = _DATED.match(text.strip())
    if found is None:
        return None, text
    try:
        return datetime.fromisoformat(found[1]), found[2]
    except ValueError as error:
        raise ValueError("the time before a key is none") from error


def new_dated_key() -> str:
    """Make a random key of 32 bytes, in base64, with the present time before it."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{at}={base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)).decode()}"


def created_timestamp(created_at: datetime | None) -> float:
    """Return Unix seconds for a gauge, or UNKNOWN."""
    return created_at.timestamp() if created_at else UNKNOWN
