"""``cloak-bench report``: the figures and tables of docs/benchmarks.md from what is in results/."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from cloak_bench.report.detection import plot_detection
from cloak_bench.report.loads import plot_loads
from cloak_bench.report.rivals import plot_rivals
from cloak_bench.report.runs import Runs
from cloak_bench.report.survival import plot_survival
from cloak_bench.report.tables import fill
from cloak_bench.results import ROOT

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
    """Where results lie, and the document whose figures lie in the folder of its name."""
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "results")
    parser.add_argument("--document", type=Path, default=ROOT / "docs" / "benchmarks.md")


def run(arguments: argparse.Namespace) -> None:
    """Draw each figure and fill each table whose results are there."""
    runs, figures = Runs.read(arguments.results), arguments.document.with_suffix("")
    if runs.robust:
        plot_survival(runs.robust, figures / "survival.png")
    if runs.survival:
        plot_loads(runs.survival, list(_LOADS), figures / "loads.png")
    if runs.detection:
        plot_detection(runs.detection["methods"], figures / "detection.png")
    if runs.rivals:
        plot_rivals(runs.rivals["tools"], figures / "rivals.png")
    fill(arguments.document, runs)
