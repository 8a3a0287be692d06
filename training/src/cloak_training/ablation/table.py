"""The ablation table: JSON, a picture, and the Markdown of docs/training.md."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import keras
import matplotlib as mpl
from matplotlib.figure import Figure

from cloak_training.ablation.figures import CHANNELS
from cloak_training.ablation.model import BITS_FIRST, RISE, WEIGHT, WIDTH
from cloak_training.ablation.rows import BATCH, DATA, Study
from cloak_training.perceptual import perceptual_loss
from cloak_training.results import commit

mpl.use("Agg")
Row = Mapping[str, Any]

# Heading, figure, factor, digits.
_COLUMNS: Final[Sequence[tuple[str, str, float, int]]] = (
    ("steps", "steps_kept", 1, 0),
    ("stego, dB", "psnr_db", 1, 2),
    ("SSIM", "ssim", 1, 3),
    ("loss", "loss", 1, 3),
    ("texts, %", "whole_texts", 100, 1),
    ("characters, %", "characters", 100, 1),
    *((name.replace("_", " "), f"characters_{name}", 100, 1) for name in CHANNELS),
    ("P_E", "p_e", 1, 3),
    ("parameters", "parameters", 1, 0),
    ("CPU ms a step", "processor_s_a_step", 1000, 0),
)


def write_table(rows: Sequence[Row], study: Study, results: Path) -> None:
    """Write ``ablation.json`` and ``ablation.png``; the rows may be some of all."""
    found = {
        "experiment": "ablation",
        "data": DATA,
        "steps": study.steps,
        "batch": BATCH,
        "width": WIDTH,
        "lambda": WEIGHT,
        "perceptual_weight_rises_from_step": BITS_FIRST,
        "perceptual_weight_rises_to_step": BITS_FIRST + RISE,
        "perceptual_loss": perceptual_loss()[0],
        "channels": CHANNELS,
        "machine": f"{platform.machine()}, Keras {keras.__version__} on {keras.backend.backend()}",
        "commit": commit(),
    }
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    text = json.dumps(found, indent=2).removesuffix("\n}") + f',\n  "rows": [\n{lines}\n  ]\n}}\n'
    results.mkdir(parents=True, exist_ok=True)
    (results / "ablation.json").write_text(text)
    _draw(rows, results / "ablation.png")


def markdown(rows: Sequence[Row]) -> str:
    """One line a row: the mean over its seeds, with half the range where there are several."""
    headings = ["row", "seeds", *(heading for heading, *_ in _COLUMNS)]
    lines = [_line(headings), _line(["---"] * len(headings))]
    for name, found in by_row(rows).items():
        cells = [
            _cell([row[key] * factor for row in found], digits)
            for _, key, factor, digits in _COLUMNS
        ]
        lines.append(_line([f"`{name}`", str(len(found)), *cells]))
    return "\n".join(lines) + "\n"


def by_row(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of each name, one a seed."""
    names = dict.fromkeys(row["row"] for row in rows)
    return {name: [row for row in rows if row["row"] == name] for name in names}


def _cell(values: Sequence[float], digits: int) -> str:
    mean, half = sum(values) / len(values), (max(values) - min(values)) / 2
    spread = f" ± {half:.{digits}f}" if half >= 0.5 * 10**-digits else ""
    return f"{mean:,.{digits}f}{spread}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _draw(rows: Sequence[Row], picture: Path) -> None:
    """Every seed as a dot: quality, characters as delivered, characters by channel."""
    found = by_row(rows)
    figure = Figure(figsize=(13, 1.2 + 0.3 * len(found)), layout="constrained")
    panels = {
        "stego picture, dB": {"as sent": "psnr_db"},
        "characters right, %": {"as sent": "characters"},
        "characters right after a channel, %": {
            name.replace("_", " "): f"characters_{name}" for name in CHANNELS
        },
    }
    axes_row = figure.subplots(1, len(panels), sharey=True)
    for axes, (title, series) in zip(axes_row, panels.items(), strict=True):
        for label, key in series.items():
            factor = 1 if key == "psnr_db" else 100
            dots = [
                (factor * row[key], place)
                for place, name in enumerate(found)
                for row in found[name]
            ]
            axes.scatter(*zip(*dots, strict=True), label=label, s=18, alpha=0.7)
        axes.set_title(title)
        axes.grid(alpha=0.3)
        if len(series) > 1:
            axes.legend(fontsize="small")
    axes_row[0].set_yticks(range(len(found)), list(found))
    axes_row[0].invert_yaxis()
    figure.savefig(picture, dpi=80)
