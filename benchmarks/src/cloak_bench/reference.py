"""``cloak-bench reference``: own features and ensemble beside those of PyPI's sealwatch."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cloak_bench.covers import Size, read_covers
from cloak_bench.detection.classics import sample_pairs
from cloak_bench.detection.ensemble import least_error, train_ensemble
from cloak_bench.detection.rich import crm, crm_submodels, srmq1
from cloak_bench.detection.spam import spam
from cloak_bench.detection.yardsticks import hill
from cloak_bench.payloads import SEED
from cloak_bench.results import provenance, write_results
from cloak_bench.rivals.installing import python_of

_SIDE: Final = 96  # sealwatch takes seconds for each picture
_PICTURES: Final = 3
_RATE: Final = 0.4
_TRAINING: Final = 0.6
_OTHER_SIDE: Final = Path(__file__).with_name("detection") / "sealwatch_side.py"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which covers."""
    parser.add_argument("--covers", type=Path, required=True, help="a folder or zip of pictures")
    parser.add_argument("--count", type=int, default=300, help="pairs for the ensembles")
    parser.add_argument("--out", type=Path, required=True)


def run(arguments: argparse.Namespace) -> None:
    """Ask both sides the same and write down how far apart they are."""
    covers = read_covers(arguments.covers, Size(), arguments.count)
    python = python_of("sealwatch", "sealwatch==2025.9")
    rgb = np.stack([cover.rgb[:_SIDE, :_SIDE] for cover in covers[:_PICTURES]])
    rngs = [np.random.default_rng((SEED, number)) for number in range(len(covers))]
    clean = np.stack([crm(cover.rgb) for cover in covers])
    changed = np.stack(
        [crm(hill(cover.rgb, _RATE, rng)) for cover, rng in zip(covers, rngs, strict=True)]
    )
    train = np.random.default_rng(SEED).permutation(len(covers))[: int(_TRAINING * len(covers))]
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder, "asked.npz"), Path(folder, "answered.npz")
        np.savez(asked, allow_pickle=False, rgb=rgb, covers=clean, stegos=changed, train=train)
        begun = time.perf_counter()
        command = [str(python), str(_OTHER_SIDE), str(asked), str(answered)]
        subprocess.run(command, check=True)  # noqa: S603  # an interpreter that we installed
        seconds = time.perf_counter() - begun
        with np.load(answered) as found:
            theirs = dict(found)
    test = np.setdiff1d(np.arange(len(covers)), train)
    ours = train_ensemble(clean[train], changed[train], seed=1)
    figures = {
        "greatest_difference": _differences(rgb, theirs),
        "ensemble_p_e": {
            "method": f"hill:{_RATE}, colour rich model, {len(train)} pairs to train on",
            "ours": round(least_error(ours.scores(clean[test]), ours.scores(changed[test]))[0], 4),
            "sealwatch": round(least_error(theirs["covers"], theirs["stegos"])[0], 4),
        },
        "sealwatch_seconds": round(seconds, 1),
    }
    write_results(arguments.out, {"covers": arguments.covers.name, **provenance(), **figures})
    sys.stdout.write(f"{figures}\n")


def _differences(rgb: NDArray[np.uint8], theirs: dict[str, Any]) -> dict[str, float]:
    """The two sides order values differently, so that sorted values are compared."""
    greatest: dict[str, float] = {}
    for number, picture in enumerate(rgb):
        green = np.ascontiguousarray(picture[..., 1])
        pairs: dict[str, tuple[NDArray[Any], Any]] = {
            "spam": (spam(picture), theirs["spam"][number].ravel()),
            "srmq1": (srmq1(green), theirs["srmq1"][number]),
            "crm": (_unit(picture), theirs["crm"][number]),
            "sample_pairs": (np.array([sample_pairs(green)]), theirs["sample_pairs"][number]),
        }
        for name, (own, other) in pairs.items():
            apart = float(np.abs(np.sort(own) - np.sort(np.atleast_1d(other))).max())
            greatest[name] = max(greatest.get(name, 0.0), apart)
    return greatest


def _unit(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The colour model with each submodel at the sum 1, for sealwatch counts some of them twice."""
    return np.concatenate([part / part.sum() for part in crm_submodels(rgb)])
