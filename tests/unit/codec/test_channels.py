"""Channels: names and steps mean what they say, and nonsense is refused in words."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_codec import InvalidChannel
from cloak_codec.channels import decisive, journeys
from cloak_codec.lattice.atoms import project
from cloak_codec.lattice.raster import raster_of
from cloak_codec.lattice.reading import luma_of

from tests.unit.codec.pictures import photograph


def test_a_lossless_channel_asks_for_nothing() -> None:
    assert journeys("lossless") == ()


@pytest.mark.parametrize("channel", ["chat", "social"])
def test_named_channels_require_some_journeys_and_wish_for_others(channel: str) -> None:
    kinds = [journey.wished for journey in journeys(channel)]
    assert kinds == sorted(kinds)
    assert set(kinds) == {False, True}


def test_a_milder_wish_of_the_same_codec_decides_nothing_and_what_is_required_does() -> None:
    left_out = {
        step.name: step.amount
        for one in set(journeys("chat")) - set(decisive(journeys("chat")))
        for step in one.steps
    }
    assert left_out == {"webp": 80}
    assert decisive(journeys("social")) == journeys("social")


@pytest.mark.parametrize(
    "channel",
    ["", "fax", "jpeg", "jpeg:high", "jpeg:0", "resize:9", "noise:nan", ",".join(["blur:1"] * 7)],
)
def test_unknown_channels_are_refused(channel: str) -> None:
    with pytest.raises(InvalidChannel):
        journeys(channel)


@pytest.mark.parametrize("steps", ["resize:0.75", "fit:300", "crop:0.08", "crop:0.1,resize:0.8"])
def test_the_raster_moves_with_the_picture(steps: str) -> None:
    cover = photograph("coffee", 420, 336)
    raster = raster_of(420, 336)
    (journey,) = journeys(steps)
    arrived, moved = journey.arrival(cover, raster)
    before, after = project(luma_of(cover), raster)[0], project(luma_of(arrived), moved)[0]
    inner = np.s_[6:-6, 6:-6]
    assert np.corrcoef(before[inner].ravel(), after[inner].ravel())[0, 1] > 0.97


def test_steps_run_in_their_order() -> None:
    (journey,) = journeys("resize:0.5,jpeg:30")
    arrived, _ = journey.arrival(photograph("coffee", 400, 320), raster_of(400, 320))
    assert arrived.shape == (160, 200, 3)
    assert [step.name for step in journey.steps] == ["resize", "jpeg"]
