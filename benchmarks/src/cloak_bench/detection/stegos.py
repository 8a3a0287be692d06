"""The files that detectors look at: made by the system itself or by a yardstick."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import cloak_codec
import numpy as np
from cloak_codec import CoverUnsuitable, Mode, Networks, PayloadTooLarge, embed, seal

from cloak_bench.covers import Cover, as_png
from cloak_bench.detection.yardsticks import YARDSTICKS
from cloak_bench.payloads import PASSPHRASE, SEED, picture_of, secret_of, text_of

Maker = Callable[[list[Cover], int], bytes | None]
CONTROL: Final = "control"


def maker(method: str, networks: Networks) -> Maker:
    """What writes stego file ``i`` for a list of covers, or None where the codec refuses.

    ``lsbr:R``, ``lsbm:R``, ``hill:R``, ``locked:R`` and ``covert:R`` hide R bits a channel value;
    ``robust:N`` hides N sealed bytes, ``image`` a picture; ``control`` nothing at all.
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
    return _of_codec(Mode(kind), value, networks)


def _of_codec(mode: Mode, value: str, networks: Networks) -> Maker:
    def hide(covers: list[Cover], index: int) -> bytes | None:
        cover = covers[index]
        payload = (
            picture_of(secret_of(covers, index))
            if mode is Mode.IMAGE
            else text_of(int(value), index)
        )
        try:
            sealed = seal(payload, mode=mode, cover_size=cover.size, passphrase=PASSPHRASE)
            return embed(as_png(cover.rgb), sealed, mode=mode, networks=networks).file
        except (CoverUnsuitable, PayloadTooLarge):
            return None

    return hide


def version_of(method: str) -> str:
    """What a method's files depend on: yardsticks on nothing, modes on the codec's sources."""
    if method.partition(":")[0] in {CONTROL, *YARDSTICKS}:
        return "1"
    digest = hashlib.sha256()
    for source in sorted(Path(cloak_codec.__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:8]
