"""Tensors between NumPy and the wire, as TensorFlow packs them."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike, NDArray

from cloak_stego_worker.serving.contracts.serving.serving_pb2 import DataType, TensorProto

Arrays: TypeAlias = Mapping[str, NDArray[Any]]

_TYPES: dict[DataType, np.dtype[Any]] = {
    DataType.DT_FLOAT: np.dtype("<f4"),
    DataType.DT_INT32: np.dtype("<i4"),
    DataType.DT_UINT8: np.dtype("u1"),
    DataType.DT_INT8: np.dtype("i1"),
    DataType.DT_INT64: np.dtype("<i8"),
    DataType.DT_BOOL: np.dtype("?"),
    DataType.DT_HALF: np.dtype("<f2"),
}
_CODES = {dtype: code for code, dtype in _TYPES.items()}
# Where a server that does not pack bytes puts the numbers, and how they are stored there.
_FIELDS: dict[DataType, tuple[str, DTypeLike]] = {
    DataType.DT_FLOAT: ("float_val", "<f4"),
    DataType.DT_INT32: ("int_val", "<i4"),
    DataType.DT_UINT8: ("int_val", "<i4"),
    DataType.DT_INT8: ("int_val", "<i4"),
    DataType.DT_INT64: ("int64_val", "<i8"),
    DataType.DT_BOOL: ("bool_val", "?"),
    DataType.DT_HALF: ("half_val", "<u2"),
}


class MalformedTensor(ValueError):
    """A tensor whose type is not known here, or whose parts contradict each other."""


def to_wire(array: NDArray[Any]) -> TensorProto:
    """Return the array packed as bytes; raises MalformedTensor for a type without a code."""
    code = _CODES.get(array.dtype.newbyteorder("<"))
    if code is None:
        raise MalformedTensor(f"no tensor type for {array.dtype}")
    packed = np.ascontiguousarray(array, dtype=_TYPES[code])
    tensor = TensorProto(dtype=code, tensor_content=packed.tobytes())
    for size in array.shape:
        tensor.tensor_shape.dim.add(size=size)
    return tensor


def from_wire(tensor: TensorProto) -> NDArray[Any]:
    """Return the numbers of a tensor, packed or in typed fields; raises MalformedTensor."""
    dtype = _TYPES.get(tensor.dtype)
    shape = tuple(dim.size for dim in tensor.tensor_shape.dim)
    if dtype is None or tensor.tensor_shape.unknown_rank or min(shape, default=0) < 0:
        raise MalformedTensor(f"tensor of type {tensor.dtype} and shape {shape}")
    count = int(np.prod(shape, dtype=np.int64))
    try:
        if tensor.tensor_content:
            return np.frombuffer(tensor.tensor_content, dtype).reshape(shape)
        return _typed(tensor, dtype, count).reshape(shape)
    except ValueError as error:
        raise MalformedTensor(f"numbers do not fill shape {shape}") from error


def _typed(tensor: TensorProto, dtype: np.dtype[Any], count: int) -> NDArray[Any]:
    field, stored = _FIELDS[tensor.dtype]
    numbers = np.array(getattr(tensor, field), dtype=stored)
    values = numbers.view(dtype) if field == "half_val" else numbers.astype(dtype)
    if 0 < len(values) < count:
        # TensorFlow leaves out the repetitions of the last number.
        return np.concatenate([values, np.repeat(values[-1:], count - len(values))])
    return values
