"""One trial: hide, write the file, open it again, and try to read it after every attack."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from cloak_codec import Answer, Extracted, Networks, Payload, Picture, unseal
from cloak_codec.quality import psnr_db, ssim
from numpy.typing import NDArray
from PIL import Image

from cloak_bench.attacks import Attack
from cloak_bench.covers import Cover, pixels_of
from cloak_bench.hiding import REFUSALS, Hiding
from cloak_bench.payloads import noise, noise_of, picture_of
from cloak_bench.results import Row

CELL_PIXELS: Final = 64


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What is hidden where: ``picture``, or ``sealed_bytes`` of noise, or as much as there is room.

    Room is what the cover takes at the rate of the hiding.
    """

    cover: Cover
    number: int
    sealed_bytes: int | None = None
    picture: Cover | None = None

    def payload(self, hiding: Hiding) -> Payload:
        """The payload, the same for the same number."""
        if self.picture is not None:
            return picture_of(self.picture)
        if self.sealed_bytes is not None:
            return noise_of(self.sealed_bytes, self.number)
        room = hiding.room(self.cover)
        return noise(room.payload_bytes if room is not None else 0, self.number)


def run_trial(
    trial: Trial, hiding: Hiding, attacks: Mapping[str, Attack], networks: Networks
) -> Row:
    """The row of one trial; refusals of the codec are rows too."""
    row: Row = {"cover": trial.cover.name, "size": list(trial.cover.size), "number": trial.number}
    try:
        sealed = hiding.seal(trial.payload(hiding), trial.cover)
        pixels = trial.cover.size[0] * trial.cover.size[1]
        row["sealed_bytes"] = len(sealed) - 1
        row["load"] = round(8 * row["sealed_bytes"] * CELL_PIXELS / pixels, 4)
        begun = time.perf_counter()
        done = hiding.embed(trial.cover, sealed)
    except REFUSALS as refused:
        return row | {"refused": refused.code, "reason": str(refused)}
    row["embed_s"] = round(time.perf_counter() - begun, 4)
    row["embed_stages_s"] = _rounded(done.timings)
    delivered = pixels_of(done.file)
    row |= {
        "psnr_db": round(psnr_db(trial.cover.rgb, delivered), 3),
        "ssim": round(ssim(trial.cover.rgb, delivered), 5),
        "strength": done.report.strength,
        "attempts": done.report.attempts,
        "file_bytes": len(done.file),
    }
    return row | _read_back(done.file, sealed, trial, hiding, attacks, networks)


def _read_back(
    file: bytes,
    sealed: bytes,
    trial: Trial,
    hiding: Hiding,
    attacks: Mapping[str, Attack],
    networks: Networks,
) -> Row:
    answers: dict[str, str] = {}
    seconds: dict[str, float] = {}
    secrets: dict[str, list[float]] = {}
    stages: dict[str, float] = {}
    for name, attack in attacks.items():
        if not attack.applies_to(trial.cover.size):
            continue
        arrived = attack(file, trial.number)
        begun = time.perf_counter()
        found = hiding.extract(arrived, networks)
        seconds[name] = round(time.perf_counter() - begun, 4)
        stages = stages or _rounded(found.timings)
        answers[name] = _verdict(found, sealed)
        if trial.picture is not None and found.sealed is not None:
            shown = _shown(found.sealed, hiding)
            if shown is not None:
                secrets[name] = _fidelity(trial.picture.rgb, shown)
    row: Row = {"answers": answers, "extract_s": seconds, "extract_stages_s": stages}
    return row | ({"secret": secrets} if trial.picture is not None else {})


def _verdict(found: Extracted, sealed: bytes) -> str:
    """``exact``, ``wrong``, or the codec's own answer."""
    if found.answer is not Answer.PAYLOAD:
        return found.answer.value
    return "exact" if found.sealed == sealed else "wrong"


def _shown(sealed: bytes, hiding: Hiding) -> NDArray[np.uint8] | None:
    opened = unseal(sealed, hiding.secret)
    return pixels_of(opened.content) if isinstance(opened, Picture) else None


def _fidelity(secret: NDArray[np.uint8], shown: NDArray[np.uint8]) -> list[float]:
    """[PSNR in dB, SSIM] of a revealed picture at the size of the secret."""
    size = (secret.shape[1], secret.shape[0])
    same = np.asarray(Image.fromarray(shown).resize(size, Image.Resampling.LANCZOS))
    return [round(psnr_db(secret, same), 3), round(ssim(secret, same), 5)]


def _rounded(timings: Mapping[Any, float]) -> dict[str, float]:
    return {str(stage): round(seconds, 4) for stage, seconds in timings.items()}
