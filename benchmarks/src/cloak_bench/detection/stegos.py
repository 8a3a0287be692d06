"""The files that detectors look at: made by the system itself or by a yardstick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from cloak_codec import Mode

from cloak_bench.covers import Cover, as_png
from cloak_bench.detection.yardsticks import YARDSTICKS
from cloak_bench.hiding import REFUSALS, Hiding, fingerprint
from cloak_bench.payloads import SEED, secret_of
from cloak_bench.trials import Trial

Maker = Callable[[list[Cover], int], bytes | None]
CONTROL: Final = "control"
CODED: Final = "coded"


def maker(method: str) -> Maker:
    """What writes stego file ``i`` for a list of covers, or None where the codec refuses.

    ``lsbr:R``, ``lsbm:R``, ``hill:R``, ``locked:R`` and ``covert:R`` hide R bits a channel value;
    ``robust:N`` hides N sealed bytes, ``image`` a picture that survives JPEG, ``coded:R`` one that
    does not at R bits a value; ``control`` nothing at all.
    """
    kind, _, value = method.partition(":")
    if kind == CONTROL:
        return lambda covers, index: as_png(covers[index].rgb)
    if kind in YARDSTICKS:
        rate = float(value)

        def change(covers: list[Cover], index: int) -> bytes:
            rng = np.random.default_rng((SEED, index))
            return as_png(YARDSTICKS[kind](covers[index].rgb, rate, rng))

        return change
    return _of_codec(kind, value)


def _of_codec(kind: str, value: str) -> Maker:
    hiding = Hiding(Mode.IMAGE if kind == CODED else Mode(kind))
    if kind == CODED:
        hiding = replace(hiding, channel="lossless")
    if kind in {CODED, Mode.COVERT}:
        hiding = replace(hiding, rate=float(value))

    def hide(covers: list[Cover], index: int) -> bytes | None:
        trial = Trial(
            covers[index],
            index,
            sealed_bytes=int(value) if hiding.mode is Mode.ROBUST else None,
            picture=secret_of(covers, index) if hiding.mode is Mode.IMAGE else None,
        )
        try:
            sealed = hiding.seal(trial.payload(hiding), trial.cover)
            return hiding.embed(trial.cover, sealed).file
        except REFUSALS:
            return None

    return hide


def version_of(method: str) -> str:
    """What a method's files depend on: yardsticks on nothing, modes on the codec."""
    kind = method.partition(":")[0]
    if kind in {CONTROL, *YARDSTICKS}:
        return "1"
    return fingerprint(None)
