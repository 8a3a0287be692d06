"""Which share of delivered files is read exactly after each attack."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from cloak_bench.report.canvas import COLOURS, MARKS, figure

_APART: Final = 0.16


def plot_survival(runs: dict[str, dict[str, Any]], path: Path) -> None:
    """One row an attack, one mark a run, with its 95 % interval."""
    attacks = list(dict.fromkeys(name for run in runs.values() for name in run["after"]))
    attacks = [
        name
        for name in attacks
        if any(run["after"].get(name, {}).get("tried") for run in runs.values())
    ]
    with figure(path, 8, 0.36 * len(attacks) + 1.4) as axes:
        for number, (label, run) in enumerate(runs.items()):
            for row, name in enumerate(attacks):
                found = run["after"].get(name, {})
                if not found.get("tried"):
                    continue
                y = row + (number - (len(runs) - 1) / 2) * _APART
                axes.errorbar(
                    100 * found["share"],
                    y,
                    xerr=[
                        [100 * (found["share"] - found["low"])],
                        [100 * (found["high"] - found["share"])],
                    ],
                    fmt=MARKS[number],
                    color=COLOURS[number],
                    markersize=4.5,
                    linewidth=1,
                    label=label if name == "none" else None,
                )
        axes.set_yticks(range(len(attacks)), attacks)
        axes.set_ylim(len(attacks) - 0.5, -0.5)
        axes.set_xlim(-2, 102)
        axes.set_xlabel("exactly read, % of delivered files (bars: 95 % Wilson interval)")
        axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1), ncols=2)
