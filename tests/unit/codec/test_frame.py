"""Frames of every size that fits come back from any grid; nothing else is accepted."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_codec.errors import InvalidSealed
from cloak_codec.frame import body_sizes, decode_frame, encode_frame, reads_back
from cloak_codec.grid import grid

CELLS = [400, 784, 1500, 4096, 20_000]


@pytest.mark.parametrize("cells", CELLS)
def test_every_size_that_fits_comes_back(cells: int) -> None:
    layout, rng = grid(cells), np.random.default_rng(cells)
    assert body_sizes(layout)
    for size in body_sizes(layout):
        content = rng.bytes(1 + size)
        heard = (encode_frame(content, layout) * 2.0 - 1.0).astype(np.float32)
        frame = decode_frame(heard, layout)
        assert frame is not None
        assert (frame.content, frame.corrected_share) == (content, 0.0)


def test_corrected_share_is_the_share_of_wrong_code_bits() -> None:
    layout, rng = grid(4096), np.random.default_rng(0)
    content = rng.bytes(65)
    heard = (encode_frame(content, layout) * 2.0 - 1.0).astype(np.float32)
    wrong = rng.choice(layout.code_at, len(layout.code_at) // 20, replace=False)
    heard[wrong] *= -0.5
    frame = decode_frame(heard, layout)
    assert frame is not None
    assert frame.content == content
    assert frame.corrected_share == pytest.approx(0.05, abs=0.001)


def test_the_writers_check_is_stricter_than_the_reader() -> None:
    layout, rng = grid(784), np.random.default_rng(1)
    content = rng.bytes(57)
    sent = encode_frame(content, layout) * 2.0 - 1.0
    strict, lenient = 0, 0
    for _ in range(60):
        heard = (sent + rng.normal(0, 0.68, 784)).astype(np.float32)
        strict += reads_back(heard, layout, content)
        lenient += decode_frame(heard, layout) is not None
    assert strict < lenient


def test_noise_holds_no_frame() -> None:
    layout, rng = grid(784), np.random.default_rng(2)
    for _ in range(20):
        assert decode_frame(rng.normal(0, 1, 784).astype(np.float32), layout) is None


@pytest.mark.parametrize("length", [0, 1, 24, 26, 50, 4097])
def test_other_lengths_are_refused(length: int) -> None:
    with pytest.raises(InvalidSealed):
        encode_frame(bytes(length), grid(784))


def test_more_cells_never_carry_less() -> None:
    most = [max(body_sizes(grid(cells)), default=0) for cells in range(100, 3000, 37)]
    assert most == sorted(most)
