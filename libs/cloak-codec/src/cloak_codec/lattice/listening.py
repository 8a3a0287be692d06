"""Hearing a lattice: which pitch and which blur make a picture's coordinates fall on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.lattice.atoms import project
from cloak_codec.lattice.layout import Layout
from cloak_codec.lattice.quantiser import concentration, soft_bits
from cloak_codec.lattice.raster import Raster

BLURS: Final = (0.0, 0.35, 0.5, 0.65, 0.8, 0.95, 1.1)  # standard deviations, canonical pixels
# Levels: what writers use, eight to an octave.
PITCHES: Final[tuple[float, ...]] = tuple(8.0 * 2.0 ** (step / 8) for step in range(33))
# What is heard once contrast has been changed on the way.
ANY_CONTRAST: Final = tuple(float(pitch) for pitch in np.geomspace(6.0, 170.0, 440))
_PILOT_ALONE: Final = 5.5  # deviations
_PILOT_WITH_LATTICE: Final = 2.5
_LATTICE: Final = 10.0
_MOST_PILOTS: Final = 512
_MOST_OTHERS: Final = 1024


@dataclass(frozen=True, slots=True)
class Hearing:
    """A supposed pitch and blur, and how clearly pilot and lattice stand out, in deviations."""

    pitch: float
    blur: float
    pilot: float
    lattice: float

    @property
    def certain(self) -> bool:
        """Whether something was written here, legible or not.

        On 400 covers without a message the pilot's best was 4.7, in searches 5.3, and the lattice's
        7.5; where the lattice was above 6, the pilot was below 0.
        """
        return self.pilot >= _PILOT_ALONE or (
            self.lattice >= _LATTICE and self.pilot >= _PILOT_WITH_LATTICE
        )


def listen(
    luma: NDArray[np.float32],
    raster: Raster,
    plan: Layout,
    *,
    pitches: tuple[float, ...] = PITCHES,
    blurs: tuple[float, ...] = BLURS,
    most: int = 4,
) -> list[Hearing]:
    """The ``most`` likeliest suppositions about a picture, the best first.

    For the pitches that writers use the pilot decides: codecs flatten even areas, and lattices then
    seem denser than they are. For any others there are too many to choose from by the pilot
    alone, so both count, and of neighbours only the best.
    """
    pilots, others = plan.pilot_at[:_MOST_PILOTS], plan.code_at[:_MOST_OTHERS]
    chosen = np.concatenate([pilots, others])
    signs = plan.pilot_bits[: len(pilots)] * np.float32(2) - np.float32(1)
    candidates = np.array(pitches, np.float32)
    heard: list[tuple[float, Hearing]] = []
    for blur in blurs:
        coordinates = project(luma, raster, blur=blur).ravel()[chosen]
        scores = np.empty((len(candidates), 2), np.float32)
        concentration(coordinates, signs, candidates, scores)
        merit = scores[:, 0] if pitches is PITCHES else _both(scores)
        for k in np.argsort(-merit)[:most]:
            found = Hearing(pitches[k], blur, float(scores[k, 0]), float(scores[k, 1]))
            heard.append((float(merit[k]), found))
    heard.sort(key=lambda one: -one[0])
    return [hearing for _, hearing in heard[:most]]


def soft_places(
    luma: NDArray[np.float32], raster: Raster, hearing: Hearing, dimensions: int
) -> NDArray[np.float32]:
    """The soft bits [dimensions,rows,columns] of a picture under a supposition."""
    coordinates = project(luma, raster, dimensions=dimensions, blur=hearing.blur)
    return soft_bits(coordinates, hearing.pitch)


def _both(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pilot and lattice together; -1 where a neighbouring pitch has more."""
    merit = np.hypot(*np.maximum(scores, 0.0).T)
    around = np.pad(merit, 1, constant_values=-1.0)
    peak = (merit >= around[:-2]) & (merit > around[2:])
    return np.where(peak, merit, np.float32(-1.0))
