"""The model server, wired: opened in order, stopped in reverse."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

import grpc
import structlog
import tensorflow as tf
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1.health import aio as health  # type: ignore[attr-defined] # stubs omit it
from tensorflow_serving.apis.model_service_pb2_grpc import add_ModelServiceServicer_to_server
from tensorflow_serving.apis.prediction_service_pb2_grpc import (
    add_PredictionServiceServicer_to_server,
)

from cloak_model_server.batching import Batcher
from cloak_model_server.batching_config import BatchingConfig, read_batching_config
from cloak_model_server.model_config import read_models_config
from cloak_model_server.model_status import ModelServicer
from cloak_model_server.monitoring import monitoring
from cloak_model_server.prediction import PredictionServicer
from cloak_model_server.settings import ModelServerSettings
from cloak_model_server.shelf import Shelf
from cloak_model_server.watch import Watcher

log = structlog.get_logger(__name__)

HEALTH_SERVICES = ("", "tensorflow.serving.PredictionService", "tensorflow.serving.ModelService")
Health = health_pb2.HealthCheckResponse.ServingStatus


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports that were bound; they differ from the settings where those say 0."""

    grpc: int
    metrics: int


async def serve(
    settings: ModelServerSettings,
    stopping: asyncio.Event,
    listening: asyncio.Future[Ports] | None = None,
) -> None:
    """Serve until ``stopping`` is set, then answer what is in hand and return.

    Raises InvalidConfig before anything is opened, OSError or RuntimeError for a taken port.
    """
    models = read_models_config(
        settings.models_config_path,
        mount=settings.models_mount,
        repository=settings.model_repository,
    )
    batching = _batching(settings)
    tf.config.threading.set_intra_op_parallelism_threads(settings.intra_op_threads)
    tf.config.threading.set_inter_op_parallelism_threads(settings.inter_op_threads)

    async with AsyncExitStack() as stack:
        shelf = Shelf(models)
        loaders = stack.enter_context(
            ThreadPoolExecutor(settings.load_threads, thread_name_prefix="load")
        )
        batcher = Batcher(batching)
        stack.push_async_callback(batcher.close)
        metrics_port = stack.enter_context(
            monitoring(settings.host, settings.metrics_port, lambda: shelf.complete)
        )
        checks = health.HealthServicer()
        await _report(checks, serving=False)
        port = await stack.enter_async_context(_listening(settings, shelf, batcher, checks))
        ports = Ports(grpc=port, metrics=metrics_port)
        log.info("server.listening", grpc_port=ports.grpc, metrics_port=ports.metrics)
        if listening is not None:
            listening.set_result(ports)
        watcher = Watcher(models, shelf, threads=loaders, retry_s=settings.load_retry_s)
        await _follow(watcher, shelf, checks, stopping, settings.poll_s)
        log.info("server.draining")
        await checks.enter_graceful_shutdown()
    log.info("server.stopped")


def _batching(settings: ModelServerSettings) -> BatchingConfig:
    path = settings.batching_config_path
    config = read_batching_config(path) if path else BatchingConfig()
    pad = settings.pad_batches
    if pad is None:
        pad = bool(tf.config.list_physical_devices("GPU"))
    return config if pad else replace(config, allowed_sizes=())


async def _follow(
    watcher: Watcher,
    shelf: Shelf,
    checks: health.HealthServicer,
    stopping: asyncio.Event,
    poll_s: float,
) -> None:
    """Watch the repository until told to stop; report SERVING once every model is warm."""
    changed = asyncio.Event()

    async def report() -> None:
        while not stopping.is_set():
            await changed.wait()
            changed.clear()
            if shelf.complete and not stopping.is_set():
                await _report(checks, serving=True)

    async with asyncio.TaskGroup() as group:
        reporter = group.create_task(report())
        await watcher.watch(stopping, poll_s=poll_s, on_change=changed.set)
        reporter.cancel()


@asynccontextmanager
async def _listening(
    settings: ModelServerSettings,
    shelf: Shelf,
    batcher: Batcher,
    checks: health.HealthServicer,
) -> AsyncIterator[int]:
    server = grpc.aio.server(
        options=[
            ("grpc.max_receive_message_length", settings.max_message_bytes),
            ("grpc.max_send_message_length", settings.max_message_bytes),
            # Two servers on one port would share its connections silently.
            ("grpc.so_reuseport", 0),
            # Clients may keep idle connections alive every 10 s without being cut off.
            ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
            ("grpc.keepalive_permit_without_calls", 1),
        ]
    )
    add_PredictionServiceServicer_to_server(PredictionServicer(shelf, batcher), server)
    add_ModelServiceServicer_to_server(ModelServicer(shelf), server)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    port = server.add_insecure_port(f"{settings.host}:{settings.port}")
    await server.start()
    try:
        yield port
    finally:
        await server.stop(settings.stop_grace_s)


async def _report(checks: health.HealthServicer, *, serving: bool) -> None:
    status = Health.SERVING if serving else Health.NOT_SERVING
    for service in HEALTH_SERVICES:
        await checks.set(service, status)
