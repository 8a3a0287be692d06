"""The imprint: read from a plane or a part of it, taken off again, absent where there is none."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from cloak_codec.imprint import HEADER_BYTES, IMPRINT_FOUND, imprint, lift, read_imprint
from cloak_codec.quality import psnr_db
from cloak_codec.shuffle import scramble, unscramble

from tests.unit.codec.pictures import PHOTOGRAPHS, photograph

HEADER = bytes(range(HEADER_BYTES))


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_header_is_read_and_taken_off(name: str) -> None:
    plane = photograph(name)
    marked = imprint(plane, HEADER, 2.0)
    found = read_imprint(marked)
    assert found.header == HEADER
    assert found.score > IMPRINT_FOUND
    assert psnr_db(plane, marked) > 40
    assert psnr_db(plane, lift(marked, HEADER)) > 50


def test_a_corner_is_enough() -> None:
    marked = imprint(photograph("chelsea", 512, 512), HEADER, 4.0)
    assert read_imprint(np.ascontiguousarray(marked[:128, :128])).header == HEADER


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_plane_without_one_is_told(name: str) -> None:
    found = read_imprint(photograph(name))
    assert found.header is None
    assert found.score < IMPRINT_FOUND


def test_a_blank_plane_scores_zero() -> None:
    assert read_imprint(np.zeros((64, 64, 3), np.uint8)).score == 0.0


def test_the_pattern_is_the_same_for_ever() -> None:
    """Change this digest only together with the format's version."""
    marked = imprint(np.full((96, 600, 3), 100, np.uint8), HEADER, 2.0)
    assert (
        hashlib.sha256(marked.tobytes()).hexdigest()
        == "3f32ee5b178cadb145e22ad3fc1c0e657d9826e23fb72468bbdb8fb69fd6f6fa"
    )


def test_a_scrambled_plane_comes_back_with_its_key_alone() -> None:
    plane = photograph("rocket", 320, 240)
    mixed = scramble(plane, b"k" * 32)
    assert not np.array_equal(mixed, plane)
    assert np.array_equal(unscramble(mixed, b"k" * 32), plane)
    assert not np.array_equal(unscramble(mixed, b"l" * 32), plane)
