"""What is measured is what was announced: payloads do not shrink on their way."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_bench.covers import Cover
from cloak_bench.hiding import Hiding
from cloak_bench.trials import Trial
from cloak_codec import Mode

COVER = Cover("noise", np.random.default_rng(0).integers(0, 256, (512, 512, 3), np.uint8))


@pytest.mark.parametrize("wanted", [48, 256, 448])
def test_sealed_bytes_are_as_many_as_asked_for(wanted: int) -> None:
    hiding = Hiding(Mode.ROBUST)
    payload = Trial(COVER, 3, sealed_bytes=wanted).payload(hiding)
    assert len(hiding.seal(payload, COVER)) == 1 + wanted


@pytest.mark.parametrize("rate", [0.05, 0.1, 1.0])
def test_a_rate_is_used_up(rate: float) -> None:
    hiding = Hiding(Mode.COVERT, rate=rate)
    sealed = hiding.seal(Trial(COVER, 3).payload(hiding), COVER)
    assert 0.95 < 8 * len(sealed) / (rate * COVER.rgb.size) <= 1
