"""What the runner needs to know of an experiment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cloak_training.pictures import Split, load_split

Batch = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Experiment:
    """A recipe: everything but the data and the time.

    ``measure`` validates the model with its averaged weights and gives figures for the curves;
    ``judge`` is the one that decides which weights are kept (more is better).
    """

    name: str
    build: Callable[[Path], keras.Model]  # from the folder of committed weights
    draw: Callable[[NDArray[np.uint8], np.random.Generator], Batch]
    measure: Callable[[keras.Model, NDArray[np.uint8]], Mapping[str, float]]
    judge: str
    data: str  # in words
    load: Callable[[Path], Split] = load_split
    peak_rate: float = 5e-4
    steps_per_epoch: int = 100
    epochs_per_validation: int = 5
    patience: int = 30  # validations without improvement before the run ends
    average_momentum: float = 0.998
    networks: Mapping[str, str] = field(default_factory=dict)  # the model's attribute: their name
    rate_falls: bool = True  # as a cosine of the minutes; else it stays at its peak
    most_steps: int | None = None  # where epochs, not minutes, end the run
    seed: int = 1
