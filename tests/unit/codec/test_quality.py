"""PSNR and SSIM are scikit-image's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import skimage.metrics
from cloak_codec.quality import psnr_db, ssim

from tests.unit.codec.pictures import photograph


@pytest.mark.parametrize(("width", "height"), [(64, 80), (225, 97)])
def test_figures_agree_with_scikit_image(width: int, height: int) -> None:
    picture = photograph("coffee", width, height)
    noise = np.random.default_rng(0).normal(0, 5, picture.shape)
    changed = np.clip(picture + noise, 0, 255).astype(np.uint8)
    theirs: Any = skimage.metrics  # ships no types
    expected_db = theirs.peak_signal_noise_ratio(picture, changed)
    expected = theirs.structural_similarity(picture, changed, channel_axis=2, data_range=255)
    assert psnr_db(picture, changed) == pytest.approx(expected_db)
    assert ssim(picture, changed) == pytest.approx(expected, abs=1e-6)


def test_a_picture_equals_itself() -> None:
    picture = photograph("coffee", 64, 64)
    assert psnr_db(picture, picture) == 100.0
    assert ssim(picture, picture) == pytest.approx(1.0)
