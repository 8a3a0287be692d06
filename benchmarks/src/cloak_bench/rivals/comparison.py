"""One rival on the same covers, texts and attacks as all the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from cloak_codec.quality import psnr_db, ssim
from numpy.typing import NDArray
from PIL import Image

from cloak_bench.attacks import Attack
from cloak_bench.covers import Cover, as_png, pixels_of
from cloak_bench.intervals import share, spread
from cloak_bench.payloads import letters
from cloak_bench.rivals.tools import Rival

_MOST_CHARACTERS: Final = 1 << 17
_CAPACITY_COVERS: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What every rival is asked to do."""

    covers: list[Cover] = field(repr=False)
    characters: int
    attacks: Mapping[str, Attack]
    folder: Path


def compare(rival: Rival, task: Task, *, most_characters: int | None = None) -> dict[str, Any]:
    """Quality, exact texts after each attack, seconds, and how much fits."""
    count = min(task.characters, most_characters or task.characters)
    figures: dict[str, list[float]] = defaultdict(list)
    answers: dict[str, Counter[str]] = {name: Counter() for name in task.attacks}
    refused: Counter[str] = Counter()
    needs_side = False
    _hide(rival, task, task.covers[0], letters(count, 0))  # what is loaded once is not its time
    for index, cover in enumerate(task.covers):
        text = letters(count, index)
        hidden = _hide(rival, task, cover, text)
        if isinstance(hidden, str):
            refused[hidden] += 1
            continue
        stego, side, seconds = hidden
        needs_side = needs_side or side is not None
        figures["embed_s"].append(seconds)
        figures["psnr_db"].append(psnr_db(cover.rgb, stego))
        figures["ssim"].append(ssim(cover.rgb, stego))
        for name, attack in task.attacks.items():
            arrived = pixels_of(attack(as_png(stego), index))
            path = _written(task.folder / f"arrived.{rival.container}", arrived)
            read = rival.extract(path, side)
            figures["extract_s"].append(read.seconds)
            wrong = "nothing" if read.text is None else "wrong"
            answers[name]["exact" if read.text == text else read.error or wrong] += 1
    return {
        "characters": count,
        "covers": len(task.covers),
        "refused": dict(refused),
        "needs_besides_the_picture": "the number of bits" if needs_side else None,
        **{name: spread(values) for name, values in figures.items()},
        "after": {
            name: share(found.pop("exact", 0), sum(found.values()) + exact) | {"else": dict(found)}
            for name, found in answers.items()
            for exact in [found["exact"]]
        },
        "carries_at_least": _capacities(rival, task) if most_characters is None else None,
    }


def _hide(
    rival: Rival, task: Task, cover: Cover, text: str
) -> tuple[NDArray[np.uint8], Any, float] | str:
    """(stego pixels, side, seconds), or what went wrong."""
    given = _written(task.folder / f"cover.{rival.container}", cover.rgb)
    stego = task.folder / f"stego.{rival.container}"
    stego.unlink(missing_ok=True)
    hidden = rival.embed(given, stego, text)
    if hidden.error is not None:
        return hidden.error
    if not stego.exists():
        return "no file"
    found = pixels_of(stego.read_bytes())
    if found.shape != cover.rgb.shape:
        return "another size"
    return found, hidden.side, hidden.seconds


def _capacities(rival: Rival, task: Task) -> list[int]:
    """For some covers the most characters, of powers of two, that come back from the file."""
    return [
        _capacity(rival, task, cover, index)
        for index, cover in enumerate(task.covers[:_CAPACITY_COVERS])
    ]


def _capacity(rival: Rival, task: Task, cover: Cover, index: int) -> int:
    most, failures, count = 0, 0, 8
    # One failure may be of that text alone; two in a row are the end.
    while count <= _MOST_CHARACTERS and failures < 2:
        text = letters(count, index)
        hidden = _hide(rival, task, cover, text)
        comes_back = False
        if not isinstance(hidden, str):
            path = _written(task.folder / f"arrived.{rival.container}", hidden[0])
            comes_back = rival.extract(path, hidden[1]).text == text
        most, failures = (count, 0) if comes_back else (most, failures + 1)
        count *= 2
    return most


def _written(path: Path, rgb: NDArray[np.uint8]) -> Path:
    Image.fromarray(rgb).save(path)
    return path
