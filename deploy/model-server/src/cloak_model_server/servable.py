"""One version of a model, loaded: validates inputs and runs signatures."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import meta_graph_pb2, saved_model_pb2

from cloak_model_server.errors import InvalidRequest, RequestRefused, SignatureNotFound
from cloak_model_server.tensors import Arrays

DEFAULT_SIGNATURE = "serving_default"


@dataclass(frozen=True, slots=True)
class Signature:
    """One callable of a SavedModel with the names, types and shapes that it takes and gives."""

    name: str
    function: Any
    inputs: dict[str, tf.TensorSpec]
    outputs: dict[str, tf.TensorSpec]

    @property
    def takes_batches(self) -> bool:
        """Whether rows of several requests may be stacked along the first axis."""
        specs = [*self.inputs.values(), *self.outputs.values()]
        return all(spec.shape.rank and spec.shape[0] is None for spec in specs)

    def check(self, inputs: Arrays) -> None:
        """Raise InvalidRequest, in TensorFlow Serving's words, unless the inputs fit."""
        extra, missing = inputs.keys() - self.inputs.keys(), self.inputs.keys() - inputs.keys()
        if extra or missing:
            raise InvalidRequest(
                f"input size does not match signature: {len(inputs)}!={len(self.inputs)} "
                f"len({{{','.join(sorted(inputs))}}}) != len({{{','.join(sorted(self.inputs))}}}). "
                f"Sent extra: {{{','.join(sorted(extra))}}}. "
                f"Missing but required: {{{','.join(sorted(missing))}}}."
            )
        for name, array in inputs.items():
            spec = self.inputs[name]
            if tf.as_dtype(array.dtype) != spec.dtype:
                raise InvalidRequest(
                    f"Input {name}: expects {spec.dtype.name} but {array.dtype} is provided"
                )
            if not spec.shape.is_compatible_with(array.shape):
                raise InvalidRequest(
                    f"Input {name}: expects shape {spec.shape} but {array.shape} is provided"
                )
        if self.takes_batches and len({len(array) for array in inputs.values()}) > 1:
            raise InvalidRequest("Batching input tensors must have equal 0th-dimension sizes")

    def check_filter(self, wanted: list[str]) -> None:
        """Raise InvalidRequest unless each wanted output exists and is named once."""
        for name in wanted:
            if name not in self.outputs:
                raise InvalidRequest(
                    f"output tensor alias not found in signature: {name} "
                    f"Outputs expected to be in the set {{{','.join(sorted(self.outputs))}}}."
                )
        if len(set(wanted)) < len(wanted):
            raise InvalidRequest("output_filter contains duplicates")

    def run(self, inputs: Arrays) -> Arrays:
        """Run the network on checked inputs; blocks for as long as it takes.

        TensorFlow's own errors (a shape that only the graph can refuse, memory) become
        RequestRefused with the same status code.
        """
        try:
            outputs = self.function(**{name: tf.constant(a) for name, a in inputs.items()})
            return {name: np.asarray(tensor.numpy()) for name, tensor in outputs.items()}
        except tf.errors.OpError as error:
            raise RequestRefused(error.message, _status_of(error)) from error


class Servable:
    """A loaded SavedModel. Frees its memory once nothing refers to it any more."""

    def __init__(self, model: str, version: int, folder: Path) -> None:
        """Load ``folder`` (blocking, seconds). Raises OSError, ValueError or tf.errors.OpError."""
        self.model = model
        self.version = version
        self._module = tf.saved_model.load(str(folder))
        self.signature_defs = _signature_defs(folder)
        self._signatures = {
            name: Signature(
                name,
                function,
                dict(function.structured_input_signature[1]),
                dict(function.structured_outputs),
            )
            for name, function in self._module.signatures.items()
        }

    def signature(self, name: str) -> Signature:
        """Return the signature of that name, the default one for an empty name."""
        try:
            return self._signatures[name or DEFAULT_SIGNATURE]
        except KeyError:
            raise SignatureNotFound(
                f'Serving signature key "{name or DEFAULT_SIGNATURE}" not found.'
            ) from None


def _status_of(error: tf.errors.OpError) -> grpc.StatusCode:
    """Return the gRPC status with the code that TensorFlow gave; they share one numbering."""
    return next(status for status in grpc.StatusCode if status.value[0] == error.error_code)


def _signature_defs(folder: Path) -> dict[str, meta_graph_pb2.SignatureDef]:
    saved = saved_model_pb2.SavedModel()
    saved.ParseFromString((folder / "saved_model.pb").read_bytes())
    serving = [graph for graph in saved.meta_graphs if "serve" in graph.meta_info_def.tags]
    return dict(serving[0].signature_def) if serving else {}
