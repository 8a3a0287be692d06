"""The stego-worker, wired: opened in order, closed in reverse."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import cloak_codec
import structlog
from cloak_codec import networks
from cloak_kit.blobs import StorageClient
from cloak_kit.contracts.topics import JOBS_CANCELLED, JOBS_REQUESTED
from cloak_kit.errors import Unavailable
from cloak_kit.health import Check, Readiness
from cloak_kit.hpke import PrivateKeys
from cloak_kit.kafka import Drain, KafkaPublisher, follow, subscribe
from cloak_kit.process import side_server
from cloak_kit.web import create_app
from fastapi import FastAPI

from cloak_stego_worker.cancellations import Cancellations
from cloak_stego_worker.intake import Intake
from cloak_stego_worker.jobs import Jobs
from cloak_stego_worker.patience import Patience
from cloak_stego_worker.pixels import PixelBudget
from cloak_stego_worker.placements import Placements
from cloak_stego_worker.serving.client import ModelClient, ServedModels
from cloak_stego_worker.serving.merging import MergingModels
from cloak_stego_worker.settings import WorkerSettings
from cloak_stego_worker.tasks import Tasks

log = structlog.get_logger(__name__)

MODELS = (networks.ROBUST_DECODER, networks.IMAGE_REVEALER)


class NotJoined(Unavailable):
    """The worker has not joined its consumer group yet."""

    code, title = "not_joined", "The worker is starting"


def create_health_app() -> FastAPI:
    """Build the HTTP side of the worker: /healthz, /readyz, /metrics and nothing else."""

    async def nothing_to_open(app: FastAPI, stack: AsyncExitStack) -> None:
        """The message loop opens what readiness asks."""

    return create_app("stego_worker", title="Stego-worker", open_parts=nothing_to_open)


async def work(settings: WorkerSettings, stopping: asyncio.Event) -> None:
    """Do jobs until told to stop, then finish those in hand and leave the group.

    Raises KafkaError, QueueUnavailable when the broker is away for too long: restart then.
    """
    health = create_health_app()
    readiness: Readiness = health.state.readiness
    joined = asyncio.Event()
    _report_joining(readiness, joined)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(side_server(health, settings))
        beside = await stack.enter_async_context(_side_tasks())
        beside(_fail_readiness(readiness, stopping))
        # Compiled before joining: it would hold the first jobs back, and with them a rebalance.
        await asyncio.to_thread(cloak_codec.warm_up)
        cancelled = Cancellations(
            memory_s=settings.cancel_memory_s, clock=asyncio.get_running_loop().time
        )
        broadcast = await stack.enter_async_context(
            follow(settings.kafka, JOBS_CANCELLED, since_s=settings.cancel_memory_s)
        )
        beside(cancelled.listen(broadcast))
        jobs = await _open_jobs(settings, stack, readiness, cancelled)
        drain = Drain()
        consumer = await stack.enter_async_context(
            subscribe(settings.kafka, [JOBS_REQUESTED], group=settings.group, drain=drain)
        )
        joined.set()
        log.info("worker.joined", group=settings.group, in_flight=settings.in_flight)
        await Intake(consumer, drain, jobs.handle, in_flight=settings.in_flight).run(stopping)
        log.info("worker.drained")


async def _open_jobs(
    settings: WorkerSettings,
    stack: AsyncExitStack,
    readiness: Readiness,
    cancelled: Cancellations,
) -> Jobs:
    """Connect what jobs need; each part is asked by readiness."""
    threads = stack.enter_context(
        ThreadPoolExecutor(settings.in_flight, thread_name_prefix="codec")
    )
    served = await stack.enter_async_context(ServedModels.connect(settings.serving))
    models = await stack.enter_async_context(MergingModels(served, settings.serving))
    blobs = await stack.enter_async_context(StorageClient.connect(settings.blobs))
    events = await stack.enter_async_context(
        KafkaPublisher.connect(settings.kafka, service="stego_worker")
    )
    readiness.add("models", _check_models(served))
    readiness.add("storage", blobs.check)
    readiness.add("kafka", events.check)
    patience = Patience(settings.first_retry_s, settings.longest_retry_s)
    budget = PixelBudget(settings.most_pixels_in_hand)
    tasks = Tasks(
        blobs,
        cloak_codec,
        threads,
        budget,
        Placements(PrivateKeys.parse(settings.keys.get_secret_value())),
        patience,
        settings.max_input_bytes,
    )
    return Jobs(settings, tasks=tasks, models=models, events=events, cancellations=cancelled)


@asynccontextmanager
async def _side_tasks() -> AsyncIterator[Callable[[Coroutine[Any, Any, None]], None]]:
    """Run tasks beside the block: its end ends them, and an error of one of them ends it."""
    running: list[asyncio.Task[None]] = []
    async with asyncio.TaskGroup() as group:
        yield lambda work: running.append(group.create_task(work))
        for task in running:
            task.cancel()


def _report_joining(readiness: Readiness, joined: asyncio.Event) -> None:
    async def check() -> None:
        if not joined.is_set():
            raise NotJoined

    readiness.add("group", check)


def _check_models(models: ModelClient) -> Check:
    async def check() -> None:
        await asyncio.gather(*(models.version(model) for model in MODELS))

    return check


async def _fail_readiness(readiness: Readiness, stopping: asyncio.Event) -> None:
    await stopping.wait()
    readiness.drain()
