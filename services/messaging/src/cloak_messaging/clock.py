"""Time as the store keeps it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time in UTC, cut to milliseconds: what is answered now is also read later."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
