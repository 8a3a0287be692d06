"""Tensors between the wire (TensorProto) and NumPy."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tensorflow.core.framework import tensor_pb2

from cloak_model_server.errors import InvalidRequest

Arrays: TypeAlias = Mapping[str, NDArray[Any]]


def from_wire(name: str, tensor: tensor_pb2.TensorProto) -> NDArray[Any]:
    """Return the tensor as an array; raise InvalidRequest when its parts contradict each other."""
    if tensor.tensor_shape.unknown_rank or any(d.size < 0 for d in tensor.tensor_shape.dim):
        raise InvalidRequest(f"tensor parsing error: {name}: shape is not fully defined")
    try:
        return np.asarray(tf.make_ndarray(tensor))
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidRequest(f"tensor parsing error: {name}: {error}") from error


def to_wire(array: NDArray[Any]) -> tensor_pb2.TensorProto:
    """Return the array as a TensorProto, its numbers packed as bytes where the type allows."""
    if array.dtype.hasobject or array.dtype.kind in "SU":
        return tf.make_tensor_proto(array)
    tensor = tensor_pb2.TensorProto(
        dtype=tf.as_dtype(array.dtype).as_datatype_enum,
        # make_tensor_proto stores single numbers and runs as typed fields: slow to build and read.
        tensor_content=np.ascontiguousarray(array).tobytes(),
    )
    for size in array.shape:
        tensor.tensor_shape.dim.add().size = size
    return tensor
