"""Curves of a run as a picture, after the paper's Fig. 3: every column over the steps."""

from __future__ import annotations

import csv
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

mpl.use("Agg")
_WIDTH, _HEIGHT = 4.2, 3.0  # inches a curve
_MOST_COLUMNS = 3


def read_curves(path: Path) -> dict[str, list[float]]:
    """The columns of a CSV of numbers."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [float(row[name]) for row in rows] for name in rows[0]} if rows else {}


def draw_curves(sources: dict[str, Path], picture: Path) -> None:
    """Draw the CSV files ``sources`` by name into one PNG; columns of one name share axes."""
    curves = {name: read_curves(path) for name, path in sources.items() if path.exists()}
    names = list(dict.fromkeys(column for columns in curves.values() for column in columns))
    shown = [name for name in names if name not in ("step", "minutes")]
    columns = min(_MOST_COLUMNS, max(1, len(shown)))
    rows = max(1, -(-len(shown) // columns))
    figure = Figure(figsize=(_WIDTH * columns, _HEIGHT * rows), layout="constrained")
    for number, name in enumerate(shown, 1):
        axes = figure.add_subplot(rows, columns, number)
        for source, values in curves.items():
            if name in values:
                axes.plot(values["step"], values[name], label=source, linewidth=1.2)
        axes.set_title(name)
        axes.set_xlabel("step")
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
    figure.savefig(picture, dpi=80)
