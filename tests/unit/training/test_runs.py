"""Runs can be interrupted anywhere: what follows is what would have followed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
from cloak_training.curves import read_curves
from cloak_training.experiment import Batch, Experiment
from cloak_training.experiments import find, names
from cloak_training.optimizers import SteadyAdam
from cloak_training.pairs import PicturePair
from cloak_training.pictures import Split
from cloak_training.runs import train
from numpy.typing import NDArray

# Keras's own: it saves weights of TensorFlow's variables in a way that numpy will drop.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def split() -> Split:
    rng = np.random.default_rng(3)
    corners = rng.integers(0, 255, (6, 18, 18, 3), np.uint8)
    return Split(corners.repeat(8, axis=1).repeat(8, axis=2), corners[:1])


def simple_pair(weights: Path) -> keras.Model:
    """Networks of one layer: what a run keeps does not depend on what it trains."""
    cover, secret, image = (
        keras.Input((None, None, 3), name=name) for name in ("cover", "secret", "image")
    )
    joined = keras.layers.Concatenate()([cover, secret])
    hider = keras.Model({"cover": cover, "secret": secret}, keras.layers.Conv2D(3, 1)(joined))
    revealer = keras.Model({"image": image}, keras.layers.Conv2D(3, 1)(image))
    return PicturePair(hider, revealer, cover_weight=0.5, floor=1.0)


def small(recipe: Experiment, steps: int) -> Experiment:
    """Two steps an epoch on two pictures, a rate that does not depend on the clock."""

    def draw(pictures: NDArray[np.uint8], rng: np.random.Generator) -> Batch:
        return {name: batch[:2] for name, batch in recipe.draw(pictures, rng).items()}

    return replace(
        recipe,
        draw=draw,
        measure=lambda model, pictures: {recipe.judge: float(steps)},
        steps_per_epoch=2,
        epochs_per_validation=1,
        most_steps=steps,
        rate_falls=False,
    )


def stored(directory: Path) -> dict[str, NDArray[np.float32]]:
    with np.load(directory / "checkpoint.npz") as checkpoint:
        return {name: checkpoint[name] for name in checkpoint if name != "facts"}


def test_a_resumed_run_ends_where_an_uninterrupted_one_does(tmp_path: Path) -> None:
    recipe = replace(find("image_jpeg")[0], build=simple_pair)
    for name, stops in {"whole": [4], "in_two": [2, 4]}.items():
        for steps in stops:
            train(small(recipe, steps), split(), tmp_path / name, minutes=60, weights=tmp_path)
    whole, in_two = stored(tmp_path / "whole"), stored(tmp_path / "in_two")
    assert whole.keys() == in_two.keys()
    assert all(np.array_equal(whole[name], in_two[name]) for name in whole)
    assert read_curves(tmp_path / "in_two" / "validation.csv")["step"] == [2, 4]
    assert (tmp_path / "whole" / "curves.png").stat().st_size > 1000


def test_steps_of_image_jpeg_change_every_weight_and_leave_it_finite(tmp_path: Path) -> None:
    recipe, _ = find("image_jpeg")
    train(small(recipe, 2), split(), tmp_path, minutes=60, weights=tmp_path)
    trained, fresh = stored(tmp_path), recipe.build(tmp_path)
    assert all(np.isfinite(values).all() for values in trained.values())
    for index, variable in enumerate(fresh.trainable_variables):
        start = keras.ops.convert_to_numpy(keras.ops.copy(variable))
        assert not np.array_equal(trained[f"model{index:04d}"], start)
    for name in ("image_jpeg_hider", "image_jpeg_revealer"):
        assert (tmp_path / f"{name}.weights.h5").is_file()


def test_a_step_that_is_not_finite_changes_no_weight() -> None:
    weight = keras.Variable(np.ones(3, np.float32))
    optimizer = SteadyAdam(0.1)
    optimizer.build([weight])
    optimizer.apply([keras.ops.convert_to_tensor([1.0, float("nan"), 1.0])], [weight])
    assert bool(keras.ops.all(weight == 1.0))
    optimizer.apply([keras.ops.convert_to_tensor([1.0, 1.0, 1.0])], [weight])
    assert bool(keras.ops.all(weight < 1.0))


def test_every_experiment_has_a_recipe_in_words() -> None:
    assert names() == ["image_clean", "image_jpeg", "paper_image", "paper_text", "text_robust"]
    for name in names():
        experiment, recipe = find(name)
        assert experiment.name == name
        assert recipe.startswith(f"{name}: ")
