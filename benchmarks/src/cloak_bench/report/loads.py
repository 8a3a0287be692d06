"""How survival falls with the load: the table behind the codec's estimates, drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from cloak_bench.report.canvas import COLOURS, MARKS, figure

_APART: Final = 0.005  # bits: attacks that do alike stay visible beside each other


def plot_loads(table: dict[str, Any], attacks: list[str], path: Path) -> None:
    """A line an attack: exactly read against sealed bits per 8x8 pixels."""
    with figure(path, 8, 4.2) as axes:
        for number, name in enumerate(attacks):
            counts = table["channels"].get(name, [])
            apart = (number - (len(attacks) - 1) / 2) * _APART
            shares = [entry["exact"] / entry["tried"] for entry in counts]
            below = [share - entry["low"] for share, entry in zip(shares, counts, strict=True)]
            above = [entry["high"] - share for share, entry in zip(shares, counts, strict=True)]
            axes.errorbar(
                [entry["load_to"] + apart for entry in counts],
                [100 * share for share in shares],
                yerr=[[100 * max(0, part) for part in parts] for parts in (below, above)],
                color=COLOURS[number % len(COLOURS)],
                marker=MARKS[number % len(MARKS)],
                markersize=4.5,
                linewidth=1.2,
                elinewidth=0.8,
                label=name,
            )
        axes.set_xlabel("sealed bits per 8x8 pixels (upper end of the class)")
        axes.set_ylabel("exactly read, % (bars: 95 % Wilson interval)")
        axes.set_ylim(-2, 102)
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
