"""What is said about survival before sending is what was counted, and no more."""

from __future__ import annotations

import pytest
from cloak_codec import InvalidChannel, Mode, PayloadTooLarge, capacity, survival


def test_a_short_message_in_a_large_picture_is_known_to_survive_recompression() -> None:
    (known,) = survival(500, 375, 100, "jpeg:50")
    assert known.journey == "jpeg:50"
    assert known.tried >= 10
    assert known.low <= known.exact / known.tried <= known.high
    assert known.low > 0.6


def test_a_named_channel_tells_of_each_of_its_journeys() -> None:
    journeys = {known.journey for known in survival(224, 224, 20, "chat")}
    assert {"jpeg:50", "jpeg:30", "webp:50"} <= journeys


def test_a_light_load_of_which_few_were_tried_counts_fuller_ones_too() -> None:
    (known,) = survival(1024, 768, 20, "jpeg:50")
    assert known.tried >= 50
    assert known.low > 0.9


def test_what_was_never_measured_is_not_made_up() -> None:
    assert survival(224, 224, 20, "jpeg:51") == []


def test_what_does_not_fit_is_refused_with_what_does() -> None:
    with pytest.raises(PayloadTooLarge) as refused:
        survival(224, 224, 5000, "jpeg:50")
    assert refused.value.capacity_bytes == capacity(224, 224, Mode.ROBUST).payload_bytes


def test_an_unknown_channel_is_refused() -> None:
    with pytest.raises(InvalidChannel):
        survival(224, 224, 20, "fax")
