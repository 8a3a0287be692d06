"""``robust`` mode: a frame in the low frequencies of a picture, as weak as its channel allows."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.channels import Journey, journeys
from cloak_codec.errors import InvalidSealed
from cloak_codec.frame import encode_frame
from cloak_codec.hiding import Proposal
from cloak_codec.lattice.layout import layout
from cloak_codec.lattice.listening import PITCHES
from cloak_codec.lattice.raster import raster_of
from cloak_codec.lattice.reading import luma_of, read_at, read_directly, read_searching
from cloak_codec.lattice.writing import write_bits
from cloak_codec.lock import ROBUST_VERSION

_USUAL: Final = PITCHES.index(64.0)  # 42 dB on most photographs
_WEAKEST: Final = PITCHES.index(16.0)  # 54 dB
_WISHED: Final = _USUAL + 5  # 38.3 dB: as far as what is only wished for may go
_MARGIN: Final = 1  # steps above the weakest, for what no journey stands for


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
        self._raster = raster_of(cover.shape[1], cover.shape[0])
        plan = layout(self._raster.columns, self._raster.rows)
        dimensions = plan.dimensions(len(sealed))
        if dimensions is None or len(sealed) - 1 not in plan.body_sizes():
            raise InvalidSealed(f"{len(sealed)} sealed bytes are no frame for this cover")
        code = encode_frame(sealed, plan.code_bits(dimensions), version=ROBUST_VERSION)
        self._bits = plan.lay(code, dimensions)
        self._outcome = _Outcome.LOST
        self._thoroughly = False

    def proposals(self) -> Iterator[Proposal]:
        """Search for the weakest lattice that survives; ever stronger ones where none does."""
        yield self._proposal(_USUAL)
        if self._outcome is _Outcome.WISHED or self._outcome is _Outcome.VISIBLE:
            yield from self._weakest(_WEAKEST, _USUAL, enough=_Outcome.WISHED)
        elif self._outcome is _Outcome.SAFE:
            yield from self._for_what_is_wished()
        else:
            yield from self._weakest(_USUAL + 1, len(PITCHES) - 1, enough=_Outcome.SAFE)

    def judge(self, stego: NDArray[np.uint8], change_db: float) -> bool:
        """Whether the frame is read from the picture and from all that its channel makes of it.

        Nothing is delivered that was read with the help of what only its writer knows.
        """
        self._outcome = self._heard(stego) if change_db >= self.floor_db else _Outcome.VISIBLE
        return self._thoroughly and self._outcome in (_Outcome.SAFE, _Outcome.WISHED)

    def secret_psnr_db(self) -> float | None:
        """Bits are right or wrong: there is no such figure."""
        return None

    def _weakest(self, low: int, high: int, *, enough: _Outcome) -> Iterator[Proposal]:
        """Bisect, ``high`` being the strongest that comes into question."""
        while low < high:
            middle = (low + high) // 2
            yield self._proposal(middle)
            if self._outcome >= enough:  # the visible ones with them: weaker, then
                high = middle
            else:
                low = middle + 1
        yield from self._final(high)

    def _final(self, step: int) -> Iterator[Proposal]:
        """With a margin, and read as strangers read it; stronger where that is not enough."""
        self._thoroughly = True
        for stronger in range(min(step + _MARGIN, len(PITCHES) - 1), len(PITCHES), 2):
            yield self._proposal(stronger)
            if self._outcome is not _Outcome.LOST:
                break
        if self._outcome is _Outcome.VISIBLE:
            yield self._proposal(step)

    def _for_what_is_wished(self) -> Iterator[Proposal]:
        for step in range(_USUAL + 1, _WISHED + 1):
            yield self._proposal(step)
            if self._outcome is _Outcome.WISHED:
                yield from self._final(step - _MARGIN)
                return
        yield from self._final(_USUAL - _MARGIN)

    def _proposal(self, step: int) -> Proposal:
        pitch = PITCHES[step] / len(self._bits) ** 0.5
        rgb = write_bits(self._cover, self._bits, pitch, self._raster)
        return Proposal(PITCHES[step] / PITCHES[_USUAL], rgb)

    def _heard(self, stego: NDArray[np.uint8]) -> _Outcome:
        frame = read_directly(luma_of(stego)).frame
        if frame is None or frame.content != self._sealed:
            return _Outcome.LOST
        for journey in self._journeys:
            if journey.wished and self._thoroughly:
                break  # what it got is what it gets
            if not self._survives(journey, stego):
                return _Outcome.SAFE if journey.wished else _Outcome.LOST
        return _Outcome.WISHED

    def _survives(self, journey: Journey, stego: NDArray[np.uint8]) -> bool:
        arrived, raster = journey.arrival(stego, self._raster)
        luma = luma_of(arrived)
        frame = read_at(luma, raster, len(self._sealed))
        if frame is not None and self._thoroughly:
            frame = read_directly(luma).frame or read_searching(luma).frame
        return frame is not None and frame.content == self._sealed
