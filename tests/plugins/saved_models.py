"""Small real SavedModels in a repository of their own, laid out as TensorFlow Serving wants it."""

from dataclasses import dataclass
from pathlib import Path

import tensorflow as tf
from tensorflow_serving.apis import predict_pb2, prediction_log_pb2


@dataclass(frozen=True)
class Repository:
    """A model repository under construction."""

    root: Path

    def configure(self, *models: str, labels: str = "", policy: str = "") -> None:
        entries = "".join(
            f'config {{ name: "{m}" base_path: "/models/{m}" {labels} {policy} }}' for m in models
        )
        (self.root / "models.config").write_text(f"model_config_list {{ {entries} }}")
        (self.root / "batching.config").write_text(
            "max_batch_size { value: 4 } batch_timeout_micros { value: 1000 }"
        )

    def export(self, model: str, version: int, *, adds: int, warm_with: str = "image") -> None:
        """Write a version that adds a number to each pixel; it appears at once, whole."""
        module = tf.Module()

        @tf.function(  # type: ignore[untyped-decorator] # TensorFlow ships no types
            input_signature=[tf.TensorSpec([None, None, None, 3], tf.uint8, name="image")]
        )
        def answer(image: tf.Tensor) -> dict[str, tf.Tensor]:
            return {
                "brighter": image + tf.constant(adds, tf.uint8),
                "half": tf.cast(image, tf.float16) / 2,
            }

        module.answer = answer
        made = self.root / model / f"making-{version}"
        tf.saved_model.save(module, str(made), signatures={"serving_default": answer})
        self._record_warm_up(made, warm_with)
        made.rename(self.root / model / str(version))

    def _record_warm_up(self, folder: Path, name: str) -> None:
        request = predict_pb2.PredictRequest()
        request.inputs[name].CopyFrom(tf.make_tensor_proto(tf.zeros([1, 8, 8, 3], tf.uint8)))
        log = prediction_log_pb2.PredictionLog(
            predict_log=prediction_log_pb2.PredictLog(request=request)
        )
        (folder / "assets.extra").mkdir()
        path = folder / "assets.extra" / "tf_serving_warmup_requests"
        with tf.io.TFRecordWriter(str(path)) as writer:
            writer.write(log.SerializeToString())
