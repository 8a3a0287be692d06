"""How survival falls with the load: the table behind the codec's estimates, drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cloak_bench.report.canvas import COLOURS, MARKS, figure


def plot_loads(table: dict[str, Any], attacks: list[str], path: Path) -> None:
    """A line an attack: exactly read against sealed bits per 8x8 pixels."""
    with figure(path, 8, 4.2) as axes:
        for number, name in enumerate(attacks):
            counts = table["channels"].get(name, [])
            x = [entry["load_to"] for entry in counts]
            y = [100 * entry["exact"] / entry["tried"] for entry in counts]
            low = [100 * entry["low"] for entry in counts]
            high = [100 * entry["high"] for entry in counts]
            colour = COLOURS[number % len(COLOURS)]
            axes.plot(x, y, color=colour, marker=MARKS[number % len(MARKS)], ms=4.5, label=name)
            axes.fill_between(x, low, high, color=colour, alpha=0.12, linewidth=0)
        axes.set_xlabel("sealed bits per 8x8 pixels (upper end of the class)")
        axes.set_ylabel("exactly read, % (bands: 95 % Wilson interval)")
        axes.set_ylim(-2, 102)
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
