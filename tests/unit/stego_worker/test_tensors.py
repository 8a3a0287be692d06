"""Tensors that cannot be are refused by name, not read as something else."""

import numpy as np
import pytest
from cloak_stego_worker.serving.contracts.serving.serving_pb2 import DataType, TensorProto
from cloak_stego_worker.serving.tensors import MalformedTensor, from_wire, to_wire


def test_a_view_with_strides_is_sent_in_order() -> None:
    array = np.arange(24, dtype=np.uint8).reshape(4, 6)[:, ::2]
    np.testing.assert_array_equal(from_wire(to_wire(array)), array)


def test_big_endian_numbers_are_sent_little_endian() -> None:
    array = np.array([1, 2, 300], ">i4")
    assert to_wire(array).tensor_content == array.astype("<i4").tobytes()


def test_a_type_without_a_code_is_not_sent() -> None:
    with pytest.raises(MalformedTensor, match="complex"):
        to_wire(np.zeros(1, np.complex64))


@pytest.mark.parametrize(
    "tensor",
    [
        TensorProto(dtype=DataType.DT_INVALID),
        TensorProto(dtype=99),  # type: ignore[arg-type] # a type of a later TensorFlow
        TensorProto(dtype=DataType.DT_UINT8, tensor_shape={"unknown_rank": True}),
        TensorProto(dtype=DataType.DT_UINT8, tensor_shape={"dim": [{"size": -1}]}),
        TensorProto(
            dtype=DataType.DT_UINT8, tensor_shape={"dim": [{"size": 4}]}, tensor_content=b"123"
        ),
        TensorProto(
            dtype=DataType.DT_HALF, tensor_shape={"dim": [{"size": 4}]}, tensor_content=b"123"
        ),
        TensorProto(dtype=DataType.DT_UINT8, tensor_shape={"dim": [{"size": 4}]}),
    ],
    ids=["no-type", "unknown-type", "no-rank", "no-size", "too-short", "half-a-number", "empty"],
)
def test_a_tensor_that_contradicts_itself_is_refused(tensor: TensorProto) -> None:
    with pytest.raises(MalformedTensor):
        from_wire(tensor)
