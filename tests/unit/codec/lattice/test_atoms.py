"""Wave forms: what is added to a picture is what is measured, whatever was done to it since."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_codec.lattice.atoms import MOST_DIMENSIONS, project, project_densely, synthesise
from cloak_codec.lattice.raster import Raster, raster_of, spread
from PIL import Image, ImageFilter

from tests.unit.codec.pictures import photograph


def coordinates_for(raster: Raster) -> np.ndarray:
    shape = (MOST_DIMENSIONS, raster.rows, raster.columns)
    return np.random.default_rng(0).normal(0, 10, shape).astype(np.float32)


@pytest.mark.parametrize(("width", "height"), [(64, 64), (225, 233), (777, 215)])
def test_dimensions_are_independent_of_each_other_and_of_their_neighbours(
    width: int, height: int
) -> None:
    raster = raster_of(width, height)
    wanted = coordinates_for(raster)
    luma = synthesise(wanted, raster, (height, width))
    assert np.abs(project(luma, raster, dimensions=MOST_DIMENSIONS) - wanted).max() < 1e-3


def test_brightness_alone_has_no_coordinates() -> None:
    raster = Raster(20, 20, 7.3, 9.1, 1.7, 2.2)
    luma = np.full((200, 180), 200.0, np.float32)
    assert np.abs(project(luma, raster, dimensions=MOST_DIMENSIONS)).max() < 0.02


def test_a_scaled_picture_is_measured_without_scaling_it_back() -> None:
    raster = raster_of(480, 400)
    wanted = coordinates_for(raster)[:1]
    luma = synthesise(wanted, raster, (400, 480))
    small = np.asarray(Image.fromarray(luma).resize((360, 300), Image.Resampling.BICUBIC))
    heard = project(small, spread(raster.columns, raster.rows, 360, 300))
    assert np.std(heard - wanted) < 1.0


def test_a_blur_is_undone_where_it_is_supposed() -> None:
    picture = Image.fromarray(photograph("coffee", 400, 320)).convert("L")
    raster = raster_of(400, 320)
    sharp = project(np.asarray(picture, np.float32), raster)
    blurred = np.asarray(picture.filter(ImageFilter.GaussianBlur(1)), np.float32)
    ignored = np.std(project(blurred, raster) - sharp)
    undone = np.std(project(blurred, raster, blur=0.95) - sharp)
    assert undone < ignored / 3


def test_dense_coordinates_are_those_of_a_raster_at_each_pixel() -> None:
    luma = photograph("chelsea", 160, 120)[..., 0].astype(np.float32)
    dense = project_densely(luma, 8.0, 0.0, 0.0, 100, 90)
    there = project(luma, Raster(10, 9, left=3.0, top=5.0))[0]
    assert np.allclose(dense[5::8, 3::8][:9, :10], there, atol=0.05)
