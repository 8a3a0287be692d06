"""Trains and measures one row of the table; what is done already is not done again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
from numpy.typing import NDArray

from cloak_training.ablation.figures import measured, processor_seconds, texts
from cloak_training.ablation.model import AblationModel
from cloak_training.ablation.steganalyser import STEPS
from cloak_training.ablation.switches import ROWS, Switches, mixture
from cloak_training.attacks import draw_attacks
from cloak_training.curves import read_curves
from cloak_training.experiment import Batch, Experiment
from cloak_training.experiments import paper_text
from cloak_training.experiments.paper_text import SIDE, to_matrices
from cloak_training.pictures import Split
from cloak_training.runs import averaged, train

DATA: Final = "Fashion-MNIST, 28x28 grey: 640 pictures for training, 80 for validation, 80 for test"
BATCH: Final = 16
STEPS_PER_EPOCH: Final = 50
EPOCHS_PER_VALIDATION: Final = 3
_VALIDATION: Final = 80  # pictures, which early stopping looks at
_NEVER: Final = 10**6  # validations; and minutes
_NETWORKS: Final = ("preparation", "hiding", "decoder")


@dataclass(frozen=True, slots=True)
class Study:
    """What all rows have in common: pictures, folder, steps (more where a row trains longer)."""

    split: Split
    test: NDArray[np.uint8]
    runs: Path
    steps: int
    detector_steps: int = STEPS


def load(archive: Path, runs: Path, steps: int) -> Study:
    """A study of the pictures of a .npz; its test pictures are ``paper_text``'s validation."""
    given = paper_text.load(archive)
    split = Split(given.training[_VALIDATION:], given.training[:_VALIDATION])
    return Study(split, given.validation, runs, steps)


def measured_row(study: Study, name: str, seed: int) -> dict[str, Any]:
    """The row ``name`` of ``ROWS`` with its figures, trained if need be."""
    switches = ROWS[name]
    kept = study.runs / _kept(study, name, seed)
    if kept.exists():
        return dict(json.loads(kept.read_text()))
    experiment = experiment_of(switches.trained, seed, study.steps)
    directory = study.runs / f"{experiment.name}-{seed}"
    model = _trained(study, experiment, directory)
    columns = read_curves(directory / "validation.csv")
    figures = measured(
        model, switches.finish, study.split.training, study.test, study.detector_steps
    )
    batch = experiment.draw(study.split.training, np.random.default_rng(seed))
    figures["processor_s_a_step"] = processor_seconds(model, batch)
    row = {
        "row": name,
        "seed": seed,
        "steps": int(columns["step"][-1]),
        "steps_kept": int(columns["step"][_best(experiment, columns)]),
        **{key: round(value, 4) for key, value in figures.items()},
        "switches": asdict(switches),
    }
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(row))
    return row


def rows_so_far(study: Study) -> list[dict[str, Any]]:
    """All rows that were measured with as many steps, in the order of ``ROWS``."""
    files = [path for name in ROWS for path in sorted(study.runs.glob(_kept(study, name, "*")))]
    return [dict(json.loads(path.read_text())) for path in files]


def experiment_of(switches: Switches, seed: int, steps: int) -> Experiment:
    """The recipe of the row that trains these switches."""

    def draw(pictures: NDArray[np.uint8], rng: np.random.Generator) -> Batch:
        # Attacks come last, so that all rows of a seed see the same covers and texts.
        drawn = paper_text.draw(pictures, rng)
        batch = {name: values[:BATCH] for name, values in drawn.items()}
        chosen = mixture(switches.attack)
        if chosen is None:
            return batch
        attacks = draw_attacks(BATCH, SIDE, rng, chosen)
        return {**batch, **{part: getattr(attacks, part) for part in ("codes", "kernels", "turns")}}

    return Experiment(
        name=next(name for name, row in ROWS.items() if row == switches),
        build=lambda weights: AblationModel(switches),
        draw=draw,
        measure=_score,
        judge="score",
        data=DATA,
        peak_rate=1e-3,
        rate_falls=False,
        steps_per_epoch=STEPS_PER_EPOCH,
        epochs_per_validation=EPOCHS_PER_VALIDATION,
        patience=switches.patience or _NEVER,
        most_steps=steps * switches.longer,
        average_momentum=0.99,
        networks={name: name for name in _NETWORKS},
        seed=seed,
    )


def _kept(study: Study, name: str, seed: int | str) -> str:
    return f"{name}-{seed}/figures-{study.steps}.json"


def _score(model: keras.Model, pictures: NDArray[np.uint8]) -> Mapping[str, float]:
    return {"score": model.score(pictures, to_matrices(texts(len(pictures), seed=10)))}


def _trained(study: Study, experiment: Experiment, directory: Path) -> Any:
    """The model with the averaged weights of the last step, or of the best for early stopping."""
    weights = directory / f"trained-{study.steps}.weights.h5"
    if weights.exists():
        model = experiment.build(directory)
        model(experiment.draw(study.split.training, np.random.default_rng(0)))
        model.load_weights(str(weights))
        return model
    model = train(experiment, study.split, directory, minutes=_NEVER, weights=directory)
    with averaged(model):
        if experiment.patience < _NEVER:
            for name in _NETWORKS:
                getattr(model, name).load_weights(str(directory / f"{name}.weights.h5"))
        model.save_weights(str(weights))
    model.load_weights(str(weights))
    return model


def _best(experiment: Experiment, columns: Mapping[str, list[float]]) -> int:
    """The validation whose weights the row has."""
    last = len(columns["step"]) - 1
    return int(np.argmax(columns["score"])) if experiment.patience < _NEVER else last
