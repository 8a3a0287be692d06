"""The codec's networks for one job: called from a worker thread, answered by the event loop."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import CancelledError
from typing import Any

from cloak_codec import ModelUnavailable
from numpy.typing import NDArray

from cloak_stego_worker.serving.client import ModelClient


class JobNetworks:
    """A cloak_codec.Networks whose calls all end by the job's deadline (event-loop time)."""

    def __init__(
        self, models: ModelClient, loop: asyncio.AbstractEventLoop, *, deadline_at: float
    ) -> None:
        self._models = models
        self._loop = loop
        self._deadline_at = deadline_at

    def run(self, model: str, inputs: Mapping[str, NDArray[Any]]) -> Mapping[str, NDArray[Any]]:
        """Run a model, blocking this thread only; raises ModelUnavailable, ModelRefused."""
        call = asyncio.run_coroutine_threadsafe(self._answer(model, inputs), self._loop)
        try:
            return call.result()
        except TimeoutError:
            raise ModelUnavailable(model, "deadline_exceeded") from None
        except CancelledError:
            raise ModelUnavailable(model, "the worker is stopping") from None

    async def _answer(
        self, model: str, inputs: Mapping[str, NDArray[Any]]
    ) -> Mapping[str, NDArray[Any]]:
        async with asyncio.timeout_at(self._deadline_at):
            return await self._models.predict(model, inputs, deadline_at=self._deadline_at)
