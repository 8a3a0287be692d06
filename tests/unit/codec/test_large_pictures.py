"""Pictures beyond the work size: reduced for the networks, whole for people."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_codec import Answer, Mode, Picture, Text, embed, extract, seal, unseal
from cloak_codec.geometry import MOST_WORK_PIXELS, Sampling, work_size
from cloak_codec.overlay import add_residual, work_picture
from cloak_codec.quality import psnr_db
from cloak_codec.saved_models import SavedModels

from tests.unit.codec.pictures import as_file, photograph, pixels_of, recompressed


@pytest.fixture
def _low_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pictures count as large early: the same path in a twentieth of the time."""
    for mode in tuple(MOST_WORK_PIXELS):
        monkeypatch.setitem(MOST_WORK_PIXELS, mode, 1 << 16)


def test_bits_outlast_recompression_in_a_large_picture(networks: SavedModels) -> None:
    size = (1690, 1500)
    cover = photograph("astronaut", *size)
    sealed = seal(Text("large"), mode=Mode.ROBUST, cover_size=size, passphrase=None)
    done = embed(as_file(cover, "JPEG", quality=95), sealed, mode=Mode.ROBUST, networks=networks)
    assert done.report.psnr_db > 40
    assert extract(recompressed(done.file, 50), networks=networks).sealed == sealed


@pytest.mark.usefixtures("_low_bounds")
def test_a_plane_in_picked_pixels_is_exact(networks: SavedModels) -> None:
    size = (401, 300)
    cover, secret = photograph("coffee", *size), photograph("chelsea", 300, 200)
    payload = Picture("", "image/png", as_file(secret))
    sealed = seal(payload, mode=Mode.IMAGE, cover_size=size, passphrase=None)
    done = embed(as_file(cover), sealed, mode=Mode.IMAGE, networks=networks)
    found = extract(done.file, networks=networks)
    assert found.answer is Answer.PAYLOAD
    assert found.sealed is not None
    opened = unseal(found.sealed, None)
    assert isinstance(opened, Picture)
    assert psnr_db(secret, pixels_of(opened.content)) > 30


@pytest.mark.parametrize("mode", list(MOST_WORK_PIXELS))
@pytest.mark.parametrize(
    "shape", [(64, 625_000), (625_000, 64), (8000, 5000), (5000, 8000), (2048, 1537)]
)
def test_work_sizes_are_whole_cells_within_their_bound(mode: Mode, shape: tuple[int, int]) -> None:
    size = work_size(*shape, mode)
    grain = 8 if mode is Mode.ROBUST else 16
    assert size.width % grain == size.height % grain == 0
    assert 64 <= size.width <= shape[0]
    assert 64 <= size.height <= shape[1]
    assert size.width * size.height <= MOST_WORK_PIXELS[mode]


def test_an_enlarged_residual_has_no_seam_between_its_bands() -> None:
    size = work_size(1800, 1900, Mode.ROBUST)
    ramp = np.linspace(-20, 20, size.height, dtype=np.float16)[:, None, None]
    residual = np.broadcast_to(ramp, (size.height, size.width, 3))
    changed = add_residual(np.full((1900, 1800, 3), 128, np.uint8), residual, 1.0, size)
    steps = np.diff(changed[:, 900, 1].astype(int))
    assert set(np.unique(steps)) <= {0, 1}


def test_picked_pixels_are_the_ones_that_change() -> None:
    size = work_size(1500, 1200, Mode.IMAGE)
    assert size.sampling is Sampling.PICKED
    picture = np.zeros((1200, 1500, 3), np.uint8)
    changed = add_residual(picture, np.full((size.height, size.width, 3), 9), 1.0, size)
    assert np.all(work_picture(changed, size) == 9)
    assert np.count_nonzero(changed) == 3 * size.height * size.width
