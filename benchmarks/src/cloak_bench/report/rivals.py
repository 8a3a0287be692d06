"""What comes back from each tool after each attack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from cloak_bench.report.canvas import figure


def plot_rivals(tools: dict[str, Any], path: Path) -> None:
    """A table of exact texts out of those hidden, darker where more came back."""
    names = [name for name, found in tools.items() if "after" in found]
    attacks = list(tools[names[0]]["after"])
    shares = np.array(
        [[tools[name]["after"][attack]["share"] for attack in attacks] for name in names]
    )
    with figure(path, 8.4, 0.34 * len(names) + 1.5) as axes:
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1.15, aspect="auto")
        axes.grid(visible=False)
        for row, name in enumerate(names):
            for column, attack in enumerate(attacks):
                found = tools[name]["after"][attack]
                axes.text(
                    column,
                    row,
                    f"{found['exact']}/{found['tried']}",
                    ha="center",
                    va="center",
                    fontsize=8,
                    color="white" if shares[row, column] > 0.6 else "black",
                )
        labels = [_label(name, tools[name]) for name in names]
        axes.set_yticks(range(len(names)), labels)
        axes.set_xticks(range(len(attacks)), attacks, rotation=30, ha="right")


def _label(name: str, found: dict[str, Any]) -> str:
    quality = f", {found['psnr_db']['mean']:.0f} dB" if found.get("psnr_db") else ""
    return f"{name}, {found['characters']} characters{quality}"
