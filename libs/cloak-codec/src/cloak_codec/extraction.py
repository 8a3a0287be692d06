"""Extraction: what a picture holds, with no hint about size, length, shape or mode."""

from __future__ import annotations

from cloak_codec.errors import DamagedPayload, NeedsNewerVersion
from cloak_codec.formats import model_name
from cloak_codec.frame import Frame
from cloak_codec.imagefile import Pixels, read
from cloak_codec.limits import LIMITS, Limits
from cloak_codec.lattice.reading import luma_of, read_directly, read_searching
from cloak_codec.lock import VERSION, Lock, lock_of, version_of
from cloak_codec.modes import Mode
from cloak_codec.networks import Networks
from cloak_codec.picture import read_plane
from cloak_codec.plane import join_plane, parse_header
from cloak_codec.results import Answer, Check, Extracted, Stage
from cloak_codec.robust1 import read_grid
from cloak_codec.stagewatch import StageWatch

_FRAME_LOCKS = (Lock.OPEN, Lock.PASSPHRASE)


def extract(
    image: bytes, *, networks: Networks, check: Check | None = None, limits: Limits = LIMITS
) -> Extracted:
    """The sealed bytes in a picture, or the truth about why there are none.

    ``check(stage)`` is called before each stage and may raise to give up. Raises ImageRefused and
    ModelUnavailable.
    """
    watch = StageWatch(check)
    with watch.stage(Stage.DECODE):
        pixels = read(image, limits)
    luma = luma_of(pixels.rgb)
    with watch.stage(Stage.VERIFY):
        direct = read_directly(luma)
    if direct.frame is not None:
        return _framed(direct.frame, watch)
    found = _image(pixels, networks, watch) or _first_robust(pixels, networks, watch)
    if found is not None and found.answer is not Answer.DAMAGED:
        return found
    with watch.stage(Stage.VERIFY):
        searched = read_searching(luma)
    if searched.frame is not None:
        return _framed(searched.frame, watch)
    if direct.marked or searched.marked:
        return Extracted(Answer.DAMAGED, mode=Mode.ROBUST, timings=watch.seconds)
    return found or Extracted(Answer.NO_MESSAGE, timings=watch.seconds)


def _first_robust(pixels: Pixels, networks: Networks, watch: StageWatch) -> Extracted | None:
    with watch.stage(Stage.PREDICT):
        reading = read_grid(networks, pixels.rgb)
    if not reading.marked:
        return None
    if reading.frame is None:
        return Extracted(Answer.DAMAGED, mode=Mode.ROBUST, timings=watch.seconds)
    return _framed(reading.frame, watch)


def _framed(frame: Frame, watch: StageWatch) -> Extracted:
    version = version_of(frame.content[0])
    if version != VERSION or lock_of(frame.content[0]) not in _FRAME_LOCKS:
        return _needs_model(Mode.ROBUST, version, watch)
    return Extracted(
        Answer.PAYLOAD,
        sealed=frame.content,
        mode=Mode.ROBUST,
        corrected_share=frame.corrected_share,
        timings=watch.seconds,
    )


def _image(pixels: Pixels, networks: Networks, watch: StageWatch) -> Extracted | None:
    with watch.stage(Stage.PREDICT):
        reading = read_plane(networks, pixels.rgb)
    if not reading.marked:
        return None
    if reading.header is None or reading.plane is None:
        return Extracted(Answer.DAMAGED, mode=Mode.IMAGE, timings=watch.seconds)
    try:
        parse_header(reading.header)
    except NeedsNewerVersion:
        return _needs_model(Mode.IMAGE, version_of(reading.header[0]), watch)
    except DamagedPayload:
        return Extracted(Answer.DAMAGED, mode=Mode.IMAGE, timings=watch.seconds)
    return Extracted(
        Answer.PAYLOAD,
        sealed=join_plane(reading.header, reading.plane),
        mode=Mode.IMAGE,
        timings=watch.seconds,
    )


def _needs_model(mode: Mode, version: int, watch: StageWatch) -> Extracted:
    return Extracted(
        Answer.NEEDS_MODEL, mode=mode, needs_model=model_name(mode, version), timings=watch.seconds
    )
