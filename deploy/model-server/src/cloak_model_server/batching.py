"""Dynamic batching: requests of equal shapes share one run of the network."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from cloak_model_server.batching_config import BatchingConfig
from cloak_model_server.errors import DeadlinePassed, InvalidRequest, QueueFull, RequestRefused
from cloak_model_server.metrics import BATCH_SIZE, DROPPED, QUEUED_REQUESTS, RUN_SECONDS
from cloak_model_server.servable import Signature
from cloak_model_server.tensors import Arrays

_Shapes: TypeAlias = tuple[tuple[str, tuple[int, ...]], ...]
_Key: TypeAlias = tuple[int, _Shapes]


@dataclass(slots=True)
class _Request:
    """One Predict that waits: its inputs, its answer and when nobody wants it any more."""

    inputs: Arrays
    rows: int
    deadline_at: float | None
    answer: asyncio.Future[Arrays]


@dataclass(slots=True)
class _Batch:
    """Requests that will run together, not before ``due_at`` (loop time) unless full."""

    key: _Key
    model: str
    run: Callable[[Arrays], Arrays]
    capacity: int
    due_at: float
    requests: list[_Request] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(request.rows for request in self.requests)

    def due(self, now: float) -> bool:
        return now >= self.due_at or self.rows >= self.capacity


class Batcher:
    """Runs signatures on a bounded number of threads, merging requests that wait together.

    A batch stays open while it waits for a thread, so load makes batches larger by itself.
    Lives in one event loop; close it to wait for what is running.
    """

    def __init__(self, config: BatchingConfig) -> None:
        self._config = config
        self._threads = ThreadPoolExecutor(config.threads, thread_name_prefix="batch")
        self._waiting: list[_Batch] = []
        self._running: set[asyncio.Task[None]] = set()

    async def predict(
        self, model: str, signature: Signature, inputs: Arrays, *, time_left_s: float | None
    ) -> Arrays:
        """Run checked inputs, alone or with others, and return the outputs of these rows.

        Raises QueueFull, DeadlinePassed (before the run started), InvalidRequest (more rows than
        one batch may have) and whatever the run itself refuses.
        """
        loop = asyncio.get_running_loop()
        rows = len(next(iter(inputs.values()))) if signature.takes_batches and inputs else 1
        request = _Request(
            inputs,
            rows,
            None if time_left_s is None else loop.time() + time_left_s,
            loop.create_future(),
        )
        batch = self._place(model, signature, request, loop.time())
        QUEUED_REQUESTS.labels(model).inc()
        self._start_due()
        if batch in self._waiting:
            loop.call_at(batch.due_at, self._start_due)
        return await request.answer

    async def close(self) -> None:
        """Wait for the running batches and free the threads; nothing may be queued any more."""
        await asyncio.gather(*self._running)
        self._threads.shutdown()

    def _place(self, model: str, signature: Signature, request: _Request, now: float) -> _Batch:
        capacity = self._config.max_batch_size if signature.takes_batches else 1
        if request.rows > capacity:
            raise InvalidRequest(
                f"Task size {request.rows} is larger than maximum input batch size {capacity}"
            )
        shapes = tuple((name, array.shape[1:]) for name, array in sorted(request.inputs.items()))
        key = (id(signature), shapes)
        for batch in self._waiting:
            if batch.key == key and batch.rows + request.rows <= batch.capacity:
                batch.requests.append(request)
                return batch
        queued = sum(batch.model == model for batch in self._waiting)
        if queued >= self._config.max_enqueued_batches:
            raise QueueFull(
                "The batch scheduling queue to which this task was submitted is full; "
                f"currently {queued} batches enqueued and max_enqueued_batches is "
                f"{self._config.max_enqueued_batches}"
            )
        wait_s = self._config.timeout_s if capacity > request.rows else 0.0
        batch = _Batch(key, model, signature.run, capacity, now + wait_s, [request])
        self._waiting.append(batch)
        return batch

    def _start_due(self) -> None:
        """Start the oldest batches that are due while threads are free."""
        now = asyncio.get_running_loop().time()
        for batch in [b for b in self._waiting if b.due(now)]:
            if len(self._running) >= self._config.threads:
                return
            self._waiting.remove(batch)
            QUEUED_REQUESTS.labels(batch.model).dec(len(batch.requests))
            wanted = self._still_wanted(batch, now)
            if wanted:
                task = asyncio.create_task(self._run(batch, wanted))
                self._running.add(task)
                task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._start_due()

    def _still_wanted(self, batch: _Batch, now: float) -> list[_Request]:
        wanted = []
        for request in batch.requests:
            if request.answer.done():
                DROPPED.labels(batch.model).inc()
            elif request.deadline_at is not None and request.deadline_at <= now:
                DROPPED.labels(batch.model).inc()
                request.answer.set_exception(
                    DeadlinePassed("Deadline passed while the request was queued")
                )
            else:
                wanted.append(request)
        return wanted

    async def _run(self, batch: _Batch, requests: list[_Request]) -> None:
        rows = sum(request.rows for request in requests)
        BATCH_SIZE.labels(batch.model).observe(rows)
        loop = asyncio.get_running_loop()
        try:
            with RUN_SECONDS.labels(batch.model).time():
                answers = await loop.run_in_executor(
                    self._threads, _run_together, batch.run, requests, self._config.padded(rows)
                )
        except RequestRefused as error:
            for request in requests:
                if not request.answer.done():
                    request.answer.set_exception(RequestRefused(error.details, error.code))
            return
        for request, answer in zip(requests, answers, strict=True):
            if not request.answer.done():
                request.answer.set_result(answer)


def _run_together(
    run: Callable[[Arrays], Arrays], requests: list[_Request], size: int
) -> list[Arrays]:
    """Stack the rows of all requests, run once, and give each request its rows back."""
    if len(requests) == 1 and requests[0].rows == size:
        return [run(requests[0].inputs)]
    stacked = {}
    for name in requests[0].inputs:
        parts = [request.inputs[name] for request in requests]
        missing = size - sum(len(part) for part in parts)
        if missing:
            parts.append(np.repeat(parts[0][:1], missing, axis=0))
        stacked[name] = np.concatenate(parts)
    outputs = run(stacked)
    answers: list[Arrays] = []
    start = 0
    for request in requests:
        rows = slice(start, start + request.rows)
        answers.append({name: array[rows] for name, array in outputs.items()})
        start += request.rows
    return answers
