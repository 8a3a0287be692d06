"""Extraction: what a picture holds, with no hint about size, length, shape or mode."""

from __future__ import annotations

from cloak_codec.blocks.reading import read_blocks
from cloak_codec.covert import read_covert
from cloak_codec.errors import DamagedPayload, NeedsNewerVersion
from cloak_codec.formats import model_name
from cloak_codec.frame import Frame
from cloak_codec.imagefile import Pixels, read
from cloak_codec.lattice.reading import luma_of, read_directly, read_searching
from cloak_codec.limits import LIMITS, Limits
from cloak_codec.lock import (
    BYTES,
    CODED,
    INLAY_VERSION,
    VERSIONS_OF,
    Lock,
    lock_of,
    version_of,
)
from cloak_codec.modes import Mode
from cloak_codec.networks import Networks
from cloak_codec.picture import read_plane
from cloak_codec.plane import join_plane, parse_header
from cloak_codec.results import Answer, Check, Extracted, Stage
from cloak_codec.robust1 import read_grid
from cloak_codec.stagewatch import StageWatch


def extract(
    image: bytes,
    *,
    networks: Networks,
    placement: bytes | None = None,
    check: Check | None = None,
    limits: Limits = LIMITS,
) -> Extracted:
    """The sealed bytes in a picture, or the truth about why there are none.

    A ``covert`` message under a passphrase needs its ``placement`` (``placement_key``); without, or
    with another, there is no message. ``check(stage)`` is called before each stage and may raise to
    give up. Raises ImageRefused and ModelUnavailable.
    """
    watch = StageWatch(check)
    with watch.stage(Stage.DECODE):
        pixels = read(image, limits.for_reading())
    # What is written into single values takes milliseconds to find and cannot be mistaken.
    found = _inlaid(pixels, placement, watch)
    if found is None and min(pixels.width, pixels.height) >= limits.least_side:
        found = _sought(pixels, networks, watch)
    return found or Extracted(Answer.NO_MESSAGE, timings=watch.seconds)


def _sought(pixels: Pixels, networks: Networks, watch: StageWatch) -> Extracted | None:
    """The dearer ways after the cheaper ones; a search for what was moved comes last."""
    with watch.stage(Stage.VERIFY):
        blocks = read_blocks(pixels.rgb)
    if blocks.sealed is not None:
        return _coded(blocks.sealed, blocks.corrected_share, watch)
    luma = luma_of(pixels.rgb)
    with watch.stage(Stage.VERIFY):
        direct = read_directly(luma)
    if direct.frame is not None:
        return _framed(direct.frame, watch)
    if blocks.marked:
        # Whatever moved the picture would have moved the header away with it: no search helps.
        return Extracted(Answer.DAMAGED, mode=Mode.IMAGE, timings=watch.seconds)
    found = _image(pixels, networks, watch) or _first_robust(pixels, networks, watch)
    if found is not None and found.answer is not Answer.DAMAGED:
        return found
    with watch.stage(Stage.VERIFY):
        searched = read_searching(luma)
    if searched.frame is not None:
        return _framed(searched.frame, watch)
    if direct.marked or searched.marked:
        return Extracted(Answer.DAMAGED, mode=Mode.ROBUST, timings=watch.seconds)
    return found


def _first_robust(pixels: Pixels, networks: Networks, watch: StageWatch) -> Extracted | None:
    with watch.stage(Stage.PREDICT):
        reading = read_grid(networks, pixels.rgb)
    if not reading.marked:
        return None
    if reading.frame is None:
        return Extracted(Answer.DAMAGED, mode=Mode.ROBUST, timings=watch.seconds)
    return _framed(reading.frame, watch)


def _framed(frame: Frame, watch: StageWatch) -> Extracted:
    if lock_of(frame.content[0]) in CODED:
        return _coded(frame.content, frame.corrected_share, watch)
    return _sealed(Mode.ROBUST, BYTES, frame.content, frame.corrected_share, watch)


def _coded(sealed: bytes, corrected_share: float, watch: StageWatch) -> Extracted:
    return _sealed(Mode.IMAGE, CODED, sealed, corrected_share, watch)


def _sealed(
    mode: Mode,
    locks: tuple[Lock, ...],
    sealed: bytes,
    corrected_share: float,
    watch: StageWatch,
) -> Extracted:
    version, lock = version_of(sealed[0]), lock_of(sealed[0])
    if lock not in locks or version not in VERSIONS_OF[lock]:
        return _needs_model(mode, version, watch)
    return Extracted(
        Answer.PAYLOAD,
        sealed=sealed,
        mode=mode,
        corrected_share=corrected_share,
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


def _inlaid(pixels: Pixels, placement: bytes | None, watch: StageWatch) -> Extracted | None:
    with watch.stage(Stage.VERIFY):
        found = None if placement is None else read_covert(pixels.rgb, placement)
        found = found or read_covert(pixels.rgb, None)
    if found is None:
        return None
    if not found.known:
        return _needs_model(Mode.COVERT, INLAY_VERSION + 1, watch)
    lock = lock_of(found.sealed[0]) if found.sealed else None
    mode = Mode.IMAGE if lock in CODED else Mode.COVERT
    if not found.sealed:
        return Extracted(Answer.DAMAGED, mode=mode, timings=watch.seconds)
    version = version_of(found.sealed[0])
    if lock not in (*BYTES, *CODED) or version not in VERSIONS_OF[lock]:
        return _needs_model(mode, version, watch)
    return Extracted(Answer.PAYLOAD, sealed=found.sealed, mode=mode, timings=watch.seconds)


def _needs_model(mode: Mode, version: int, watch: StageWatch) -> Extracted:
    return Extracted(
        Answer.NEEDS_MODEL, mode=mode, needs_model=model_name(mode, version), timings=watch.seconds
    )
