"""Warm-up: the recorded requests that ship with a version, run before it answers anyone."""

from collections.abc import Iterator
from pathlib import Path

import tensorflow as tf
from tensorflow_serving.apis import predict_pb2, prediction_log_pb2

from cloak_model_server.servable import Servable
from cloak_model_server.tensors import from_wire

WARMUP_FILE = Path("assets.extra") / "tf_serving_warmup_requests"
MAX_RECORDS = 1000


def warm_up(servable: Servable, folder: Path) -> int:
    """Run the version's recorded requests and return how many; none recorded is fine.

    Blocks. Raises RequestRefused when a record does not fit the version's own signature.
    """
    count = 0
    for request in _recorded(folder / WARMUP_FILE):
        signature = servable.signature(request.model_spec.signature_name)
        inputs = {name: from_wire(name, tensor) for name, tensor in request.inputs.items()}
        signature.check(inputs)
        signature.run(inputs)
        count += 1
    return count


def _recorded(path: Path) -> Iterator[predict_pb2.PredictRequest]:
    if not path.is_file():
        return
    records = tf.data.TFRecordDataset(str(path)).take(MAX_RECORDS)
    for record in records.as_numpy_iterator():
        log = prediction_log_pb2.PredictionLog.FromString(record)
        if log.HasField("predict_log"):
            yield log.predict_log.request
