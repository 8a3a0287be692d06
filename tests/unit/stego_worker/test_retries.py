"""What passes by itself is asked again within the deadline; nothing else is."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
import numpy as np
import pytest
from cloak_codec import ModelUnavailable
from cloak_stego_worker.serving.client import PREDICT, ModelRefused, ServedModels
from cloak_stego_worker.serving.contracts.serving import serving_pb2 as wire
from cloak_stego_worker.serving.settings import ServingSettings
from cloak_stego_worker.serving.tensors import to_wire

from tests.contract.model_client import picture, soon

Status = grpc.StatusCode


@dataclass
class ScriptedServer:
    """Answers Predict with the given statuses, one a call, and then with a tensor."""

    statuses: list[tuple[grpc.StatusCode, str]] = field(default_factory=list)
    calls: int = 0

    async def predict(self, request: bytes, context: Any) -> bytes:
        self.calls += 1
        if self.statuses:
            await context.abort(*self.statuses.pop(0))
        response = wire.PredictResponse()
        response.outputs["y"].CopyFrom(to_wire(np.ones(3, np.uint8)))
        return response.SerializeToString()

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator[str]:
        server = grpc.aio.server()
        handlers = {"Predict": grpc.unary_unary_rpc_method_handler(self.predict)}
        service = PREDICT.split("/")[1]
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, handlers),))
        bound = server.add_insecure_port(f"127.0.0.1:{port}")
        await server.start()
        try:
            yield f"127.0.0.1:{bound}"
        finally:
            await server.stop(0)


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[ServedModels]:
    settings = ServingSettings(address=address, first_retry_s=0.01, longest_retry_s=0.02)
    async with ServedModels.connect(settings) as models:
        yield models


async def test_a_server_that_is_full_or_restarting_is_asked_again() -> None:
    server = ScriptedServer([(Status.UNAVAILABLE, "bye"), (Status.RESOURCE_EXHAUSTED, "full")])
    async with server.listening() as address, connected(address) as models:
        answer = await models.predict("m", {"image": picture()}, deadline_at=soon())
    assert answer["y"].tolist() == [1, 1, 1]
    assert server.calls == 3


async def test_a_server_that_is_away_is_waited_for() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ScriptedServer()
    async with connected(f"127.0.0.1:{port}") as models:
        waiting = asyncio.create_task(models.predict("m", {"image": picture()}, deadline_at=soon()))
        done, _ = await asyncio.wait({waiting}, timeout=0.5)
        assert not done
        async with server.listening(port):
            assert (await asyncio.wait_for(waiting, 10))["y"].sum() == 3


async def test_away_beyond_the_deadline_is_unavailable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    loop = asyncio.get_running_loop()
    async with connected(address) as models:
        with pytest.raises(ModelUnavailable):
            await models.predict("m", {"image": picture()}, deadline_at=loop.time() + 0.3)


async def test_retries_end_with_the_deadline() -> None:
    server = ScriptedServer([(Status.UNAVAILABLE, "")] * 1000)
    loop = asyncio.get_running_loop()
    async with server.listening() as address, connected(address) as models:
        with pytest.raises(ModelUnavailable, match="unavailable"):
            await models.predict("m", {"image": picture()}, deadline_at=loop.time() + 0.3)
    assert 2 < server.calls < 100


@pytest.mark.parametrize(
    ("status", "details"),
    [
        (Status.INVALID_ARGUMENT, "no"),
        (Status.INTERNAL, "no"),
        (Status.RESOURCE_EXHAUSTED, "Received message larger than max (5 vs. 4)"),
    ],
)
async def test_a_defect_is_not_asked_again(status: grpc.StatusCode, details: str) -> None:
    server = ScriptedServer([(status, details)])
    async with server.listening() as address, connected(address) as models:
        with pytest.raises(ModelRefused, match=status.name):
            await models.predict("m", {"image": picture()}, deadline_at=soon())
    assert server.calls == 1


async def test_a_missing_model_is_not_asked_for_again() -> None:
    server = ScriptedServer([(Status.NOT_FOUND, "Servable not found")])
    async with server.listening() as address, connected(address) as models:
        with pytest.raises(ModelUnavailable, match="not_found"):
            await models.predict("m", {"image": picture()}, deadline_at=soon())
    assert server.calls == 1


async def test_an_answer_that_is_no_tensor_is_a_defect() -> None:
    class Broken(ScriptedServer):
        async def predict(self, request: bytes, context: Any) -> bytes:
            response = wire.PredictResponse()
            response.outputs["y"].dtype = wire.DataType.DT_UINT8
            response.outputs["y"].tensor_shape.dim.add(size=5)
            return response.SerializeToString()

    async with Broken().listening() as address, connected(address) as models:
        with pytest.raises(ModelRefused, match="malformed"):
            await models.predict("m", {"image": picture()}, deadline_at=soon())
