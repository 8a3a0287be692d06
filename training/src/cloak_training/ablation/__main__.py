"""Train and measure all rows: python -m cloak_training.ablation --data fashion-mnist.npz."""

from __future__ import annotations

import argparse
from pathlib import Path

from cloak_training.ablation.rows import load, measured_row, rows_so_far
from cloak_training.ablation.switches import ROWS
from cloak_training.ablation.table import markdown, write_table


def main() -> None:
    """Write the table anew after every row; goes on where an earlier call ended."""
    parser = argparse.ArgumentParser(prog="python -m cloak_training.ablation", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a .npz with images [N,28,28]")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--seeds", type=int, default=1, help="how many, from 1 on")
    parser.add_argument("--rows", nargs="+", choices=list(ROWS), default=list(ROWS))
    parser.add_argument("--runs", type=Path, default=Path("build/training/ablation"))
    parser.add_argument("--results", type=Path, default=Path("training/results"))
    arguments = parser.parse_args()
    study = load(arguments.data, arguments.runs, arguments.steps)
    for seed in range(1, arguments.seeds + 1):
        for name in arguments.rows:
            print(f"{name}, seed {seed}", flush=True)
            measured_row(study, name, seed)
            write_table(rows_so_far(study), study, arguments.results)
    print(markdown(rows_so_far(study)))


if __name__ == "__main__":
    main()
