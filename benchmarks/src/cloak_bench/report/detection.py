"""How often each detector errs on each method."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from cloak_bench.report.canvas import COLOURS, MARKS, figure

_DETECTORS: Final = {"spam": "SPAM", "srmq1": "SRMQ1", "crm": "colour rich model", "cnn": "CNN"}
_APART: Final = 0.18


def plot_detection(methods: dict[str, Any], path: Path) -> None:
    """One row a method; for each feature set the better of its two classifiers."""
    names = [name for name, found in methods.items() if found.get("detectors")]
    with figure(path, 8, 0.42 * len(names) + 1.6) as axes:
        drawn: set[str] = set()
        for row, name in enumerate(names):
            for number, (detector, label) in enumerate(_DETECTORS.items()):
                found = methods[name]["detectors"].get(detector)
                if found is None:
                    continue
                best = min(
                    (figures for figures in found.values() if "p_e" in figures),
                    key=lambda figures: figures["p_e"],
                )
                low, high = best["p_e_interval"]
                p_e = best["p_e"]
                axes.errorbar(
                    p_e,
                    row + (number - 1.5) * _APART,
                    xerr=[[max(0, p_e - low)], [max(0, high - p_e)]],
                    fmt=MARKS[number],
                    color=COLOURS[number],
                    markersize=4.5,
                    linewidth=1,
                    label=label if detector not in drawn else None,
                )
                drawn.add(detector)
        axes.axvline(0.5, color="#888888", linewidth=1, linestyle="--")
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_xlim(0, 0.52)
        axes.set_xlabel("P_E: 0 is always found, 0.5 is a coin toss (bars: 95 % over covers)")
        axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1), ncols=4)
