"""Ways of hiding: what is usual, and what is refused before any work."""

import pytest
from cloak_codec import InvalidChannel, InvalidRate, Mode, Way, capacity_of

from tests.unit.codec.pictures import as_file, photograph


@pytest.mark.parametrize(
    ("mode", "channel"), [("robust", "chat"), ("image", "jpeg:80"), ("covert", "lossless")]
)
def test_without_a_channel_it_is_the_one_that_the_mode_is_for(mode: str, channel: str) -> None:
    way = Way.checked(Mode(mode))
    assert (way.channel, way.rate) == (channel, None)
    assert Way.checked(Mode(mode), channel) == way


@pytest.mark.parametrize("channel", ["pigeon", "jpeg:nan", "jpeg:50," * 7, "jpeg:50" + " " * 200])
def test_there_is_no_such_channel(channel: str) -> None:
    with pytest.raises(InvalidChannel):
        Way.checked(Mode.ROBUST, channel)


def test_covert_survives_in_unchanged_files_alone() -> None:
    for channel in ("chat", "jpeg:90"):
        with pytest.raises(InvalidChannel):
            Way.checked(Mode.COVERT, channel)


@pytest.mark.parametrize(
    ("mode", "channel", "rate"),
    [
        ("covert", None, 0.0),
        ("covert", None, 1.6),
        ("covert", None, float("nan")),
        ("image", "lossless", -1.0),
        ("image", "chat", 0.1),
        ("robust", None, 0.1),
    ],
)
def test_there_is_no_such_rate(mode: str, channel: str | None, rate: float) -> None:
    with pytest.raises(InvalidRate):
        Way.checked(Mode(mode), channel, rate)


def test_a_picture_that_is_hidden_as_a_file_counts_no_characters() -> None:
    cover = as_file(photograph("astronaut", 96, 96))
    found = Way.checked(Mode.IMAGE, "lossless").capacity_of(cover, sealed=True)
    assert found.payload_bytes > 0
    assert found.characters == 0
    covert = capacity_of(cover, Mode.COVERT, rate=0.2)
    assert covert.characters == covert.payload_bytes > 0
