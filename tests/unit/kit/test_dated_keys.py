"""A key says since when it exists, or says nothing; never something wrong."""

from datetime import UTC, datetime
from math import isnan

import pytest
from cloak_kit.dated_keys import created_timestamp, new_dated_key, split_dated

AT = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)


@pytest.mark.parametrize("key", ["c2VlZA==", "-----BEGIN X-----\nabc=\n-----END X-----"])
def test_a_time_may_stand_before_a_key(key: str) -> None:
    assert split_dated(f"2026-11-23T21:40:00Z={key}") == (AT, key)
    assert split_dated(key) == (None, key)


def test_a_time_that_there_is_not_is_refused_without_showing_the_key() -> None:
    with pytest.raises(ValueError, match="time") as refused:
        split_dated("2026-13-23T21:40:00Z=the-secret")
    assert "the-secret" not in str(refused.value)


def test_a_new_key_has_32_random_bytes_and_the_present_time() -> None:
    keys = {new_dated_key() for _ in range(20)}
    assert len(keys) == 20
    for key in keys:
        created_at, text = split_dated(key)
        assert created_at is not None
        assert abs((datetime.now(UTC) - created_at).total_seconds()) < 5
        assert len(text) == 44


def test_an_age_that_nobody_told_is_no_number() -> None:
    assert created_timestamp(AT) == AT.timestamp()
    assert isnan(created_timestamp(None))
