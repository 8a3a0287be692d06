"""Telling how far a job is: at a bounded rate, the newest stage wins."""

import asyncio
from contextlib import suppress
from typing import Self

import structlog
from cloak_kit.contracts.cloak.v1.events_pb2 import JobProgressed
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.contracts.topics import JOBS_PROGRESSED
from cloak_kit.errors import Unavailable
from cloak_kit.kafka import Publisher

log = structlog.get_logger(__name__)

# How far a job is when a stage begins: shares of the time that a typical job takes.
FRACTIONS = {
    "fetch": 0.02,
    "decode": 0.1,
    "predict": 0.2,
    "encode": 0.5,
    "verify": 0.7,
    "store": 0.95,
}


class Progress:
    """Publishes a job's stages while the block runs; never holds the job up or fails it.

    Stages may be entered from any thread. Entered faster than ``interval_s``, only the last of them
    is told; the fraction never goes back.
    """

    def __init__(
        self, events: Publisher, request: JobRequested, *, attempt: int, interval_s: float
    ) -> None:
        self._events = events
        self._message = JobProgressed(
            job_id=request.job_id, owner_id=request.owner_id, attempt=attempt
        )
        self._interval_s = interval_s
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._over = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._teller = asyncio.create_task(self._tell(), name="progress")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        self._news.set()
        await self._teller

    def enter(self, stage: str) -> None:
        """Say that a stage begins."""
        self._loop.call_soon_threadsafe(self._note, stage)

    def _note(self, stage: str) -> None:
        self._message.stage = stage
        self._message.fraction = max(self._message.fraction, FRACTIONS.get(stage, 0.0))
        self._message.at.GetCurrentTime()
        self._news.set()

    async def _tell(self) -> None:
        while True:
            await self._news.wait()
            if self._over.is_set():
                return
            self._news.clear()
            sent = JobProgressed()
            sent.CopyFrom(self._message)
            try:
                await self._events.publish(JOBS_PROGRESSED, sent, key=sent.job_id)
            except Unavailable:
                log.info("job.progress_untold", stage=sent.stage)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), self._interval_s)
