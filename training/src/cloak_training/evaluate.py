"""Measure kept weights on other pictures: python -m cloak_training.evaluate image_jpeg PICTURES."""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from cloak_training.experiments import find, names

SIDE = 256  # pixels; experiments measure the middle of it


def squares(archive: Path) -> NDArray[np.uint8]:
    """The middle of every picture of a zip, scaled to 256x256; [N,256,256,3]."""
    with zipfile.ZipFile(archive) as pictures:
        listed = sorted(name for name in pictures.namelist() if not name.endswith("/"))
        files = [pictures.read(name) for name in listed]
    opened = (Image.open(io.BytesIO(file)).convert("RGB") for file in files)
    fitted = (ImageOps.fit(picture, (SIDE, SIDE), Image.Resampling.LANCZOS) for picture in opened)
    return np.stack([np.asarray(picture) for picture in fitted])


def evaluate(name: str, pictures: NDArray[np.uint8], weights: Path) -> dict[str, float]:
    """The figures of an experiment's kept weights on pictures [N,256,256,3]."""
    experiment, _ = find(name)
    model = experiment.build(weights)
    for attribute, network in experiment.networks.items():
        getattr(model, attribute).load_weights(str(weights / f"{network}.weights.h5"))
    figures = experiment.measure(model, pictures)
    return {key: round(value, 4) for key, value in figures.items()}


def main() -> None:
    """Write figures as JSON to stdout; run from the project's root."""
    parser = argparse.ArgumentParser(prog="python -m cloak_training.evaluate", description=__doc__)
    parser.add_argument("experiment", choices=names())
    parser.add_argument("pictures", type=Path, help="a zip of pictures of any size")
    parser.add_argument("--weights", type=Path, default=Path("training/weights"))
    arguments = parser.parse_args()
    pictures = squares(arguments.pictures)
    figures = evaluate(arguments.experiment, pictures, arguments.weights)
    found = {"experiment": arguments.experiment, "pictures": len(pictures), "figures": figures}
    json.dump(found, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
