"""Pictures beyond the work size: reduced for the networks, whole for people."""

from __future__ import annotations

from pathlib import Path

import pytest
from cloak_codec import Answer, Mode, Text, embed, extract, seal
from cloak_codec.geometry import MOST_WORK_PIXELS, work_size
from cloak_codec.saved_models import SavedModels

from tests.unit.codec.pictures import as_file, photograph, pixels_of, recompressed

VECTORS = Path(__file__).parent / "vectors" / "v1"


def test_bits_outlast_recompression_in_a_large_picture(networks: SavedModels) -> None:
    size = (1690, 1500)
    cover = photograph("astronaut", *size)
    sealed = seal(Text("large"), mode=Mode.ROBUST, cover_size=size, passphrase=None)
    done = embed(as_file(cover, "JPEG", quality=95), sealed, mode=Mode.ROBUST)
    assert done.report.psnr_db > 40
    assert extract(recompressed(done.file, 50), networks=networks).sealed == sealed


def test_a_plane_in_picked_pixels_is_read(
    networks: SavedModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a large picture's is, in a twentieth of the time."""
    stego = (VECTORS / "picture-open.png").read_bytes()
    height, width = pixels_of(stego).shape[:2]
    monkeypatch.setitem(MOST_WORK_PIXELS, Mode.IMAGE, width * height)
    large = photograph("coffee", 2 * width, 2 * height).copy()
    large[1::2, 1::2] = pixels_of(stego)
    direct, picked = (extract(file, networks=networks) for file in (stego, as_file(large)))
    assert picked.answer is Answer.PAYLOAD
    assert picked.sealed == direct.sealed


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
