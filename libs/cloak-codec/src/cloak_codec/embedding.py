"""Embedding: the most welcome change whose finished file is read back, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.room import quality_for
from cloak_codec.capacity import is_inlaid
from cloak_codec.covert import InlayHiding
from cloak_codec.errors import CoverUnsuitable, UnsupportedImage
from cloak_codec.formats import model_name
from cloak_codec.hiding import Hiding, Proposal
from cloak_codec.imagefile import Pixels, read
from cloak_codec.imagewriter import check_output, media_type, write
from cloak_codec.limits import LIMITS, Limits
from cloak_codec.lock import BYTES, CODED, version_of
from cloak_codec.modes import USUAL_CHANNEL, Channel, Mode, Output
from cloak_codec.placement import Placement
from cloak_codec.quality import psnr_db, ssim
from cloak_codec.rates import MOST_RATE, rate_of
from cloak_codec.recompressed import RecompressedHiding, check_coded
from cloak_codec.results import Check, Embedded, Report, Stage
from cloak_codec.robust import RobustHiding
from cloak_codec.stagewatch import StageWatch


@dataclass(frozen=True, slots=True, eq=False)
class _Attempt:
    strength: float
    rgb: NDArray[np.uint8] = field(repr=False)
    file: bytes | None = field(repr=False)  # None where the file holds exactly these pixels
    psnr_db: float


def embed(
    cover: bytes,
    sealed: bytes,
    *,
    mode: Mode,
    output: Output = "png",
    channel: Channel | None = None,
    placement: bytes | None = None,
    rate: float | None = None,
    check: Check | None = None,
    limits: Limits = LIMITS,
) -> Embedded:
    """A file that looks like ``cover`` and from which ``extract`` reads ``sealed``.

    ``sealed`` comes from ``seal`` for this mode, the size of this cover and this channel.
    ``channel`` names what the message must survive (``cloak_codec.channels``; None: the one that
    the mode is for); ``covert``, and ``image`` on ``lossless``, survive unchanged files alone.
    ``covert`` lies where ``placement`` (``placement_key``; None: anyone finds it) says, and takes
    at most ``rate`` bits for each value of the cover. ``check(stage)`` is called before each stage
    and may raise to give up. Raises ImageRefused, InvalidSealed, PayloadTooLarge, InvalidChannel,
    InvalidRate and CoverUnsuitable.
    """
    watch, channel = StageWatch(check), channel or USUAL_CHANNEL[mode]
    with watch.stage(Stage.DECODE):
        pixels = read(cover, limits.for_mode(mode))
        check_output(pixels, output)
        hiding = _hiding(mode, pixels, sealed, output, channel, placement, rate)
    attempts, closest_db = 0, 0.0
    good: _Attempt | None = None
    proposals = hiding.proposals()
    while True:
        with watch.stage(Stage.PREDICT):
            proposal = next(proposals, None)
        if proposal is None:
            break
        with watch.stage(Stage.ENCODE):
            attempt = _attempt(proposal, pixels, output)
        attempts += 1
        closest_db = max(closest_db, attempt.psnr_db)
        with watch.stage(Stage.VERIFY):
            if hiding.judge(attempt.rgb, attempt.psnr_db):
                good = attempt
    if good is None:
        raise CoverUnsuitable(_why(hiding, closest_db))
    model = model_name(mode, version_of(sealed[0]))
    return _deliver(good, pixels, output, watch, model, attempts)


def _hiding(
    mode: Mode,
    pixels: Pixels,
    sealed: bytes,
    output: Output,
    channel: Channel,
    placement: bytes | None,
    rate: float | None,
) -> Hiding:
    if mode is Mode.ROBUST:
        return RobustHiding(pixels.rgb, sealed, channel)
    if not is_inlaid(mode, channel):
        return _recompressed(pixels, sealed, channel)
    if output == "jpeg":
        raise UnsupportedImage("what is hidden in single pixels does not survive JPEG; ask for PNG")
    if mode is Mode.COVERT:
        covertly = Placement.of(placement)
        return InlayHiding(pixels, sealed, BYTES, covertly, rate_of(mode, rate))
    return InlayHiding(pixels, sealed, CODED, Placement.of(None), MOST_RATE)


def _recompressed(pixels: Pixels, sealed: bytes, channel: Channel) -> Hiding:
    """In JPEG's blocks, or in the cells of ``robust`` where blocks do not stay in their place."""
    quality = quality_for(channel, pixels.width, pixels.height)
    if quality is None:
        check_coded(sealed)
        return RobustHiding(pixels.rgb, sealed, channel)
    return RecompressedHiding(pixels.rgb, sealed, channel, quality)


def _attempt(proposal: Proposal, pixels: Pixels, output: Output) -> _Attempt:
    rgb, file = proposal.rgb, None
    if output == "jpeg":
        file = write(pixels, rgb, output)
        rgb = read(file).rgb
    return _Attempt(proposal.strength, rgb, file, psnr_db(pixels.rgb, rgb))


def _deliver(
    attempt: _Attempt,
    pixels: Pixels,
    output: Output,
    watch: StageWatch,
    model: str,
    attempts: int,
) -> Embedded:
    with watch.stage(Stage.ENCODE):
        file = attempt.file if attempt.file is not None else write(pixels, attempt.rgb, output)
    with watch.stage(Stage.VERIFY):
        # The payload was read from these pixels; that the file holds them is all that is left.
        if not np.array_equal(read(file, LIMITS.for_reading()).rgb, attempt.rgb):
            raise CoverUnsuitable("the written file does not hold the pixels that were checked")
        similarity = ssim(pixels.rgb, attempt.rgb)
    report = Report(
        psnr_db=attempt.psnr_db,
        ssim=similarity,
        strength=attempt.strength,
        attempts=attempts,
        model=model,
    )
    return Embedded(file, media_type(output), report, watch.seconds)


def _why(hiding: Hiding, closest_db: float) -> str:
    if closest_db < hiding.floor_db:
        return (
            "hiding would show in this picture; photographs without large pure black or white "
            "areas do best"
        )
    return "this picture does not keep what is hidden in it; use a larger photograph or hide less"
