"""Hearing a lattice: which pitch was written, after a codec has drawn everything towards zero."""

import numpy as np
import pytest
from cloak_codec.channels import journeys
from cloak_codec.lattice.layout import layout
from cloak_codec.lattice.listening import Heard
from cloak_codec.lattice.raster import raster_of
from cloak_codec.lattice.reading import luma_of
from cloak_codec.lattice.writing import write_bits

from tests.unit.codec.pictures import photograph

WRITTEN = 64.0


@pytest.mark.parametrize("name", ["chelsea", "rocket", "moon"])
def test_the_pitch_that_was_written_is_among_the_two_steadiest_after_webp(name: str) -> None:
    raster = raster_of(224, 224)
    plan = layout(raster.columns, raster.rows)
    code = np.random.default_rng(1).integers(0, 2, len(plan.code_at)).astype(np.uint8)
    stego = write_bits(photograph(name), plan.lay(code, 1), WRITTEN, raster)
    (journey,) = journeys("webp:50")
    heard = Heard(luma_of(journey.arrival(stego, raster)[0]), raster)
    steadiest = [hearing.pitch for hearing in heard.steadiest(plan)]
    assert WRITTEN in steadiest[:2]
