"""Cursors: exact where a page ended, and refused when nobody gave them."""

from datetime import UTC, datetime

import pytest
from cloak_kit.errors import InvalidRequest
from cloak_messaging.pages import cursor_after, number_before, older_than

AT = datetime(2026, 3, 1, 12, 0, 0, 123_000, tzinfo=UTC)


def test_a_cursor_continues_right_after_its_entry() -> None:
    wanted = older_than(cursor_after(AT, "id-7"), "since", "other")
    assert wanted == {"$or": [{"since": {"$lt": AT}}, {"since": AT, "other": {"$lt": "id-7"}}]}


def test_without_a_cursor_a_list_begins_at_its_beginning() -> None:
    assert older_than(None, "since", "other") == {}
    assert number_before(None) is None


@pytest.mark.parametrize(
    "cursor", ["", "x", "né", "e30", "WzEsMl0", "WyJhIiwiYiJd", "WzFlNDAwLCJhIl0", "W" * 150]
)
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidRequest):
        older_than(cursor, "since", "other")


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "٣", "9" * 30])
def test_a_made_up_number_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidRequest):
        number_before(cursor)
