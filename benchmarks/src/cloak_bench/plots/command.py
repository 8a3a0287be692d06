"""``cloak-bench plot``: draw the figures of docs/benchmarks.md from what is in results/."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from cloak_bench.plots.detection import plot_detection
from cloak_bench.plots.loads import plot_loads
from cloak_bench.plots.rivals import plot_rivals
from cloak_bench.plots.survival import plot_survival
from cloak_bench.results import ROOT, read_results

_RESULTS: Final = ROOT / "benchmarks" / "results"
_FIGURES: Final = ROOT / "docs" / "benchmarks"
_ROBUST: Final = {
    "robust-224-48.json": "48 bytes, 224x224",
    "robust-native-128.json": "128 bytes, about 500x375",
    "robust-native-256.json": "256 bytes, about 500x375",
    "robust-social-1024.json": "1,024 bytes, 1,920 px",
}
_LOADS: Final = (
    "jpeg:50",
    "jpeg:30",
    "webp:50",
    "resize:0.5",
    "blur:1",
    "resize:0.75,jpeg:75",
    "crop:0.1,size",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where results lie and figures go."""
    parser.add_argument("--results", type=Path, default=_RESULTS)
    parser.add_argument("--figures", type=Path, default=_FIGURES)


def run(arguments: argparse.Namespace) -> None:
    """Draw each figure whose results are there."""

    def found(name: str) -> dict[str, Any] | None:
        path = arguments.results / name
        return read_results(path) if path.exists() else None

    runs = {label: result for name, label in _ROBUST.items() if (result := found(name))}
    if runs:
        plot_survival(runs, arguments.figures / "survival.png")
    if table := found("survival.json"):
        plot_loads(table, list(_LOADS), arguments.figures / "loads.png")
    if detection := found("detection.json"):
        plot_detection(detection["methods"], arguments.figures / "detection.png")
    if rivals := found("rivals.json"):
        plot_rivals(rivals["tools"], arguments.figures / "rivals.png")
