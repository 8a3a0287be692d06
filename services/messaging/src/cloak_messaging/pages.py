"""Cursors: where a page ended, as an opaque token that no caller can make a query of."""

import base64
import binascii
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from cloak_kit.errors import InvalidRequest

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cursor_after(at: datetime, key: str) -> str:
    """Return the cursor that continues a list by time, newest first, after this entry."""
    raw = json.dumps([(at - _EPOCH) // timedelta(milliseconds=1), key], separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def older_than(cursor: str | None, time_field: str, key_field: str) -> dict[str, Any]:
    """Return the filter for what comes after this cursor; raises InvalidRequest."""
    if cursor is None:
        return {}
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        milliseconds, key = json.loads(raw)
        if not isinstance(milliseconds, int) or not isinstance(key, str):
            raise TypeError
        at = _EPOCH + timedelta(milliseconds=milliseconds)
    except (binascii.Error, ValueError, TypeError, OverflowError) as error:
        raise InvalidRequest("cursor: not one that this list gave") from error
    return {"$or": [{time_field: {"$lt": at}}, {time_field: at, key_field: {"$lt": key}}]}


def number_before(cursor: str | None) -> int | None:
    """Return the number that a cursor of a numbered list stands for; raises InvalidRequest."""
    if cursor is None:
        return None
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        raise InvalidRequest("cursor: not one that this list gave")
    return int(cursor)
