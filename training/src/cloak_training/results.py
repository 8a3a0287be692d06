"""What a run gave: its best figures and curves, small enough to be committed."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import h5py
import keras
import numpy as np

from cloak_training.curves import read_curves
from cloak_training.experiment import Experiment

CURVES: Final = ("training.csv", "validation.csv", "curves.png")


def best_figures(experiment: Experiment, run: Path) -> dict[str, float]:
    """The validation whose weights were kept, with the steps and minutes that it took."""
    columns = read_curves(run / "validation.csv")
    best = int(np.argmax(columns[experiment.judge]))
    return {name: round(values[best], 4) for name, values in columns.items()}


def write_results(experiment: Experiment, recipe: str, run: Path, results: Path) -> dict[str, Any]:
    """Write ``<results>/<experiment>.json``, whose content it returns, and the curves."""
    found = {
        "experiment": experiment.name,
        "networks": sorted(experiment.networks.values()),
        "recipe": " ".join(recipe.split()),
        "data": experiment.data,
        "seed": experiment.seed,
        "figures": {
            "measured_on": "validation pictures that were never trained on, written as 8 bits",
            **best_figures(experiment, run),
        },
        "machine": f"{platform.machine()}, Keras {keras.__version__} on {keras.backend.backend()}",
        "commit": commit(),
    }
    results.mkdir(parents=True, exist_ok=True)
    (results / f"{experiment.name}.json").write_text(json.dumps(found, indent=2) + "\n")
    for name in CURVES:
        if (run / name).exists():
            shutil.copy(run / name, results / f"{experiment.name}.{name}")
    return found


def commit() -> str:
    """The commit that is checked out, or ``unknown`` outside of a repository."""
    command = ["git", "rev-parse", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 # constant
    return done.stdout.strip() or "unknown"


def halve_weights(source: Path, target: Path) -> None:
    """Copy a Keras weights file with its numbers as float16; networks read them as float32."""
    with h5py.File(source) as given, h5py.File(target, "w") as written:

        def copy(name: str, item: h5py.Dataset | h5py.Group) -> None:
            if isinstance(item, h5py.Dataset):
                numbers = np.asarray(item)
                half = numbers.astype(np.float16) if numbers.dtype == np.float32 else numbers
                # No times in the file: the same weights are the same bytes.
                written.create_dataset(name, data=half, compression="gzip", track_times=False)
            else:
                group = written.require_group(name)
                for key, value in item.attrs.items():
                    group.attrs[key] = value

        given.visititems(copy)
