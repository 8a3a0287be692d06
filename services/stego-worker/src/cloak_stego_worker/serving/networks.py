"""The codec's networks for one job: called from a worker thread, answered by the event loop."""

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import CancelledError
from typing import Any

from cloak_codec import ModelUnavailable
from numpy.typing import NDArray

from cloak_stego_worker.serving.client import ModelClient, ModelTooSlow

# A call knows best why it ended: it gets this long to say so before its waiter gives up.
GRACE_S = 0.5


class JobNetworks:
    """A cloak_codec.Networks whose calls all end by the job's deadline (event-loop time).

    ``seconds`` adds up what the job's thread spent waiting for models.
    """

    def __init__(
        self, models: ModelClient, loop: asyncio.AbstractEventLoop, *, deadline_at: float
    ) -> None:
        self._models = models
        self._loop = loop
        self._deadline_at = deadline_at
        self.seconds = 0.0

    def run(self, model: str, inputs: Mapping[str, NDArray[Any]]) -> Mapping[str, NDArray[Any]]:
        """Run a model, blocking this thread only.

        Raises ModelUnavailable, ModelTooSlow, ModelRefused.
        """
        begun = time.perf_counter()
        call = asyncio.run_coroutine_threadsafe(self._answer(model, inputs), self._loop)
        try:
            return call.result()
        except CancelledError:
            raise ModelUnavailable(model, "the worker is stopping") from None
        finally:
            self.seconds += time.perf_counter() - begun

    async def _answer(
        self, model: str, inputs: Mapping[str, NDArray[Any]]
    ) -> Mapping[str, NDArray[Any]]:
        try:
            async with asyncio.timeout_at(self._deadline_at + GRACE_S):
                return await self._models.predict(model, inputs, deadline_at=self._deadline_at)
        except TimeoutError:
            if self._models.reachable:
                raise ModelTooSlow(model, "no answer by the deadline") from None
            raise ModelUnavailable(model, "unavailable") from None
