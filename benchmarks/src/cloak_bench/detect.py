"""``cloak-bench detect``: how well trained detectors tell covers from what was hidden in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

from cloak_bench.covers import Size, read_covers
from cloak_bench.detection.classics import flagged
from cloak_bench.detection.featurestore import FeatureStore, Pairs
from cloak_bench.detection.judge import area, judge
from cloak_bench.detection.stegos import CONTROL, maker, version_of
from cloak_bench.intervals import share, spread
from cloak_bench.results import BUILD, provenance, read_results, write_results

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
    parser.add_argument("--out", type=Path, required=True)


def run(arguments: argparse.Namespace) -> None:
    """Make the files, extract their features, train and judge; results after each method."""
    covers = read_covers(arguments.covers, arguments.size, arguments.count)
    store = FeatureStore(BUILD / "features" / f"{arguments.covers.stem}-{arguments.size}", covers)
    settings = {"covers": arguments.covers.name, "size": str(arguments.size)}
    before = read_results(arguments.out) if arguments.out.exists() else {}
    methods: dict[str, Any] = before["methods"] if settings.items() <= before.items() else {}
    for method in arguments.methods:
        clean, changed = (f"{name}@{version_of(name)}" for name in (CONTROL, method))
        store.make(clean, maker(CONTROL))
        store.make(changed, maker(method))
        pairs = Pairs(store, clean, changed, store.accepted(changed))
        accepted = share(len(pairs.indices), len(covers), "accepted")
        if arguments.again or methods.get(method, {}).get("accepted") != accepted:
            methods[method] = {"accepted": accepted}
        _measure(pairs, arguments, methods[method])
        sys.stderr.write(f"{method}: {methods[method]['worst']}\n")
        write_results(arguments.out, {**settings, **provenance(), "methods": methods})


def _measure(pairs: Pairs, arguments: argparse.Namespace, known: dict[str, Any]) -> None:
    """Add what is not known yet about a method."""
    detectors = known.setdefault("detectors", {})
    for detector in arguments.detectors:
        if detector not in detectors:
            verdicts = judge(*pairs.features(detector), seed=_SEED)
            detectors[detector] = {name: verdict.figures() for name, verdict in verdicts.items()}
    if not pairs.is_control:
        found = pairs.store.load(pairs.changed, "psnr_db", pairs.indices)[:, 0]
        known["psnr_db"] = spread([float(value) for value in found])
        known["stegexpose"] = _simple(pairs)
        if arguments.cnn is not None:
            detectors["cnn"] = _network(pairs, arguments.cnn)
    known["worst"] = _worst(detectors)


def _simple(pairs: Pairs) -> dict[str, Any]:
    clean, changed = pairs.features("classics")
    means = [rows.mean(1).astype(np.float64) for rows in (clean, changed)]
    return {
        "covers_flagged": share(int(flagged(clean).sum()), len(clean), "flagged"),
        "stegos_flagged": share(int(flagged(changed).sum()), len(changed), "flagged"),
        "auc": round(area(*means), 4),
    }


def _network(pairs: Pairs, minutes: float) -> dict[str, Any]:
    from cloak_bench.detection.cnn import train_detector

    trained = train_detector(*pairs.pictures(), minutes=minutes, seed=_SEED)
    return {"network": trained.verdict.figures(), "training": trained.training}


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
