"""Requests that a server replays before it calls a model ready, so that the first one is fast."""

from __future__ import annotations

from pathlib import Path

import tensorflow as tf
from tensorflow_serving.apis import model_pb2, predict_pb2, prediction_log_pb2

from cloak_training.networks import CELL
from cloak_training.signatures import BITS, ServedModel

BATCH_SIZES = (1, 2, 4, 8)  # the allowed_batch_sizes of batching.config
SIDE = 128  # pixels; kernels are chosen per batch size, a small picture keeps start-up short


def write_warmup(model: ServedModel, version_dir: Path) -> None:
    """Write ``assets.extra/tf_serving_warmup_requests``, a request per allowed batch size."""
    path = version_dir / "assets.extra" / "tf_serving_warmup_requests"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tf.io.TFRecordWriter(str(path)) as records:
        for batch in BATCH_SIZES:
            records.write(_predict_log(model, batch).SerializeToString())


def _predict_log(model: ServedModel, batch: int) -> prediction_log_pb2.PredictionLog:
    request = predict_pb2.PredictRequest(
        model_spec=model_pb2.ModelSpec(name=model.name, signature_name="serving_default")
    )
    for name, dynamic in model.inputs.items():
        side, channels = (SIDE // CELL, 1) if dynamic is BITS else (SIDE, 3)
        shape = (batch, side, side, channels)
        # One stored value stands for all: the committed file stays at some hundred bytes.
        request.inputs[name].CopyFrom(tf.make_tensor_proto(0, dtype=tf.uint8, shape=shape))
    return prediction_log_pb2.PredictionLog(
        predict_log=prediction_log_pb2.PredictLog(request=request)
    )
