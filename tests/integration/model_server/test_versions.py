"""A version's life: picked up, warmed, served, replaced, and what happens when it is broken."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import grpc
import numpy as np
import pytest
import tensorflow as tf
from tensorflow_serving.apis import get_model_status_pb2, predict_pb2
from tensorflow_serving.apis.model_service_pb2_grpc import ModelServiceStub
from tensorflow_serving.apis.prediction_service_pb2_grpc import PredictionServiceStub

from tests.plugins.model_server import Health, start_model_server
from tests.plugins.polling import eventually
from tests.plugins.saved_models import Repository

pytestmark = pytest.mark.integration

BLACK = np.zeros((1, 8, 8, 3), np.uint8)


async def answering(channel: grpc.aio.Channel) -> int:
    """Ask for a black picture and return which version answered, by what it added."""
    request = predict_pb2.PredictRequest()
    request.model_spec.name = "brighten"
    request.inputs["image"].CopyFrom(tf.make_tensor_proto(BLACK))
    answer = await PredictionServiceStub(channel).Predict(request, timeout=10)
    return int(tf.make_ndarray(answer.outputs["brighter"]).max())


async def states(channel: grpc.aio.Channel) -> dict[int, tuple[int, str]]:
    request = get_model_status_pb2.GetModelStatusRequest()
    request.model_spec.name = "brighten"
    answer = await ModelServiceStub(channel).GetModelStatus(request, timeout=10)
    return {s.version: (s.state, s.status.error_message) for s in answer.model_version_status}


async def until(
    channel: grpc.aio.Channel, holds: Callable[[dict[int, tuple[int, str]]], bool]
) -> dict[int, tuple[int, str]]:
    return await eventually(lambda: states(channel), holds)


async def test_a_new_version_takes_over_without_a_failed_request(repository: Repository) -> None:
    repository.configure("brighten")
    repository.export("brighten", 1, adds=1)
    async with (
        start_model_server(repository.root) as server,
        grpc.aio.insecure_channel(server.address) as channel,
    ):
        assert await answering(channel) == 1
        repository.export("brighten", 2, adds=2)
        answers: list[int] = []
        async with asyncio.timeout(30):
            while not answers or answers[-1] != 2:
                answers.append(await answering(channel))
        assert answers == sorted(answers)
        assert {v: s for v, (s, _) in (await until(channel, lambda s: s[1][0] == 50)).items()} == {
            2: 30,
            1: 50,
        }


async def test_a_broken_version_is_named_and_the_old_one_goes_on(repository: Repository) -> None:
    repository.configure("brighten")
    repository.export("brighten", 1, adds=1)
    async with (
        start_model_server(repository.root) as server,
        grpc.aio.insecure_channel(server.address) as channel,
    ):
        repository.export("brighten", 3, adds=3, warm_with="not_an_input")
        found = await until(channel, lambda s: s.get(3, (0, ""))[0] == 50)
        assert "Missing but required: {image}" in found[3][1]
        assert await answering(channel) == 1
        assert await server.health() == Health.SERVING


async def test_health_is_serving_only_when_every_model_is_there(repository: Repository) -> None:
    repository.configure("brighten", "late")
    repository.export("brighten", 1, adds=1)
    async with (
        start_model_server(repository.root, wait=False) as server,
        grpc.aio.insecure_channel(server.address) as channel,
    ):
        await eventually(
            lambda: ready_code(channel, "brighten"), lambda code: code == grpc.StatusCode.OK
        )
        assert await server.health() == Health.NOT_SERVING
        assert await ready_code(channel, "late") == grpc.StatusCode.UNAVAILABLE
        repository.export("late", 1, adds=1)
        await server.ready()


async def ready_code(channel: grpc.aio.Channel, model: str) -> grpc.StatusCode:
    request = predict_pb2.PredictRequest()
    request.model_spec.name = model
    request.inputs["image"].CopyFrom(tf.make_tensor_proto(BLACK))
    try:
        await PredictionServiceStub(channel).Predict(request, timeout=10)
    except grpc.aio.AioRpcError as refused:
        return refused.code()
    return grpc.StatusCode.OK


async def test_sigterm_lets_requests_in_hand_finish_and_ends_with_zero(
    repository: Repository,
) -> None:
    repository.configure("brighten")
    repository.export("brighten", 1, adds=1)
    # A lone request waits a second for company: long enough to be in hand when the signal comes.
    (repository.root / "batching.config").write_text(
        "max_batch_size { value: 4 } batch_timeout_micros { value: 1000000 }"
    )
    async with (
        start_model_server(repository.root) as server,
        grpc.aio.insecure_channel(server.address) as channel,
    ):
        in_hand = asyncio.create_task(answering(channel))
        await eventually(
            server.metrics,
            lambda text: 'cloak_model_server_queued_requests{model="brighten"} 1.0' in text,
        )
        server.process.terminate()
        assert await in_hand == 1
        assert await asyncio.wait_for(server.process.wait(), 20) == 0


async def test_a_faulty_configuration_ends_the_process_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "models.config").write_text("model_config_list {}")
    with pytest.raises(AssertionError, match="lists no model"):
        async with start_model_server(tmp_path):
            pass
