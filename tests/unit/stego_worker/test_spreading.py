"""Calls over several model servers: one channel, every address in turn."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import grpc
import numpy as np
from cloak_stego_worker.serving.client import ServedModels
from cloak_stego_worker.serving.contracts.serving import serving_pb2 as wire
from cloak_stego_worker.serving.settings import ServingSettings

INPUTS = {"image": np.zeros((1, 8, 8, 3), np.uint8)}


@asynccontextmanager
async def server(name: str, asked: list[tuple[str, str]]) -> AsyncIterator[int]:
    """Serve Predict on a free port; tell who was asked for which label."""

    async def predict(request: bytes, context: object) -> bytes:
        spec = wire.PredictRequest.FromString(request).model_spec
        asked.append((name, spec.version_label))
        return wire.PredictResponse().SerializeToString()

    method = grpc.unary_unary_rpc_method_handler(predict)
    service = "tensorflow.serving.PredictionService"
    found = grpc.aio.server()
    found.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(service, {"Predict": method}),)
    )
    port = found.add_insecure_port("127.0.0.1:0")
    await found.start()
    try:
        yield port
    finally:
        await found.stop(None)


async def ask(settings: ServingSettings, times: int) -> None:
    deadline_at = asyncio.get_running_loop().time() + 30
    async with ServedModels.connect(settings) as models:
        for _ in range(times):
            await models.predict("robust_decoder", INPUTS, deadline_at=deadline_at)


async def test_calls_go_to_every_address_in_turn() -> None:
    asked: list[tuple[str, str]] = []
    async with AsyncExitStack() as stack:
        ports = [await stack.enter_async_context(server(name, asked)) for name in ("a", "b")]
        address = "ipv4:" + ",".join(f"127.0.0.1:{port}" for port in ports)
        await ask(ServingSettings(address=address), 20)
    counts = Counter(name for name, _ in asked)
    assert min(counts["a"], counts["b"]) >= 5


async def test_servers_are_found_by_a_name_of_dns() -> None:
    asked: list[tuple[str, str]] = []
    async with server("a", asked) as port:
        await ask(ServingSettings(address=f"dns:///localhost:{port}"), 1)
    assert asked == [("a", "")]


async def test_the_version_with_a_label_is_asked_for() -> None:
    asked: list[tuple[str, str]] = []
    async with server("a", asked) as port:
        await ask(ServingSettings(address=f"127.0.0.1:{port}", version_label="stable"), 1)
    assert asked == [("a", "stable")]
