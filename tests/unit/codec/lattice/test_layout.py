"""The layout of the lattice: every place once, the same for ever."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from cloak_codec.frame import HEAD_BYTES
from cloak_codec.lattice.layout import layout, plan_for


@pytest.mark.parametrize(("columns", "rows"), [(8, 8), (28, 28), (62, 46), (155, 105)])
@pytest.mark.parametrize("dimensions", [1, 2, 4])
def test_what_is_laid_is_taken_again(columns: int, rows: int, dimensions: int) -> None:
    plan = layout(columns, rows)
    sent = np.random.default_rng(0).integers(0, 2, plan.code_bits(dimensions)).astype(np.uint8)
    laid = plan.lay(sent, dimensions)
    assert laid.shape == (dimensions, rows, columns)
    assert np.array_equal(laid[0].ravel()[plan.pilot_at], plan.pilot_bits)
    assert np.array_equal(plan.take(laid.astype(np.float32), dimensions), sent)


def test_long_messages_take_more_dimensions_and_too_long_ones_none() -> None:
    plan = layout(28, 28)
    taken = [plan.dimensions(HEAD_BYTES + body) for body in (24, 48, 56, 80, 112, 256, 320)]
    assert taken == [1, 1, 2, 2, 4, 4, None]
    assert max(plan.body_sizes()) == 256


def test_larger_pictures_never_carry_less() -> None:
    most = [max(plan_for(side, side).body_sizes(), default=0) for side in range(64, 2000, 56)]
    assert most == sorted(most)
    assert plan_for(72, 72).body_sizes() == ()
    assert plan_for(80, 80).body_sizes() == (24,)


def test_the_layout_is_the_same_for_ever() -> None:
    """Change this digest only together with the format's version."""
    digest = hashlib.sha256()
    for columns, rows in ((28, 28), (62, 46), (155, 105)):
        plan = layout(columns, rows)
        sent = (np.arange(plan.code_bits(4)) % 3 == 0).astype(np.uint8)
        digest.update(plan.lay(sent, 4).tobytes())
    assert digest.hexdigest() == "52a2ae6062629a1ac0adc21e071e7dbac47a1c31df14693dbbd96a18f05e3318"
