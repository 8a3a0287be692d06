"""A training run: wall-clock schedule, checkpoints that resume exactly, curves, early stopping."""

from __future__ import annotations

import csv
import json
import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cloak_training.curves import draw_curves
from cloak_training.experiment import Experiment
from cloak_training.optimizers import SteadyAdam
from cloak_training.pictures import Split, Steps

_NO_END = 10**6  # epochs: the minutes end a run


class Run(keras.callbacks.Callback):  # type: ignore[misc]  # Keras ships no types
    """Everything that happens around the steps of one experiment, in one directory.

    The learning rate rises for ``WARMUP`` steps and falls as a cosine of the minutes spent; minutes
    of earlier, interrupted runs count. ``checkpoint.npz`` resumes exactly, ``<network>.weights.h5``
    are the averaged weights of the best validation, ``training.csv`` and ``validation.csv`` the
    curves.
    """

    WARMUP = 200
    LAST_RATE = 0.01  # of the peak

    def __init__(self, experiment: Experiment, split: Split, directory: Path, minutes: float):
        super().__init__()
        self._experiment, self._split = experiment, split
        self._directory, self._minutes = directory, minutes
        self._facts: dict[str, Any] = {"step": 0, "spent_s": 0.0, "best": -math.inf, "since": 0}
        self._most_steps = experiment.most_steps or math.inf
        self._tick, self._rate = 0.0, 0.0

    def resume(self) -> None:
        """Continue from the directory's checkpoint, if there is one."""
        if (self._directory / "checkpoint.npz").exists():
            self._facts = load_checkpoint(self._directory / "checkpoint.npz", self.model)

    @property
    def step(self) -> int:
        """Steps taken, those of earlier runs included."""
        return int(self._facts["step"])

    def on_train_begin(self, logs: Any = None) -> None:
        self._tick = time.monotonic()

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        now = time.monotonic()
        self._facts["spent_s"] += now - self._tick
        self._tick = now
        done = min(1.0, self._facts["spent_s"] / 60 / self._minutes)
        cosine = self.LAST_RATE + (1 - self.LAST_RATE) * 0.5 * (1 + math.cos(math.pi * done))
        rise = min(1.0, (self.step + 1) / self.WARMUP)
        falling = cosine * rise if self._experiment.rate_falls else 1.0
        self._rate = self._experiment.peak_rate * falling
        self.model.optimizer.learning_rate = self._rate
        self._facts["step"] += 1

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._note("training.csv", {**(logs or {}), "rate": self._rate})
        over = self._facts["spent_s"] >= self._minutes * 60 or self.step >= self._most_steps
        every = self._experiment.epochs_per_validation * self._experiment.steps_per_epoch
        if over or self.step % every == 0:
            self._validate()
        save_checkpoint(self._directory / "checkpoint.npz", self.model, self._facts)
        self.model.stop_training = over or self._facts["since"] >= self._experiment.patience

    def _validate(self) -> None:
        with averaged(self.model):
            figures = self._experiment.measure(self.model, self._split.validation)
            self._facts["since"] += 1
            if figures[self._experiment.judge] > self._facts["best"]:
                self._facts.update(best=figures[self._experiment.judge], since=0)
                for attribute, name in self._experiment.networks.items():
                    network = getattr(self.model, attribute)
                    network.save_weights(str(self._directory / f"{name}.weights.h5"))
        self._note("validation.csv", figures)
        sources = {part: self._directory / f"{part}.csv" for part in ("training", "validation")}
        draw_curves(sources, self._directory / "curves.png")

    def _note(self, name: str, row: Mapping[str, float]) -> None:
        path, minutes = self._directory / name, self._facts["spent_s"] / 60
        full = {"step": float(self.step), "minutes": minutes, **row}
        begun = path.exists()
        with path.open("a", newline="") as file:
            writer = csv.writer(file)
            if not begun:
                writer.writerow(full)
            writer.writerow(f"{value:.6g}" for value in full.values())


@contextmanager
def averaged(model: keras.Model) -> Iterator[None]:
    """The model with the moving averages of its weights in their place."""
    variables = model.trainable_variables
    own = [_numbers(variable) for variable in variables]
    model.optimizer.finalize_variable_values(variables)
    try:
        yield
    finally:
        for variable, value in zip(variables, own, strict=True):
            variable.assign(value)


def save_checkpoint(path: Path, model: keras.Model, facts: Mapping[str, Any]) -> None:
    """Write weights, optimizer and facts in one file, which appears whole or not at all."""
    partial = path.with_suffix(".partial.npz")
    state = {"facts": np.array(json.dumps(dict(facts))), **_state(model)}
    np.savez(partial, allow_pickle=False, **state)
    partial.replace(path)


def load_checkpoint(path: Path, model: keras.Model) -> dict[str, Any]:
    """Restore what ``save_checkpoint`` wrote into a model whose optimizer has been built."""
    with np.load(path) as stored:
        for name, variable in _variables(model).items():
            variable.assign(stored[name])
        return dict(json.loads(str(stored["facts"])))


def _state(model: keras.Model) -> dict[str, NDArray[Any]]:
    return {name: _numbers(v) for name, v in _variables(model).items()}


def _numbers(variable: keras.Variable) -> NDArray[Any]:
    return np.asarray(keras.ops.convert_to_numpy(keras.ops.copy(variable)))


def _variables(model: keras.Model) -> dict[str, keras.Variable]:
    return {
        f"{part}{index:04d}": variable
        for part, owner in (("model", model), ("optimizer", model.optimizer))
        for index, variable in enumerate(owner.variables)
    }


def train(
    experiment: Experiment, split: Split, directory: Path, *, minutes: float, weights: Path
) -> keras.Model:
    """Train until the minutes are spent or nothing improves; continues what it finds.

    Gives the model as the last step left it; ``averaged`` puts its moving averages in place.
    """
    directory.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(experiment.seed)
    model = experiment.build(weights)
    optimizer = SteadyAdam(use_ema=True, ema_momentum=experiment.average_momentum)
    model.compile(optimizer=optimizer)
    batches = Steps(
        lambda rng: (experiment.draw(split.training, rng),),
        seed=experiment.seed,
        steps_per_epoch=experiment.steps_per_epoch,
    )
    model(batches[0][0])  # creates the weights
    optimizer.build(model.trainable_variables)
    run = Run(experiment, split, directory, minutes)
    run.set_model(model)
    run.resume()
    batches.first_step = run.step
    model.fit(batches, epochs=_NO_END, callbacks=[run], shuffle=False)
    return model
