"""Every row of the ablation table trains what its switches say, and is measured once."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from cloak_training.ablation.figures import CHANNELS, texts, through
from cloak_training.ablation.finishing import finished
from cloak_training.ablation.model import AblationModel, frozen, look_of
from cloak_training.ablation.rows import Study, experiment_of, measured_row, rows_so_far
from cloak_training.ablation.steganalyser import detection_error, steganalyser
from cloak_training.ablation.switches import ROWS, Finish, Switches
from cloak_training.ablation.table import markdown
from cloak_training.attacks import KINDS
from cloak_training.experiments.paper_text import to_matrices
from cloak_training.optimizers import SteadyAdam
from cloak_training.pictures import Split
from numpy.typing import NDArray

# Keras's own: it saves weights of TensorFlow's variables in a way that numpy will drop.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

ROOT = Path(__file__).resolve().parents[3]
RESULTS = ROOT / "training" / "results" / "ablation.json"
DOCUMENTATION = ROOT / "docs" / "training.md"
SIDE = 28
TRAINED = [name for name, row in ROWS.items() if row.finish == "none" and row.longer == 1]


def pictures(count: int) -> NDArray[np.uint8]:
    corners = np.random.default_rng(5).integers(0, 255, (count, 4, 4, 1), np.uint8)
    return corners.repeat(7, axis=1).repeat(7, axis=2)


def weights(network: keras.Model) -> list[NDArray[np.float32]]:
    return [np.array(value) for value in network.get_weights()]


@pytest.mark.parametrize("name", TRAINED)
def test_a_step_of_every_row_changes_all_its_networks_and_leaves_them_finite(name: str) -> None:
    experiment = experiment_of(ROWS[name], seed=1, steps=50)
    model = experiment.build(Path())
    drawn = experiment.draw(pictures(6), np.random.default_rng(1))
    batch = {key: values[:4] for key, values in drawn.items()}
    model(batch)
    parts = [model.preparation, model.hiding, model.decoder]
    parts += [model.adversary] if ROWS[name].adversary else []
    before = [weights(part) for part in parts]
    model.compile(optimizer=SteadyAdam(1e-2), run_eagerly=True)
    assert np.isfinite(model.train_on_batch(batch)).all()
    for part, old in zip(parts, before, strict=True):
        new = weights(part)
        assert all(np.isfinite(values).all() for values in new)
        assert any(not np.array_equal(a, b) for a, b in zip(old, new, strict=True))
    given = model(batch)
    assert given["stego"].shape == given["secret"].shape == (4, SIDE, SIDE, 1)


def test_bodies_and_attention_are_different_networks() -> None:
    shapes = {
        name: [values.shape for values in weights(AblationModel(ROWS[name]).decoder)]
        for name in (
            *("base", "residual", "unet", "dense"),
            *("channel_attention", "spatial_attention"),
        )
    }
    assert len({str(shape) for shape in shapes.values()}) == len(shapes)


def test_hiding_losses_see_what_they_are_named_after() -> None:
    flat, lighter = np.full((1, SIDE, SIDE, 1), 0.5), np.full((1, SIDE, SIDE, 1), 0.6)
    losses = {name: float(look_of(name)[1](flat, lighter)[0]) for name in ("pixels", "ssim")}
    assert losses["pixels"] == pytest.approx(0.1, abs=1e-4)
    assert losses["ssim"] == pytest.approx(1 - (2 * 0.3 + 1e-4) / (0.61 + 1e-4), abs=1e-4)
    assert look_of("perceptual")[0] == "1 - SSIM, and the L2 norm of pixels"


def test_a_frozen_adversary_teaches_without_learning() -> None:
    adversary, stego = steganalyser(), tf.Variable(pictures(2).astype(np.float32))
    learnt = [weight.value for weight in adversary.trainable_variables]
    with tf.GradientTape() as tape:
        judged = tf.reduce_mean(frozen(adversary, stego))
    to_stego, *to_adversary = tape.gradient(judged, [stego, *learnt])
    assert float(tf.reduce_max(tf.abs(to_stego))) > 0
    assert to_adversary == [None] * len(learnt)


def test_early_stopping_trains_for_longer_unless_nothing_improves() -> None:
    base, early = (
        experiment_of(ROWS[name], seed=1, steps=600) for name in ("base", "early_stopping")
    )
    assert (base.most_steps, early.most_steps) == (600, 3600)
    assert early.patience == 3
    assert base.patience > 600


@pytest.mark.parametrize("attack", ["jpeg", "blur", "noise", "rotate"])
def test_a_row_attacks_half_of_its_pictures_in_its_one_way(attack: str) -> None:
    drawn = [
        experiment_of(ROWS[f"augment_{attack}"], seed=1, steps=50).draw(
            pictures(6), np.random.default_rng(seed)
        )
        for seed in range(10)
    ]
    kinds = np.concatenate([batch["codes"][:, 0] for batch in drawn]).astype(int)
    assert {KINDS[kind] for kind in kinds} == {"none", attack}
    assert (kinds > 0).mean() == pytest.approx(0.5, abs=0.1)


def test_all_rows_of_a_seed_see_the_same_covers_and_texts() -> None:
    first, second = (
        experiment_of(ROWS[name], seed=1, steps=50).draw(pictures(6), np.random.default_rng(3))
        for name in ("base", "augment_all")
    )
    assert np.array_equal(first["cover"], second["cover"])
    assert np.array_equal(first["secret"], second["secret"])


def test_switches_live_through_json_and_each_row_has_its_own() -> None:
    for row in ROWS.values():
        assert Switches(**json.loads(json.dumps(asdict(row)))) == row
    assert len(set(ROWS.values())) == len(ROWS)


@pytest.mark.parametrize("channel", CHANNELS)
def test_channels_deliver_8_bit_pictures_of_the_same_size(channel: str) -> None:
    sent = pictures(4)
    delivered = through(sent, channel)
    assert delivered.shape == sent.shape
    assert delivered.dtype == np.uint8
    assert 0.1 < np.abs(delivered.astype(int) - sent).mean() < 30


def test_refining_nears_the_cover_without_losing_a_bit() -> None:
    secret = to_matrices(texts(3, seed=1))
    stego = (64 + 128 * secret).astype(np.uint8)
    given: dict[str, NDArray[Any]] = {"cover": pictures(3), "secret": secret, "stego": stego}
    refined = finished("refine", bright, given)
    error_before, error_after = (
        np.square(picture.astype(float) - given["cover"]).mean(axis=(1, 2, 3))
        for picture in (stego, refined)
    )
    assert np.array_equal(bright(refined.astype(np.float32)) > 0.5, secret > 0.5)
    assert (error_after < 0.8 * error_before).all()


def bright(levels: Any) -> Any:
    """A reader to whom light pixels are ones."""
    return keras.ops.sigmoid((levels - 127.5) / 8)


@pytest.mark.parametrize("finish", ["denoise", "sharpen"])
def test_filters_make_edges_softer_or_harder(finish: Finish) -> None:
    edges = pictures(2)
    changed = finished(finish, bright, {"stego": edges})
    steps_before, steps_after = (
        np.abs(np.diff(picture.astype(int), axis=1)).max() for picture in (edges, changed)
    )
    assert (steps_after < steps_before) == (finish == "denoise")


def test_a_steganalyser_errs_never_where_pixels_shout_and_always_half_where_nothing_is() -> None:
    covers = pictures(24)[:, :16, :16]
    noise = np.random.default_rng(1).integers(-40, 41, covers.shape)
    loud = np.clip(covers + noise, 0, 255).astype(np.uint8)
    assert detection_error((covers[:16], loud[:16]), (covers[16:], loud[16:]), steps=40) < 0.1
    assert detection_error((covers[:16], covers[:16]), (covers[16:], covers[16:]), steps=2) == 0.5


def test_a_row_is_trained_and_measured_once_and_finishes_share_the_training(
    tmp_path: Path,
) -> None:
    study = Study(Split(pictures(8), pictures(2)), pictures(2), tmp_path, 50, detector_steps=2)
    base = measured_row(study, "base", seed=1)
    trained = (tmp_path / "base-1" / "checkpoint.npz").stat().st_mtime_ns
    denoised = measured_row(study, "denoise", seed=1)
    assert (tmp_path / "base-1" / "checkpoint.npz").stat().st_mtime_ns == trained
    assert base["steps"] == denoised["steps"] == 50
    assert base["ssim"] != denoised["ssim"]
    assert base["parameters"] == denoised["parameters"]
    for path in tmp_path.rglob("*.h5"):
        path.unlink()
    assert [measured_row(study, name, seed=1) for name in ("base", "denoise")] == [base, denoised]
    assert rows_so_far(study) == [base, denoised]


def test_the_table_gives_means_and_half_ranges_over_the_seeds() -> None:
    text = RESULTS.read_text()
    row = json.loads(text)["rows"][0]
    seeds = [{**row, "seed": 1, "psnr_db": 20.0}, {**row, "seed": 2, "psnr_db": 21.0}]
    assert "| 20.50 ± 0.50 |" in markdown(seeds)
    assert "| 20.00 |" in markdown(seeds[:1])


def test_the_table_in_the_documentation_is_that_of_the_results() -> None:
    rows = json.loads(RESULTS.read_text())["rows"]
    assert {row["row"] for row in rows} == set(ROWS)
    assert markdown(rows) in DOCUMENTATION.read_text()
