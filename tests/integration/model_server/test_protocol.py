"""The protocol as TensorFlow Serving's own client classes see it."""

import asyncio
from typing import Any

import grpc
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray
from tensorflow_serving.apis import (
    get_model_metadata_pb2,
    get_model_status_pb2,
    predict_pb2,
)

from tests.integration.model_server.conftest import Official
from tests.plugins.model_server import ModelServer

pytestmark = pytest.mark.integration

PICTURE = np.arange(2 * 8 * 8 * 3, dtype=np.uint8).reshape(2, 8, 8, 3)


def request(picture: NDArray[Any] = PICTURE, **spec: Any) -> predict_pb2.PredictRequest:
    made = predict_pb2.PredictRequest()
    made.model_spec.name = "brighten"
    for name, value in spec.items():
        if name == "version":
            made.model_spec.version.value = value
        else:
            setattr(made.model_spec, name, value)
    made.inputs["image"].CopyFrom(tf.make_tensor_proto(picture))
    return made


async def refusal(official: Official, asked: predict_pb2.PredictRequest) -> tuple[str, str]:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await official.predictions.Predict(asked, timeout=10)
    return refused.value.code().name, refused.value.details() or ""


async def test_predict_answers_with_every_output_and_the_version(official: Official) -> None:
    answer = await official.predictions.Predict(request(), timeout=10)
    assert answer.model_spec.name == "brighten"
    assert answer.model_spec.version.value == 2
    assert answer.model_spec.signature_name == "serving_default"
    np.testing.assert_array_equal(tf.make_ndarray(answer.outputs["brighter"]), PICTURE + 2)
    np.testing.assert_array_equal(
        tf.make_ndarray(answer.outputs["half"]), (PICTURE / 2).astype(np.float16)
    )


async def test_numbers_in_typed_fields_are_read_like_packed_bytes(official: Official) -> None:
    asked = request()
    tensor = asked.inputs["image"]
    tensor.tensor_content = b""
    tensor.int_val.extend(PICTURE.ravel().tolist())
    answer = await official.predictions.Predict(asked, timeout=10)
    np.testing.assert_array_equal(tf.make_ndarray(answer.outputs["brighter"]), PICTURE + 2)


async def test_an_output_filter_names_what_comes_back(official: Official) -> None:
    asked = request()
    asked.output_filter.append("half")
    answer = await official.predictions.Predict(asked, timeout=10)
    assert list(answer.outputs) == ["half"]


@pytest.mark.parametrize("spec", [{"version": 2}, {"version_label": "stable"}])
async def test_a_version_is_chosen_by_number_or_label(
    official: Official, spec: dict[str, Any]
) -> None:
    answer = await official.predictions.Predict(request(**spec), timeout=10)
    assert answer.model_spec.version.value == 2


async def test_unknown_models_versions_labels_and_signatures_are_refused(
    official: Official,
) -> None:
    assert await refusal(official, request(name="other")) == (
        "NOT_FOUND",
        "Servable not found for request: Latest(other)",
    )
    assert await refusal(official, request(version=7)) == (
        "NOT_FOUND",
        "Servable not found for request: Specific(brighten, 7)",
    )
    assert (await refusal(official, request(version_label="beta")))[0] == "INVALID_ARGUMENT"
    assert (await refusal(official, request(signature_name="x")))[0] == "FAILED_PRECONDITION"


async def test_wrong_inputs_are_refused_as_invalid(official: Official) -> None:
    wrong_type = request(PICTURE.astype(np.float32))
    wrong_shape = request(PICTURE[..., :2])
    missing, extra, broken, unknown_output = request(), request(), request(), request()
    missing.inputs.clear()
    extra.inputs["bits"].CopyFrom(tf.make_tensor_proto(1.0))
    broken.inputs["image"].tensor_content = b"123"
    unknown_output.output_filter.append("darker")
    for asked in (wrong_type, wrong_shape, missing, extra, broken, unknown_output):
        assert (await refusal(official, asked))[0] == "INVALID_ARGUMENT"
    assert "Missing but required: {image}" in (await refusal(official, missing))[1]


async def test_more_rows_than_a_batch_are_refused(official: Official) -> None:
    code, details = await refusal(official, request(np.zeros((5, 8, 8, 3), np.uint8)))
    assert (code, "larger than maximum" in details) == ("INVALID_ARGUMENT", True)


async def test_concurrent_requests_each_get_their_own_answer(official: Official) -> None:
    pictures = [np.full((1, 16, 16, 3), value, np.uint8) for value in range(24)]
    answers = await asyncio.gather(
        *(official.predictions.Predict(request(p), timeout=10) for p in pictures)
    )
    for picture, answer in zip(pictures, answers, strict=True):
        np.testing.assert_array_equal(tf.make_ndarray(answer.outputs["brighter"]), picture + 2)


async def test_metadata_holds_the_signatures(official: Official) -> None:
    asked = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
    asked.model_spec.name = "brighten"
    answer = await official.predictions.GetModelMetadata(asked, timeout=10)
    signatures = get_model_metadata_pb2.SignatureDefMap()
    assert answer.metadata["signature_def"].Unpack(signatures)
    signature = signatures.signature_def["serving_default"]
    assert set(signature.inputs) == {"image"}
    assert set(signature.outputs) == {"brighter", "half"}
    asked.metadata_field[:] = ["weights"]
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await official.predictions.GetModelMetadata(asked, timeout=10)
    assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT


async def test_status_lists_the_versions(official: Official) -> None:
    asked = get_model_status_pb2.GetModelStatusRequest()
    asked.model_spec.name = "brighten"
    answer = await official.models.GetModelStatus(asked, timeout=10)
    (status,) = answer.model_version_status
    assert (status.version, status.state, status.status.error_code) == (2, 30, 0)
    asked.model_spec.name = "other"
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await official.models.GetModelStatus(asked, timeout=10)
    assert refused.value.code() == grpc.StatusCode.NOT_FOUND


async def test_metrics_count_requests_by_model_and_outcome(
    served: ModelServer, official: Official
) -> None:
    await official.predictions.Predict(request(), timeout=10)
    await refusal(official, request(version=7))

    text = await served.metrics()
    assert 'cloak_model_server_requests_total{model="brighten",outcome="ok"}' in text
    assert 'cloak_model_server_requests_total{model="unknown",outcome="not_found"}' in text
    assert 'cloak_model_server_serving_version{model="brighten"} 2.0' in text
    assert "cloak_model_server" in await served.metrics("/monitoring/prometheus/metrics")
    assert await served.metrics("/healthz") == '{"status":"ok"}'
    assert await served.metrics("/readyz") == '{"status":"ok"}'
