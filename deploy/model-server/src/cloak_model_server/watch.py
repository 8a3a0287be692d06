"""Version pick-up: what lies in the repository is loaded, warmed, served, and later retired."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import grpc
import structlog
import tensorflow as tf

from cloak_model_server.errors import RequestRefused
from cloak_model_server.metrics import LOADS
from cloak_model_server.model_config import ModelConfig
from cloak_model_server.repository import version_folder, versions_on_disk
from cloak_model_server.servable import Servable
from cloak_model_server.shelf import Shelf, State, VersionState
from cloak_model_server.warmup import warm_up

log = structlog.get_logger(__name__)

LoadFailure = (OSError, ValueError, StopIteration, RequestRefused, tf.errors.OpError)


class Watcher:
    """Keeps the shelf in step with the folders of the models.

    A new version serves only after it is loaded and warm; the old one serves until then and is
    unloaded when its last request has been answered. A version that cannot be loaded is tried
    again after ``retry_s``, and the old one goes on serving.
    """

    def __init__(
        self,
        models: tuple[ModelConfig, ...],
        shelf: Shelf,
        *,
        threads: ThreadPoolExecutor,
        retry_s: float,
    ) -> None:
        self._models = models
        self._shelf = shelf
        self._threads = threads
        self._retry_s = retry_s
        self._retry_at: dict[tuple[str, int], float] = {}

    async def watch(
        self, stopping: asyncio.Event, *, poll_s: float, on_change: Callable[[], None]
    ) -> None:
        """Compare folders and shelf every ``poll_s`` until told to stop."""
        async with asyncio.TaskGroup() as group:
            for model in self._models:
                group.create_task(self._follow(model, stopping, poll_s, on_change))

    async def _follow(
        self,
        model: ModelConfig,
        stopping: asyncio.Event,
        poll_s: float,
        on_change: Callable[[], None],
    ) -> None:
        while not stopping.is_set():
            if await self.bring_up_to_date(model):
                on_change()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), poll_s)

    async def bring_up_to_date(self, model: ModelConfig) -> bool:
        """Load and retire versions as the folder and the policy say; return whether any changed."""
        loop = asyncio.get_running_loop()
        on_disk = await loop.run_in_executor(self._threads, versions_on_disk, model.folder)
        wanted = model.policy.choose(on_disk)
        changed = False
        for version in sorted(wanted - self._shelf.serving(model.name), reverse=True):
            if self._retry_at.get((model.name, version), 0.0) <= loop.time():
                changed |= await self._load(model, version)
        if wanted & self._shelf.serving(model.name):
            # Whatever is no longer wanted goes only while something wanted can answer.
            for version in self._shelf.serving(model.name) - wanted:
                await self._shelf.retire(model.name, version)
                log.info("version.unloaded", model=model.name, version=version)
                changed = True
        return changed

    async def _load(self, model: ModelConfig, version: int) -> bool:
        loop = asyncio.get_running_loop()
        started = loop.time()
        self._shelf.mark(model.name, version, VersionState(State.LOADING))
        try:
            servable, warmed = await loop.run_in_executor(
                self._threads, _load_and_warm, model, version
            )
        except LoadFailure as error:
            self._retry_at[model.name, version] = loop.time() + self._retry_s
            self._shelf.mark(
                model.name,
                version,
                VersionState(State.END, grpc.StatusCode.UNKNOWN.value[0], str(error)),
            )
            LOADS.labels(model.name, "failed").inc()
            log.warning("version.failed", model=model.name, version=version, error=str(error))
            return True
        self._retry_at.pop((model.name, version), None)
        self._shelf.put(servable)
        LOADS.labels(model.name, "loaded").inc()
        log.info(
            "version.serving",
            model=model.name,
            version=version,
            warmup_requests=warmed,
            seconds=round(loop.time() - started, 3),
        )
        return True


def _load_and_warm(model: ModelConfig, version: int) -> tuple[Servable, int]:
    folder = version_folder(model.folder, version)
    servable = Servable(model.name, version, folder)
    return servable, warm_up(servable, folder)
