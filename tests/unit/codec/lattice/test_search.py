"""Cropped and scaled pictures are read without their original; empty ones cost a bounded search."""

from __future__ import annotations

import io

import numpy as np
import pytest
from cloak_codec.lattice.raster import large_counts, raster_of
from cloak_codec.lattice.reading import luma_of, read_directly, read_searching
from cloak_codec.lattice.search import alignments
from cloak_codec.quality import psnr_db
from cloak_codec.robust import RobustHiding
from numpy.typing import NDArray
from PIL import Image

from tests.unit.codec.pictures import PHOTOGRAPHS, photograph

SEALED = bytes(range(49))


def hidden(cover: NDArray[np.uint8]) -> Image.Image:
    hiding = RobustHiding(cover, SEALED, "chat")
    best = None
    for proposal in hiding.proposals():
        if hiding.judge(proposal.rgb, psnr_db(cover, proposal.rgb)):
            best = proposal
    assert best is not None
    return Image.fromarray(best.rgb)


def found(picture: Image.Image) -> bytes | None:
    frame = read_searching(luma_of(np.asarray(picture))).frame
    return None if frame is None else frame.content


def jpeg(picture: Image.Image) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=75)
    return Image.open(file)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_cropped_and_scaled_picture_is_read(name: str) -> None:
    stego = hidden(photograph(name, 420, 336))
    part = stego.crop((25, 11, 25 + 378, 11 + 303))
    assert read_directly(luma_of(np.asarray(part))).frame is None
    assert found(part) == SEALED
    assert found(jpeg(part.resize(stego.size, Image.Resampling.BICUBIC))) == SEALED


@pytest.mark.parametrize("scale", [0.6, 0.83, 1.3])
def test_a_scaled_picture_is_read_at_the_size_it_has(scale: float) -> None:
    stego = hidden(photograph("coffee", 420, 336))
    size = round(420 * scale), round(336 * scale)
    assert found(stego.resize(size, Image.Resampling.BICUBIC)) == SEALED


def test_a_large_picture_is_read_at_any_smaller_size_without_a_search() -> None:
    stego = hidden(photograph("astronaut", 1400, 1100))
    small = jpeg(stego.resize((1066, 838), Image.Resampling.BICUBIC))
    frame = read_directly(luma_of(np.asarray(small))).frame
    assert frame is not None
    assert frame.content == SEALED


def test_a_large_pictures_raster_is_among_those_of_its_scaled_copies() -> None:
    for width, height in ((1400, 1100), (1920, 1300), (4032, 3024), (1081, 1920)):
        own = raster_of(width, height)
        for scale in (0.3, 0.55, 0.8):
            counts = large_counts(round(width * scale), round(height * scale))
            assert (own.columns, own.rows) in counts


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_picture_without_a_message_offers_nothing_to_decode(name: str) -> None:
    assert not list(alignments(luma_of(photograph(name, 420, 336))))
