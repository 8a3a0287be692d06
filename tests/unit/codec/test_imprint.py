"""The imprint that earlier versions left in planes: read from a part, absent without one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from cloak_codec.imprint import IMPRINT_FOUND, lift, read_imprint
from cloak_codec.networks import IMAGE_REVEALER
from cloak_codec.quality import psnr_db
from cloak_codec.saved_models import SavedModels
from cloak_codec.shuffle import unscramble
from numpy.typing import NDArray

from tests.unit.codec.pictures import PHOTOGRAPHS, photograph, pixels_of

VECTORS = Path(__file__).parent / "vectors" / "v1"
NAME = "picture-open.png"


@pytest.fixture(scope="module")
def plane(networks: SavedModels) -> NDArray[np.uint8]:
    """What the revealing network makes of a picture that an earlier version wrote."""
    image = pixels_of((VECTORS / NAME).read_bytes())
    return np.asarray(networks.run(IMAGE_REVEALER, {"image": image[None]})["secret"][0])


def test_a_header_is_read_and_taken_off(plane: NDArray[np.uint8]) -> None:
    header = bytes.fromhex(json.loads((VECTORS / "vectors.json").read_text())[NAME]["header_hex"])
    found = read_imprint(plane)
    assert found.header == header
    assert found.score > IMPRINT_FOUND
    lifted = lift(plane, header)
    assert psnr_db(plane, lifted) > 35
    assert read_imprint(lifted).score < found.score / 2


def test_a_corner_is_enough(plane: NDArray[np.uint8]) -> None:
    corner = np.ascontiguousarray(plane[:128, :128])
    assert read_imprint(corner).header == read_imprint(plane).header


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_plane_without_one_is_told(name: str) -> None:
    found = read_imprint(photograph(name))
    assert found.header is None
    assert found.score < IMPRINT_FOUND


def test_a_blank_plane_scores_zero() -> None:
    assert read_imprint(np.zeros((64, 64, 3), np.uint8)).score == 0.0


def test_blocks_go_back_to_where_their_key_says() -> None:
    plane = photograph("rocket", 320, 240)
    back = unscramble(plane, b"k" * 32)
    assert sorted(blocks_of(back)) == sorted(blocks_of(plane))
    assert not np.array_equal(back, plane)
    assert not np.array_equal(back, unscramble(plane, b"l" * 32))


def blocks_of(plane: NDArray[np.uint8]) -> list[bytes]:
    return [
        plane[y : y + 16, x : x + 16].tobytes()
        for y in range(0, plane.shape[0], 16)
        for x in range(0, plane.shape[1], 16)
    ]
