"""The first version's grid: a fixed layout whose pilot is heard where it is and nowhere else."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from cloak_codec.frame import encode_frame
from cloak_codec.grid import PILOT_FOUND, Grid, grid
from numpy.typing import NDArray


def laid(layout: Grid, code_bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The bit of every cell, as the first version's writers put them."""
    bits = np.empty(layout.cells, np.uint8)
    bits[layout.pilot_at] = layout.pilot_bits
    bits[layout.code_at] = code_bits
    return bits


@pytest.mark.parametrize("cells", [64, 100, 784, 4096, 49_152])
def test_each_cell_is_used_once(cells: int) -> None:
    layout = grid(cells)
    used = np.concatenate([layout.pilot_at, layout.code_at])
    assert np.array_equal(np.sort(used), np.arange(cells))


def test_a_whole_pilot_scores_the_root_of_its_length() -> None:
    layout = grid(784)
    code_bits = np.random.default_rng(0).integers(0, 2, len(layout.code_at), dtype=np.uint8)
    bits = laid(layout, code_bits)
    assert layout.pilot_score((bits * 2.0 - 1.0).astype(np.float32)) == pytest.approx(
        len(layout.pilot_at) ** 0.5
    )


def test_the_pilot_outlasts_one_wrong_cell_in_ten() -> None:
    layout, rng = grid(784), np.random.default_rng(1)
    bits = laid(layout, np.zeros(len(layout.code_at), np.uint8)) * np.float32(2) - np.float32(1)
    flips = (rng.random((200, 784)) < 0.1).astype(np.float32)
    heard = [layout.pilot_score(bits * (1 - 2 * flip)) for flip in flips]
    assert np.mean(np.array(heard) >= PILOT_FOUND) > 0.95


def test_the_pilot_is_not_heard_in_noise() -> None:
    layout, rng = grid(784), np.random.default_rng(2)
    scores = [layout.pilot_score(rng.standard_t(2, 784).astype(np.float32)) for _ in range(5000)]
    assert max(scores) < PILOT_FOUND
    assert np.std(scores) == pytest.approx(1.0, abs=0.05)


def test_silence_scores_zero() -> None:
    assert grid(784).pilot_score(np.zeros(784, np.float32)) == 0.0


def test_the_layout_is_the_same_for_ever() -> None:
    """Change this digest only together with the format's version."""
    digest = hashlib.sha256()
    for cells in (400, 784, 4096):
        layout = grid(cells)
        digest.update(laid(layout, np.arange(len(layout.code_at)) % 3 == 0).tobytes())
    assert digest.hexdigest() == "2dc9af33b41e9e2eb425ee4d0e27275189b1ef6c1d474c79ba9a6251c4f14d50"


def test_a_frame_of_any_size_that_fits_is_read() -> None:
    layout, rng = grid(1500), np.random.default_rng(3)
    for size in layout.body_sizes():
        content = rng.bytes(1 + size)
        bits = laid(layout, encode_frame(content, len(layout.code_at), version=1))
        frame = layout.decode(bits * np.float32(2) - np.float32(1))
        assert frame is not None
        assert frame.content == content
