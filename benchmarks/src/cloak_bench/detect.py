"""``cloak-bench detect``: how well trained detectors tell covers from what was hidden in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
from cloak_codec.saved_models import SavedModels
from numpy.typing import NDArray

from cloak_bench.covers import Size, pixels_of, read_covers
from cloak_bench.detection.classics import flagged
from cloak_bench.detection.featurestore import FeatureStore
from cloak_bench.detection.judge import Verdict, area, judge
from cloak_bench.detection.stegos import CONTROL, maker, version_of
from cloak_bench.intervals import share, spread
from cloak_bench.results import BUILD, ROOT, provenance, read_results, write_results

DETECTORS: Final = ("spam", "srmq1", "crm")
_SEED: Final = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which covers, which methods, which detectors."""
    parser.add_argument("--covers", type=Path, required=True, help="a folder or zip of pictures")
    parser.add_argument("--size", type=Size.parse, default=Size(), help="native, 224 or long:1920")
    parser.add_argument("--count", type=int, help="covers; all of them if not given")
    parser.add_argument(
        "--methods",
        nargs="+",
        required=True,
        help="control; lsbr:R, lsbm:R, hill:R, locked:R, covert:R, coded:R (bits a value); "
        "robust:N (sealed bytes); image",
    )
    parser.add_argument("--detectors", nargs="*", choices=DETECTORS, default=DETECTORS)
    parser.add_argument("--cnn", type=float, metavar="MINUTES", help="train the network as well")
    parser.add_argument("--again", action="store_true", help="also what the results file holds")
    parser.add_argument("--repository", type=Path, default=ROOT / "model_repository")
    parser.add_argument("--out", type=Path, required=True)


def run(arguments: argparse.Namespace) -> None:
    """Make the files, extract their features, train and judge; results after each method."""
    covers = read_covers(arguments.covers, arguments.size, arguments.count)
    networks = SavedModels(arguments.repository)
    store = FeatureStore(BUILD / "features" / f"{arguments.covers.stem}-{arguments.size}", covers)
    store.make(_name(CONTROL), maker(CONTROL, networks))
    settings = {"covers": arguments.covers.name, "size": str(arguments.size)}
    before = read_results(arguments.out) if arguments.out.exists() else {}
    methods: dict[str, Any] = before["methods"] if settings.items() <= before.items() else {}
    for method in arguments.methods:
        known = methods.setdefault(method, {})
        store.make(_name(method), maker(method, networks))
        pairs = store.accepted(_name(method))
        if arguments.again or known.get("accepted") != share(len(pairs), len(covers), "accepted"):
            known.clear()
            known["accepted"] = share(len(pairs), len(covers), "accepted")
        if method != CONTROL:
            found = store.load(_name(method), "psnr_db", pairs)[:, 0]
            known["psnr_db"] = spread([float(value) for value in found])
            known["stegexpose"] = _simple(store, method, pairs)
        detectors = known.setdefault("detectors", {})
        for detector in arguments.detectors:
            if detector not in detectors:
                clean, changed = _features(store, method, detector, pairs)
                verdicts = judge(clean, changed, seed=_SEED)
                detectors[detector] = {name: v.figures() for name, v in verdicts.items()}
                sys.stderr.write(f"{method} {detector} {detectors[detector]}\n")
        if arguments.cnn is not None and method != CONTROL:
            detectors["cnn"] = _network(store, method, pairs, arguments.cnn)
        known["worst"] = _worst(detectors)
        write_results(arguments.out, {**settings, **provenance(), "methods": methods})


def _name(method: str) -> str:
    return f"{method}@{version_of(method)}"


def _features(
    store: FeatureStore, method: str, detector: str, pairs: list[int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    clean = store.load(_name(CONTROL), detector, pairs)
    if method == CONTROL:
        # Nothing was hidden: covers against other covers must be a toss of a coin.
        half = len(pairs) // 2
        return clean[:half], clean[half : 2 * half]
    return clean, store.load(_name(method), detector, pairs)


def _simple(store: FeatureStore, method: str, pairs: list[int]) -> dict[str, Any]:
    clean = store.load(_name(CONTROL), "classics", pairs)
    changed = store.load(_name(method), "classics", pairs)
    verdict = Verdict(clean.mean(1).astype(np.float64), changed.mean(1).astype(np.float64))
    return {
        "covers_flagged": share(int(flagged(clean).sum()), len(pairs), "flagged"),
        "stegos_flagged": share(int(flagged(changed).sum()), len(pairs), "flagged"),
        "auc": round(area(verdict.covers, verdict.stegos), 4),
    }


def _network(store: FeatureStore, method: str, pairs: list[int], minutes: float) -> dict[str, Any]:
    from cloak_bench.detection.cnn import train_detector

    clean, changed = (
        np.stack([pixels_of(store.file(_name(name), pair).read_bytes()) for pair in pairs])
        for name in (CONTROL, method)
    )
    trained = train_detector(clean, changed, minutes=minutes, seed=_SEED)
    figures = trained.verdict.figures()
    sys.stderr.write(f"{method} cnn {figures} {trained.training}\n")
    return {"network": figures, "training": trained.training}


def _worst(detectors: dict[str, Any]) -> dict[str, Any]:
    """The detector that finds most: its least P_E is the figure that counts."""
    every = [
        (figures["p_e"], f"{detector} {classifier}", figures)
        for detector, found in detectors.items()
        for classifier, figures in found.items()
        if "p_e" in figures
    ]
    if not every:
        return {}
    p_e, name, figures = min(every, key=lambda entry: entry[0])
    return {"detector": name, "p_e": p_e, "p_e_interval": figures["p_e_interval"]}
