"""Reading a frame from a picture: as it lies, as a scaled large one, or after a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.frame import HEAD_BYTES, PATIENT_PATHS, QUICK_PATHS, Frame, decode_frame
from cloak_codec.lattice.layout import Layout, layout
from cloak_codec.lattice.listening import ANY_CONTRAST, PITCHES, Heard, Hearing, listen
from cloak_codec.lattice.raster import Raster, large_counts, raster_of, spread
from cloak_codec.lattice.search import alignments
from cloak_codec.lock import ROBUST_VERSION

_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601, as JPEG has it
_FEW_BLURS: Final = (0.0, 0.5, 0.8)
_PATIENTLY: Final = 2  # suppositions of each sort for which a long list is worth its time
# Deviations of the pilot below which decoding is not tried, by how many pitches were.
_POSSIBLE: Final = {PITCHES: 3.6, ANY_CONTRAST: 4.4}


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether a pilot is there, and the frame if it decodes."""

    marked: bool
    frame: Frame | None


def luma_of(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The luma [H,W] of a picture [H,W,3]."""
    return rgb.astype(np.float32) @ _LUMA


def read_directly(luma: NDArray[np.float32]) -> Reading:
    """What a picture of its original size says, or a large one scaled without being cropped."""
    height, width = luma.shape
    own = raster_of(width, height)
    reading = _read(luma, own)
    if reading.frame is not None:
        return reading
    marked = reading.marked
    for columns, rows in large_counts(width, height):
        raster = spread(columns, rows, width, height)
        if raster == own or not _promising(luma, raster):
            continue
        reading = _read(luma, raster)
        marked = marked or reading.marked
        if reading.frame is not None:
            return reading
    return Reading(marked=marked, frame=None)


def read_searching(luma: NDArray[np.float32]) -> Reading:
    """What a picture says that may have been scaled and cropped."""
    marked = False
    for raster in alignments(luma):
        reading = _read(luma, raster, contrasts=(PITCHES,))
        marked = marked or reading.marked
        if reading.frame is not None:
            return reading
    return Reading(marked=marked, frame=None)


def read_at(luma: NDArray[np.float32], raster: Raster, frame_bytes: int) -> Frame | None:
    """The frame of a known raster and size, as a reader of little patience hears it."""
    plan, heard = layout(raster.columns, raster.rows), Heard(luma, raster)
    for hearing in (*heard.steadiest(plan), *listen(heard, plan)):
        frame = _decoded(heard, plan, hearing, (frame_bytes,), QUICK_PATHS)
        if frame is not None:
            return frame
    return None


def _promising(luma: NDArray[np.float32], raster: Raster) -> bool:
    plan = layout(raster.columns, raster.rows)
    hearings = listen(Heard(luma, raster), plan, blurs=_FEW_BLURS, most=1)
    return hearings[0].pilot >= _POSSIBLE[PITCHES]


def _read(
    luma: NDArray[np.float32],
    raster: Raster,
    contrasts: tuple[tuple[float, ...], ...] = (PITCHES, ANY_CONTRAST),
) -> Reading:
    plan, heard = layout(raster.columns, raster.rows), Heard(luma, raster)
    sizes = tuple(HEAD_BYTES + size for size in plan.body_sizes())
    marked = False
    for pitches in contrasts:
        hearings = listen(heard, plan, pitches=pitches)
        certain = any(hearing.certain for hearing in hearings)
        marked = marked or certain
        if not certain and max(hearing.pilot for hearing in hearings) < _POSSIBLE[pitches]:
            continue
        steadiest = heard.steadiest(plan) if pitches is PITCHES else []
        # A long list takes its time: only where there is something to be read.
        patiently = [*steadiest[:_PATIENTLY], *hearings[:_PATIENTLY]] if certain else []
        for paths, suppositions in (
            (QUICK_PATHS, [*steadiest, *hearings]),
            (PATIENT_PATHS, patiently),
        ):
            for hearing in suppositions:
                frame = _decoded(heard, plan, hearing, sizes, paths)
                if frame is not None:
                    return Reading(marked=True, frame=frame)
    return Reading(marked=marked, frame=None)


def _decoded(
    heard: Heard,
    plan: Layout,
    hearing: Hearing,
    sizes: tuple[int, ...],
    paths: int,
) -> Frame | None:
    needed = {size: plan.dimensions(size) or 1 for size in sizes}
    soft = heard.soft(hearing, max(needed.values(), default=1))
    for size, dimensions in needed.items():
        frame = decode_frame(plan.take(soft, dimensions), size, paths, version=ROBUST_VERSION)
        if frame is not None:
            return frame
    return None
