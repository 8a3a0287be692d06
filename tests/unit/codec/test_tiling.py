"""Tiles give what the whole picture at once gives: there are no seams to find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from cloak_codec.networks import IMAGE_REVEALER, ROBUST_DECODER
from cloak_codec.saved_models import SavedModels
from cloak_codec.tiling import MOST_BATCH, MOST_BATCH_PIXELS, run_whole
from numpy.typing import NDArray

from tests.unit.codec.pictures import photograph


class Recorder:
    """Networks that remember the shapes they were asked for."""

    def __init__(self, networks: SavedModels) -> None:
        self._networks = networks
        self.shapes: list[tuple[int, ...]] = []

    def run(self, model: str, inputs: Mapping[str, NDArray[Any]]) -> Mapping[str, NDArray[Any]]:
        self.shapes.append(next(iter(inputs.values())).shape)
        return self._networks.run(model, inputs)


@pytest.mark.parametrize(("width", "height"), [(1400, 72), (64, 1080)])
def test_tiles_equal_the_whole_picture(networks: SavedModels, width: int, height: int) -> None:
    image = photograph("coffee", width, height)
    recorder = Recorder(networks)
    tiled = run_whole(recorder, ROBUST_DECODER, {"image": [image]})[0]
    assert sum(shape[0] for shape in recorder.shapes) > 1
    whole = networks.run(ROBUST_DECODER, {"image": image[None]})["logits"][0]
    difference = np.abs(tiled.astype(np.float32) - whole.astype(np.float32))
    assert difference.max() < 0.1


def test_revealed_tiles_equal_the_whole_picture(networks: SavedModels) -> None:
    image = photograph("astronaut", 1008, 96)
    tiled = run_whole(networks, IMAGE_REVEALER, {"image": [image]})[0]
    whole = networks.run(IMAGE_REVEALER, {"image": image[None]})["secret"][0]
    assert np.abs(tiled.astype(int) - whole.astype(int)).max() <= 1


def test_several_pictures_share_bounded_batches(networks: SavedModels) -> None:
    pictures = [photograph("coffee", 64, 64)] * 11
    recorder = Recorder(networks)
    outputs = run_whole(recorder, ROBUST_DECODER, {"image": pictures})
    assert len(outputs) == 11
    assert [shape[0] for shape in recorder.shapes] == [MOST_BATCH, 3]
    large = [photograph("coffee", 1024, 1024)] * 3
    recorder.shapes.clear()
    run_whole(recorder, ROBUST_DECODER, {"image": large})
    assert all(np.prod(shape[:3]) <= MOST_BATCH_PIXELS for shape in recorder.shapes)
