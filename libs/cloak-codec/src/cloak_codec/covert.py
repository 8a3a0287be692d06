"""``covert`` messages and coded pictures: sealed bytes inlaid in single values of a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.capacity import net_bytes
from cloak_codec.carriers import Carriers, covert_carriers, flat_carriers, with_differences
from cloak_codec.errors import CoverUnsuitable, InvalidSealed, PayloadTooLarge
from cloak_codec.hiding import Proposal
from cloak_codec.imagefile import Pixels
from cloak_codec.inlay import (
    MOST_SEALED_BYTES,
    InlayReading,
    read_body,
    read_header,
    write_inlay,
)
from cloak_codec.layout import Layout, values_of, with_steps
from cloak_codec.lock import CODED, INLAY_VERSION, Lock, lock_of, overhead_in, version_of
from cloak_codec.placement import Placement
from cloak_codec.rates import MOST_COVERT_RATE

_SIGHT_DB: Final = 40.0


class InlayHiding:
    """Hides one sealed message in one picture that is kept without loss."""

    floor_db = _SIGHT_DB

    def __init__(
        self,
        pixels: Pixels,
        sealed: bytes,
        locks: tuple[Lock, ...],
        placement: Placement,
        rate: float,
    ) -> None:
        """Raises InvalidSealed, PayloadTooLarge."""
        lock = check_inlay(sealed, locks)
        self._rgb, self._sealed, self._placement = pixels.rgb, sealed, placement
        self._carriers, self._reaches = _chosen(pixels, sealed, lock, rate)

    def proposals(self) -> Iterator[Proposal]:
        """The one change there is; raises CoverUnsuitable where none holds the message."""
        carriers = self._carriers
        for reach in self._reaches:
            moved = write_inlay(
                carriers.values,
                carriers.costs,
                self._sealed,
                self._placement,
                reach=reach,
                row=self._rgb.shape[1] if carriers.hides_from_detectors else None,
            )
            if moved is not None:
                steps = moved - carriers.values
                yield Proposal(1.0, with_steps(self._rgb, carriers.layout, steps))
                return
        raise CoverUnsuitable(
            "too few values of this picture can change; use a photograph without large pure black "
            "or white areas, or hide less"
        )

    def judge(self, stego: NDArray[np.uint8], change_db: float) -> bool:
        """Whether the very bytes are read."""
        if change_db < self.floor_db:
            return False
        reading = _read(stego, self._placement)
        return reading is not None and reading.sealed == self._sealed


def check_inlay(sealed: bytes, locks: tuple[Lock, ...]) -> Lock:
    """The lock of bytes sealed with one of ``locks`` that an inlay may hold. Raises InvalidSealed.

    Nothing is opened: bytes that nobody can unseal pass if their form is right.
    """
    lock = lock_of(sealed[0]) if sealed else None
    if lock not in locks or version_of(sealed[0]) != INLAY_VERSION:
        raise InvalidSealed("these bytes were not sealed for this mode")
    if net_bytes(len(sealed), overhead_in(sealed)) < 0 or len(sealed) > MOST_SEALED_BYTES:
        raise InvalidSealed(f"{len(sealed)} bytes are no sealed message")
    return lock


def read_covert(rgb: NDArray[np.uint8], key: bytes | None) -> InlayReading | None:
    """The message in a picture [H,W,3] under a placement key (None: the public one), if any."""
    return _read(rgb, Placement.of(key))


def _read(rgb: NDArray[np.uint8], placement: Placement) -> InlayReading | None:
    for layout in (Layout.LOCKED, Layout.FREE):
        values = values_of(rgb, layout)
        header = read_header(values[:, 0], placement)
        if header is None:
            continue
        if header.differences:
            if layout is Layout.FREE:
                return InlayReading(None, known=False)
            values = values_of(rgb, Layout.DIFFERENCES)
        return read_body(values, header, placement)
    return None


def _chosen(
    pixels: Pixels, sealed: bytes, lock: Lock, rate: float
) -> tuple[Carriers, tuple[int, ...]]:
    """The carriers and how far they may move, the least conspicuous way that holds the message."""
    room = 0
    if lock not in CODED:
        covert = covert_carriers(pixels.rgb, pixels.alpha)
        room = covert.room(min(rate, MOST_COVERT_RATE), reach=1)
        if len(sealed) <= room:
            return with_differences(covert, pixels.rgb), (1,)
    if lock in CODED or rate > MOST_COVERT_RATE:
        flat = flat_carriers(pixels.rgb)
        room = max(room, flat.room(rate, reach=2))
        if len(sealed) <= room:
            near = len(sealed) <= flat.room(rate, reach=1)
            return flat, (1, 2) if near else (2,)
    overhead = overhead_in(sealed)
    raise PayloadTooLarge(
        wanted_bytes=net_bytes(len(sealed), overhead),
        capacity_bytes=max(0, net_bytes(room, overhead)),
    )
