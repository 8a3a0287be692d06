"""Calls to the model server: one channel, a deadline on each call, retries of what is safe."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, Self

import grpc
from cloak_codec import ModelUnavailable
from cloak_kit.tracing import carried
from cloak_kit.tracing.calls import calling

from cloak_stego_worker.metrics import PREDICT_RETRIES, PREDICT_SECONDS
from cloak_stego_worker.serving.contracts.serving import serving_pb2 as wire
from cloak_stego_worker.serving.settings import ServingSettings
from cloak_stego_worker.serving.tensors import Arrays, MalformedTensor, from_wire, to_wire

PREDICT = "/tensorflow.serving.PredictionService/Predict"
MODEL_STATUS = "/tensorflow.serving.ModelService/GetModelStatus"
# Predict changes nothing, so whatever may pass by itself is asked again.
# (CANCELLED comes from a server that ended its grace period with the call in hand.)
RETRYABLE = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.CANCELLED,
}
AWAY = {
    *RETRYABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.FAILED_PRECONDITION,
}


class ModelRefused(Exception):
    """The server does not take these inputs, or answers nonsense: a defect, not an outage."""


class ModelTooSlow(ModelUnavailable):
    """The server is there and did not answer by the deadline."""


class ModelClient(Protocol):
    """What the worker needs of the models; time is the event loop's."""

    @property
    def reachable(self) -> bool:
        """Whether a server is connected, or nothing was asked of it yet."""
        ...

    async def predict(self, model: str, inputs: Arrays, *, deadline_at: float) -> Arrays:
        """Run a model on one batch.

        Raises ModelUnavailable when no server could be reached by ``deadline_at`` or none has the
        model, ModelTooSlow when one could, ModelRefused when the inputs do not fit the model.
        """
        ...

    async def version(self, model: str) -> int:
        """Return the version that answers; raises ModelUnavailable at once when there is none."""
        ...


class ServedModels:
    """A ModelClient over TensorFlow Serving's protocol."""

    def __init__(self, channel: grpc.aio.Channel, settings: ServingSettings) -> None:
        self._settings = settings
        self._channel = channel
        # Bytes in, bytes out: big messages are packed and unpacked in threads, not on the loop.
        self._predict = channel.unary_unary(PREDICT, None, None)
        self._status = channel.unary_unary(
            MODEL_STATUS,
            request_serializer=wire.GetModelStatusRequest.SerializeToString,
            response_deserializer=wire.GetModelStatusResponse.FromString,
        )

    @classmethod
    @asynccontextmanager
    async def connect(cls, settings: ServingSettings) -> AsyncIterator[Self]:
        """Keep one channel for the length of the block; it connects when first used."""
        async with grpc.aio.insecure_channel(settings.address, options=_options(settings)) as made:
            yield cls(made, settings)

    @property
    def reachable(self) -> bool:
        """Whether a server is connected, or nothing was asked of it yet."""
        state = self._channel.get_state()
        return state in (grpc.ChannelConnectivity.READY, grpc.ChannelConnectivity.IDLE)

    async def predict(self, model: str, inputs: Arrays, *, deadline_at: float) -> Arrays:
        """Run a model on one batch, asking again until the deadline while the server is away."""
        spec = wire.ModelSpec(name=model, version_label=self._settings.version_label or None)
        request = await asyncio.to_thread(_packed, spec, inputs)
        loop = asyncio.get_running_loop()
        pause_s = self._settings.first_retry_s
        while True:
            try:
                with PREDICT_SECONDS.labels(model).time():
                    response = await self._call(request, max(0.0, deadline_at - loop.time()))
                return await asyncio.to_thread(_unpacked, response)
            except grpc.aio.AioRpcError as error:
                jittered_s = pause_s * random.uniform(0.5, 1.0)  # noqa: S311 # spreads load
                if not _worth_retrying(error) or loop.time() + jittered_s >= deadline_at:
                    raise self._fact(model, error) from error
                PREDICT_RETRIES.labels(model, error.code().name.lower()).inc()
                await asyncio.sleep(jittered_s)
                pause_s = min(pause_s * 2, self._settings.longest_retry_s)
            except MalformedTensor as error:
                raise ModelRefused(f"{model} answered with a malformed tensor") from error

    async def version(self, model: str) -> int:
        """Return the version that answers; raises ModelUnavailable at once when there is none."""
        request = wire.GetModelStatusRequest(model_spec=wire.ModelSpec(name=model))
        try:
            answer = await self._status(request, timeout=2.0)
        except grpc.aio.AioRpcError as error:
            raise self._fact(model, error) from error
        state = wire.ModelVersionStatus.State
        serving = [v.version for v in answer.model_version_status if v.state == state.AVAILABLE]
        if not serving:
            raise ModelUnavailable(model, "no version is loaded")
        return int(max(serving))

    async def _call(self, request: bytes, timeout_s: float) -> bytes:
        with calling(PREDICT) as span:
            headers = tuple(carried().items())
            try:
                response: bytes = await self._predict(
                    request, timeout=timeout_s, metadata=headers, wait_for_ready=True
                )
                return response
            except grpc.aio.AioRpcError as error:
                span.set_attribute("rpc.response.status_code", error.code().name)
                raise

    def _fact(self, model: str, error: grpc.aio.AioRpcError) -> ModelUnavailable | ModelRefused:
        code = error.code()
        if code not in AWAY or _too_large(error):
            return ModelRefused(f"{model}: {code.name}: {error.details()}")
        if code == grpc.StatusCode.DEADLINE_EXCEEDED and self.reachable:
            return ModelTooSlow(model, "no answer by the deadline")
        return ModelUnavailable(model, code.name.lower())


def _options(settings: ServingSettings) -> list[tuple[str, str | int]]:
    return [
        ("grpc.max_receive_message_length", settings.max_message_bytes),
        ("grpc.max_send_message_length", settings.max_message_bytes),
        ("grpc.lb_policy_name", "round_robin"),
        ("grpc.keepalive_time_ms", 30_000),
        # The default waits up to two minutes before it tries a server that was away again.
        ("grpc.initial_reconnect_backoff_ms", 200),
        ("grpc.min_reconnect_backoff_ms", 200),
        ("grpc.max_reconnect_backoff_ms", 2_000),
    ]


def _packed(spec: wire.ModelSpec, inputs: Arrays) -> bytes:
    request = wire.PredictRequest(model_spec=spec)
    for name, array in inputs.items():
        request.inputs[name].CopyFrom(to_wire(array))
    return request.SerializeToString()


def _unpacked(response: bytes) -> Arrays:
    outputs = wire.PredictResponse.FromString(response).outputs
    return {name: from_wire(tensor) for name, tensor in outputs.items()}


def _worth_retrying(error: grpc.aio.AioRpcError) -> bool:
    return error.code() in RETRYABLE and not _too_large(error)


def _too_large(error: grpc.aio.AioRpcError) -> bool:
    """gRPC reports a message over the limit with the same code as a full queue."""
    return "larger than max" in (error.details() or "")
