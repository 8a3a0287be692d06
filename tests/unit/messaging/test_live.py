"""What a Last-Event-ID may be."""

import pytest
from cloak_messaging.live import position_of


def test_an_id_that_a_stream_gave_is_a_position() -> None:
    assert position_of("0") == 0
    assert position_of("1234") == 1234


@pytest.mark.parametrize("made_up", [None, "", "abc", "-1", "1.5", "٣", "9" * 40])
def test_anything_else_is_none(made_up: str | None) -> None:
    assert position_of(made_up) is None
