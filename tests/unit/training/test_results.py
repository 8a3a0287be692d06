"""What is kept of a run: small weights that networks still read, and figures in words."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from cloak_training.cards import facts_about
from cloak_training.experiments import find
from cloak_training.experiments.paper_text import CHARACTERS, to_codes, to_matrices
from cloak_training.export import next_version
from cloak_training.results import halve_weights, write_results

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def network() -> keras.Model:
    given = keras.Input((None, None, 3))
    x = keras.layers.Conv2D(64, 3, activation="relu")(given)
    return keras.Model(given, keras.layers.Conv2D(64, 3)(x))


def test_weights_are_stored_at_half_their_size_and_read_as_before(tmp_path: Path) -> None:
    trained, other = network(), network()
    whole, half = tmp_path / "whole.weights.h5", tmp_path / "half.weights.h5"
    trained.save_weights(str(whole))
    halve_weights(whole, half)
    other.load_weights(str(half))
    assert half.stat().st_size < 0.6 * whole.stat().st_size
    for stored, expected in zip(other.get_weights(), trained.get_weights(), strict=True):
        assert stored.dtype == np.float32
        assert stored == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_results_tell_of_the_best_validation(tmp_path: Path) -> None:
    experiment, recipe = find("image_jpeg")
    run, results = tmp_path / "run", tmp_path / "results"
    run.mkdir()
    rows = ("step,minutes,stego_db,secret_db_jpeg80", "500,1,33,21", "1000,2,32,25", "1500,3,32,24")
    (run / "validation.csv").write_text("\n".join(rows) + "\n")
    write_results(experiment, recipe, run, results)
    kept = json.loads((results / "image_jpeg.json").read_text())
    assert kept["figures"]["step"] == 1000
    assert kept["figures"]["secret_db_jpeg80"] == 25
    assert (results / "image_jpeg.validation.csv").is_file()
    assert facts_about("image_jpeg_hider", results)["recipe"].startswith("image_jpeg: ")
    with pytest.raises(LookupError):
        facts_about("text_robust_encoder", results)


def test_an_export_takes_the_next_version(tmp_path: Path) -> None:
    assert next_version(tmp_path) == 1
    for name in ("2", "10", ".11.partial"):
        (tmp_path / name).mkdir()
    assert next_version(tmp_path) == 11


def test_characters_are_rows_of_seven_bits() -> None:
    codes = np.random.default_rng(1).integers(32, 127, (3, CHARACTERS))
    matrices = to_matrices(codes)
    assert matrices.shape == (3, 28, 28, 1)
    assert np.array_equal(to_codes(matrices), codes)
