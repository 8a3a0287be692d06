"""Places in a list that is sorted by time: one string to sort by, one index range a page."""

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cloak_kit.errors import InvalidRequest
from cloak_kit.mongo import Document

_POSITION = re.compile(r"\d{13}-[A-Za-z0-9-]{1,64}\Z")


def position(at: datetime, unique: str) -> str:
    """Sorts by time, and by id within a millisecond."""
    return f"{int(at.timestamp() * 1000):013d}-{unique}"


def cursor_of(records: Sequence[Document], limit: int) -> str | None:
    """The cursor after the first `limit` of these records, None when there are no more."""
    if len(records) <= limit:
        return None
    return base64.urlsafe_b64encode(records[limit - 1]["position"].encode()).decode().rstrip("=")


def page_filter(cursor: str | None) -> dict[str, Any]:
    """The range of positions behind the cursor; raises InvalidRequest."""
    if cursor is None:
        return {}
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = base64.urlsafe_b64decode(padded.encode("ascii")).decode("ascii")
    except (binascii.Error, UnicodeError) as error:
        raise InvalidRequest("the cursor is not one of ours") from error
    if not _POSITION.match(place):
        raise InvalidRequest("the cursor is not one of ours")
    return {"position": {"$lt": place}}
