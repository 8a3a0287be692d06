"""``robust`` mode: a frame in the low frequencies of a picture, as weak as its channel allows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cloak_codec.channels import Journey, decisive, journeys
from cloak_codec.frame import encode_frame
from cloak_codec.hiding import Proposal
from cloak_codec.lattice.layout import layout
from cloak_codec.lattice.listening import PITCHES
from cloak_codec.lattice.raster import Raster, raster_of, spread
from cloak_codec.lattice.reading import luma_of, read_at, read_directly, read_searching
from cloak_codec.lattice.writing import write_bits
from cloak_codec.lock import ROBUST_VERSION
from cloak_codec.quality import psnr_db

_USUAL: Final = PITCHES.index(64.0)  # 42 dB on most photographs
_WEAKEST: Final = PITCHES.index(16.0)  # 54 dB
# How many steps (0.75 dB) what is only wished for may cost; nothing where a message fills its
# picture, which would pay for it in most pictures, a short one in few.
_FOR_WISHES: Final = 5
# Steps above the weakest, for what no journey stands for. One more where the picture has room: of
# the files that a crop with scaling made illegible, .7 dB bring half back.
_MARGIN: Final = 1
_MORE_MARGIN: Final = 1
_MOST_PROBE_PIXELS: Final = 3_000_000
_AT_HOME: Final = Journey(steps=())


class _Outcome(IntEnum):
    LOST = 0  # on a required journey
    SAFE = 1
    WISHED = 2  # on every journey
    VISIBLE = 3  # too much changed, whatever survives


class RobustHiding:
    """Hides one frame in one picture."""

    floor_db = 36.0

    def __init__(self, cover: NDArray[np.uint8], sealed: bytes, channel: str) -> None:
        """``channel`` as in ``cloak_codec.channels``. Raises InvalidSealed, InvalidChannel."""
        self._cover, self._sealed = cover, sealed
        self._journeys = journeys(channel)
        self._probed_journeys = (_AT_HOME, *decisive(self._journeys))
        self._raster = raster_of(cover.shape[1], cover.shape[0])
        plan = layout(self._raster.columns, self._raster.rows)
        dimensions = plan.checked(len(sealed))
        code = encode_frame(sealed, plan.code_bits(dimensions), version=ROBUST_VERSION)
        self._bits = plan.lay(code, dimensions)
        self._probe, self._probe_raster = _probe_of(cover, self._raster)
        self._outcome = _Outcome.LOST

    def proposals(self) -> Iterator[Proposal]:
        """What probing finds, and ever stronger ones where that is not read from its file."""
        first = self._sought()
        for step in range(first, len(PITCHES), 2):
            yield self._proposal(step)
            if self._outcome is not _Outcome.LOST:
                break
        for back in range(1, self._margin + 1):
            if self._outcome is not _Outcome.VISIBLE:
                break
            yield self._proposal(first - back)

    def judge(self, stego: NDArray[np.uint8], change_db: float) -> bool:
        """Whether the frame is read from the picture and from all that its channel makes of it.

        As strangers read it: nothing that only its writer knows helps.
        """
        if change_db < self.floor_db:
            self._outcome = _Outcome.VISIBLE
            return False
        required = (journey for journey in self._journeys if not journey.wished)
        good = all(
            self._is_read(luma_of(journey.arrival(stego, self._raster)[0]))
            for journey in (_AT_HOME, *required)
        )
        self._outcome = _Outcome.SAFE if good else _Outcome.LOST
        return good

    def _sought(self) -> int:
        """The step to begin with, found on the probe with what only its writer knows."""
        usual = self._probed(_USUAL)
        if usual is _Outcome.LOST:
            return self._weakest(_USUAL + 1, len(PITCHES) - 1, _Outcome.SAFE)
        if usual is not _Outcome.SAFE:
            return self._weakest(_WEAKEST, _USUAL, _Outcome.WISHED)
        stronger = () if self._is_full else range(_USUAL + 1, _USUAL + _FOR_WISHES + 1)
        found = next((step for step in stronger if self._probed(step) >= _Outcome.WISHED), None)
        return _USUAL if found is None else found + _MORE_MARGIN

    def _weakest(self, low: int, high: int, enough: _Outcome) -> int:
        """Bisect, ``high`` being the strongest that comes into question; with a margin."""
        while low < high:
            middle = (low + high) // 2
            if self._probed(middle) >= enough:  # the visible ones with them: weaker, then
                high = middle
            else:
                low = middle + 1
        return min(high + self._margin, len(PITCHES) - 1)

    @property
    def _is_full(self) -> bool:
        return len(self._bits) > 1

    @property
    def _margin(self) -> int:
        return _MARGIN if self._is_full else _MARGIN + _MORE_MARGIN

    def _proposal(self, step: int) -> Proposal:
        rgb = write_bits(self._cover, self._bits, self._pitch(step), self._raster)
        return Proposal(PITCHES[step] / PITCHES[_USUAL], rgb)

    def _pitch(self, step: int) -> float:
        return PITCHES[step] / math.sqrt(len(self._bits))

    def _probed(self, step: int) -> _Outcome:
        stego = write_bits(self._probe, self._bits, self._pitch(step), self._probe_raster)
        if psnr_db(self._probe, stego) < self.floor_db:
            return _Outcome.VISIBLE
        for journey in self._probed_journeys:
            arrived, raster = journey.arrival(stego, self._probe_raster)
            frame = read_at(luma_of(arrived), raster, len(self._sealed))
            if frame is None or frame.content != self._sealed:
                return _Outcome.SAFE if journey.wished else _Outcome.LOST
        return _Outcome.WISHED

    def _is_read(self, luma: NDArray[np.float32]) -> bool:
        frame = read_directly(luma).frame or read_searching(luma).frame
        return frame is not None and frame.content == self._sealed


def _probe_of(cover: NDArray[np.uint8], raster: Raster) -> tuple[NDArray[np.uint8], Raster]:
    """A picture small enough to try many strengths on; no channel is kinder to it."""
    height, width = cover.shape[:2]
    scale = (_MOST_PROBE_PIXELS / (width * height)) ** 0.5
    if scale >= 1.0:
        return cover, raster
    size = round(width * scale), round(height * scale)
    probe = np.asarray(Image.fromarray(cover).resize(size, Image.Resampling.BOX))
    return probe, spread(raster.columns, raster.rows, *size)
