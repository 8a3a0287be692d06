"""Train an experiment: python -m cloak_training image_jpeg --data covers.zip --minutes 30."""

from __future__ import annotations

import argparse
from pathlib import Path

from cloak_training.experiments import find, names
from cloak_training.runs import train


def main() -> None:
    """Train one experiment, or go on with it; run from the project's root."""
    parser = argparse.ArgumentParser(prog="python -m cloak_training", description=__doc__)
    parser.add_argument("experiment", choices=names())
    parser.add_argument("--data", type=Path, required=True, help="a zip of pictures, or a .npz")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--runs", type=Path, default=Path("build/training"))
    parser.add_argument("--weights", type=Path, default=Path("training/weights"))
    arguments = parser.parse_args()
    experiment, _ = find(arguments.experiment)
    train(
        experiment,
        experiment.load(arguments.data),
        arguments.runs / experiment.name,
        minutes=arguments.minutes,
        weights=arguments.weights,
    )


if __name__ == "__main__":
    main()
