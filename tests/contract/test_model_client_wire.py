"""Our copies of TensorFlow Serving's messages against the official classes: the same bytes."""

from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from cloak_stego_worker.serving.contracts.serving import serving_pb2 as ours
from cloak_stego_worker.serving.tensors import from_wire, to_wire
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from numpy.typing import NDArray
from tensorflow.core.framework import tensor_pb2, tensor_shape_pb2, types_pb2
from tensorflow_serving.apis import get_model_status_pb2, model_pb2, predict_pb2, status_pb2

OFFICIAL: dict[type[Message], type[Message]] = {
    ours.TensorShapeProto: tensor_shape_pb2.TensorShapeProto,
    ours.TensorProto: tensor_pb2.TensorProto,
    ours.ModelSpec: model_pb2.ModelSpec,
    ours.PredictRequest: predict_pb2.PredictRequest,
    ours.PredictResponse: predict_pb2.PredictResponse,
    ours.GetModelStatusRequest: get_model_status_pb2.GetModelStatusRequest,
    ours.StatusProto: status_pb2.StatusProto,
    ours.ModelVersionStatus: get_model_status_pb2.ModelVersionStatus,
    ours.GetModelStatusResponse: get_model_status_pb2.GetModelStatusResponse,
}
ENUM_OR_INT32 = {FieldDescriptor.TYPE_ENUM, FieldDescriptor.TYPE_INT32}
ARRAYS: list[NDArray[Any]] = [
    np.arange(24, dtype=np.uint8).reshape(2, 2, 2, 3),
    np.linspace(-3, 3, 12, dtype=np.float16).reshape(1, 2, 2, 3),
    np.array([[1.5, -2.5]], np.float32),
    np.array([-1, 0, 2**31 - 1], np.int32),
    np.array([-(2**40), 7], np.int64),
    np.array([True, False]),
    np.zeros((0, 8, 8, 3), np.uint8),
]


def fields(message: type[Message]) -> dict[str, tuple[int, object, bool, str]]:
    return {
        f.name: (
            f.number,
            "number" if f.type in ENUM_OR_INT32 else f.type,
            bool(f.is_repeated),
            f.containing_oneof.name if f.containing_oneof else "",
        )
        for f in message.DESCRIPTOR.fields
    }


@pytest.mark.parametrize("message", OFFICIAL, ids=lambda m: m.__name__)
def test_every_field_has_the_official_name_number_and_type(message: type[Message]) -> None:
    official = fields(OFFICIAL[message])
    for name, field in fields(message).items():
        assert field == official[name], name


def test_enums_have_the_official_numbers() -> None:
    assert dict(ours.DataType.items()).items() <= dict(types_pb2.DataType.items()).items()
    assert dict(ours.ModelVersionStatus.State.items()) == dict(
        get_model_status_pb2.ModelVersionStatus.State.items()
    )


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}-{a.shape}")
def test_a_predict_request_has_the_bytes_of_the_official_class(array: NDArray[Any]) -> None:
    official = predict_pb2.PredictRequest()
    official.model_spec.name = "robust_decoder"
    official.model_spec.signature_name = "serving_default"
    official.model_spec.version.value = 3
    tensor = official.inputs["cover"]
    tensor.dtype = tf.as_dtype(array.dtype).as_datatype_enum
    tensor.tensor_content = array.tobytes()
    for size in array.shape:
        tensor.tensor_shape.dim.add().size = size
    official.output_filter.append("residual")

    own = ours.PredictRequest(output_filter=["residual"])
    own.model_spec.name = "robust_decoder"
    own.model_spec.signature_name = "serving_default"
    own.model_spec.version.value = 3
    own.inputs["cover"].CopyFrom(to_wire(array))

    assert own.SerializeToString(deterministic=True) == official.SerializeToString(
        deterministic=True
    )


def test_several_inputs_read_back_by_the_official_class() -> None:
    own = ours.PredictRequest()
    own.model_spec.version_label = "stable"
    own.inputs["cover"].CopyFrom(to_wire(ARRAYS[0]))
    own.inputs["bits"].CopyFrom(to_wire(ARRAYS[1]))
    official = predict_pb2.PredictRequest.FromString(own.SerializeToString())
    assert official.model_spec.version_label == "stable"
    np.testing.assert_array_equal(tf.make_ndarray(official.inputs["cover"]), ARRAYS[0])
    np.testing.assert_array_equal(tf.make_ndarray(official.inputs["bits"]), ARRAYS[1])


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}-{a.shape}")
def test_an_answer_in_packed_bytes_is_read(array: NDArray[Any]) -> None:
    official = predict_pb2.PredictResponse()
    official.outputs["y"].CopyFrom(tf.make_tensor_proto(array))
    own = ours.PredictResponse.FromString(official.SerializeToString())
    found = from_wire(own.outputs["y"])
    assert found.dtype == array.dtype
    np.testing.assert_array_equal(found, array)


@pytest.mark.parametrize(
    ("array", "field"),
    [
        (ARRAYS[0], "int_val"),
        (ARRAYS[2], "float_val"),
        (ARRAYS[3], "int_val"),
        (ARRAYS[4], "int64_val"),
        (ARRAYS[5], "bool_val"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value.dtype),
)
def test_an_answer_in_typed_fields_is_read(array: NDArray[Any], field: str) -> None:
    """TensorFlow Serving answers so unless it is told otherwise."""
    tensor = official_shape(array)
    getattr(tensor, field).extend(array.ravel().tolist())
    found = from_wire(ours.TensorProto.FromString(tensor.SerializeToString()))
    assert found.dtype == array.dtype
    np.testing.assert_array_equal(found, array)


def test_halves_in_typed_fields_are_read_by_their_bits() -> None:
    tensor = official_shape(ARRAYS[1])
    tensor.half_val.extend(ARRAYS[1].view(np.uint16).ravel().tolist())
    found = from_wire(ours.TensorProto.FromString(tensor.SerializeToString()))
    np.testing.assert_array_equal(found, ARRAYS[1])


def test_a_repeated_number_that_tensorflow_leaves_out_is_filled_in() -> None:
    official = tf.make_tensor_proto(7, dtype=tf.uint8, shape=[2, 3])
    found = from_wire(ours.TensorProto.FromString(official.SerializeToString()))
    np.testing.assert_array_equal(found, np.full((2, 3), 7, np.uint8))


def test_a_status_answer_is_read() -> None:
    official = get_model_status_pb2.GetModelStatusResponse()
    entry = official.model_version_status.add(version=4, state=30)
    entry.status.error_message = "fine"
    own = ours.GetModelStatusResponse.FromString(official.SerializeToString())
    (status,) = own.model_version_status
    assert (status.version, status.state, status.status.error_message) == (4, 30, "fine")


def official_shape(array: NDArray[Any]) -> tensor_pb2.TensorProto:
    tensor = tensor_pb2.TensorProto(dtype=tf.as_dtype(array.dtype).as_datatype_enum)
    for size in array.shape:
        tensor.tensor_shape.dim.add().size = size
    return tensor
