"""The time, as precisely as the document store keeps it, so that it reads back the same."""

from datetime import UTC, datetime


def now() -> datetime:
    """UTC in whole milliseconds."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
