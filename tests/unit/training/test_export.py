"""The exported models are the networks: same answers, the promised signature, any size."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from cloak_training.export import export, load, next_version
from cloak_training.signatures import SERVED, ServedModel
from cloak_training.warmup import BATCH_SIZES
from tensorflow_serving.apis import prediction_log_pb2

ROOT = Path(__file__).parents[3]
WEIGHTS = ROOT / "training" / "weights"
OUTPUTS = {
    "robust_decoder": (tf.float16, 8, 1),
    "image_hider": (tf.float16, 1, 3),
    "image_revealer": (tf.uint8, 1, 3),
    "image_jpeg_hider": (tf.float16, 1, 3),
    "image_jpeg_revealer": (tf.uint8, 1, 3),
}

each_model = pytest.mark.parametrize("model", SERVED, ids=lambda model: model.name)


def newest(model: ServedModel) -> Path:
    """The version that the kept weights are of."""
    versions = ROOT / "model_repository" / model.name
    return versions / str(next_version(versions) - 1)


def random_inputs(model: ServedModel, batch: int, height: int, width: int) -> dict[str, tf.Tensor]:
    rng = np.random.default_rng(batch * height + width)
    inputs = {}
    for name in model.inputs:
        # Smooth pictures: pure noise drives the networks far from all they were trained on.
        corners = rng.integers(40, 200, (batch, 4, 4, 3))
        values = tf.image.resize(corners, (height, width)).numpy()
        inputs[name] = tf.constant(values, tf.uint8)
    return inputs


@each_model
@pytest.mark.parametrize(("batch", "height", "width"), [(1, 64, 96), (3, 128, 72)])
def test_the_committed_model_answers_as_the_network(
    model: ServedModel, batch: int, height: int, width: int
) -> None:
    served = tf.saved_model.load(str(newest(model)))
    inputs = random_inputs(model, batch, height, width)
    got = served.signatures["serving_default"](**inputs)[model.output].numpy()
    expected = model.answer(load(model, WEIGHTS), *inputs.values())[model.output].numpy()
    kind, cell, channels = OUTPUTS[model.name]
    assert got.dtype == kind.as_numpy_dtype
    assert got.shape == (batch, height // cell, width // cell, channels)
    tolerance = 1 if kind is tf.uint8 else 0.05
    assert np.abs(got.astype(np.float32) - expected.astype(np.float32)).max() <= tolerance


@each_model
def test_the_signature_takes_8_bit_pictures_by_name(model: ServedModel) -> None:
    served = tf.saved_model.load(str(newest(model)))
    _, named = served.signatures["serving_default"].structured_input_signature
    assert {name: tuple(spec.shape) for name, spec in named.items()} == dict(model.inputs)
    assert {spec.dtype for spec in named.values()} == {tf.uint8}


@each_model
def test_an_export_is_whole_and_its_warm_up_requests_run(
    model: ServedModel, tmp_path: Path
) -> None:
    version = tmp_path / model.name / "7"
    version.parent.mkdir()
    export(model, weights_dir=WEIGHTS, version_dir=version)
    assert [path.name for path in version.parent.iterdir()] == ["7"]
    signature = tf.saved_model.load(str(version)).signatures["serving_default"]
    requests = version / "assets.extra" / "tf_serving_warmup_requests"
    batches = []
    for record in tf.data.TFRecordDataset(str(requests)):
        log = prediction_log_pb2.PredictionLog.FromString(record.numpy())
        request = log.predict_log.request
        assert request.model_spec.name == model.name
        inputs = {name: tf.make_ndarray(value) for name, value in request.inputs.items()}
        answer = signature(**{name: tf.constant(value) for name, value in inputs.items()})
        batches.append(answer[model.output].shape[0])
    assert tuple(batches) == BATCH_SIZES
    card = json.loads((version / "model_card.json").read_text())
    assert (card["model"], card["version"]) == (model.name, 7)
    assert card["weights_sha256"]
    assert {"data", "recipe", "figures"} <= card.keys()


def test_exporting_again_replaces_the_version(tmp_path: Path) -> None:
    model, version = SERVED[1], tmp_path / "1"
    version.mkdir()
    (version / "left_over").touch()
    export(model, weights_dir=WEIGHTS, version_dir=version)
    assert (version / "saved_model.pb").is_file()
    assert not (version / "left_over").exists()
