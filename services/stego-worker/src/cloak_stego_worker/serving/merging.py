"""Merging: tiles of jobs that run at the same time share one Predict."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

import numpy as np
from cloak_codec import ModelUnavailable
from cloak_kit.tracing import Span, Traced, current

from cloak_stego_worker.metrics import BATCH_ROWS
from cloak_stego_worker.serving.client import ModelClient, ModelRefused
from cloak_stego_worker.serving.settings import ServingSettings
from cloak_stego_worker.serving.tensors import Arrays

_Key: TypeAlias = tuple[str, tuple[tuple[str, str, tuple[int, ...]], ...]]


@dataclass(slots=True)
class _Tile:
    """One caller's batch that waits for company."""

    inputs: Arrays
    rows: int
    size_bytes: int
    deadline_at: float
    answer: asyncio.Future[Arrays]
    asked_by: Span


@dataclass(slots=True)
class _Batch:
    """Tiles of one model and shape that will be sent together."""

    tiles: list[_Tile] = field(default_factory=list)

    def has_room(self, tile: _Tile, settings: ServingSettings) -> bool:
        rows = sum(t.rows for t in self.tiles) + tile.rows
        size = sum(t.size_bytes for t in self.tiles) + tile.size_bytes
        return rows <= settings.max_batch_rows and size <= settings.max_batch_bytes


class MergingModels:
    """A ModelClient that holds calls for a few milliseconds and sends equal shapes as one.

    Each caller waits to its own deadline; the merged call runs to the latest of them. Use it as a
    context: calls that nobody waits for any more are cancelled at its end.
    """

    def __init__(self, models: ModelClient, settings: ServingSettings) -> None:
        self._models = models
        self._settings = settings
        self._open: dict[_Key, _Batch] = {}
        self._calls: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "MergingModels":
        return self

    async def __aexit__(self, *_: object) -> None:
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    @property
    def reachable(self) -> bool:
        """Whether a server is connected, or nothing was asked of it yet."""
        return self._models.reachable

    async def predict(self, model: str, inputs: Arrays, *, deadline_at: float) -> Arrays:
        """Run a model on this batch, perhaps together with others of its shape."""
        loop = asyncio.get_running_loop()
        tile = _Tile(
            inputs,
            len(next(iter(inputs.values()))),
            sum(array.nbytes for array in inputs.values()),
            deadline_at,
            loop.create_future(),
            current(),
        )
        key = (model, tuple((n, a.dtype.str, a.shape[1:]) for n, a in sorted(inputs.items())))
        batch = self._open.get(key)
        if batch is None or not batch.has_room(tile, self._settings):
            batch = self._open[key] = _Batch()
            call = asyncio.create_task(self._send(key, batch), name=f"predict-{model}")
            self._calls.add(call)
            call.add_done_callback(partial(self._ended, batch))
        batch.tiles.append(tile)
        return await tile.answer

    async def version(self, model: str) -> int:
        """Return the version that answers; raises ModelUnavailable at once when there is none."""
        return await self._models.version(model)

    async def _send(self, key: _Key, batch: _Batch) -> None:
        await asyncio.sleep(self._settings.merge_window_s)
        if self._open.get(key) is batch:
            del self._open[key]
        tiles = [tile for tile in batch.tiles if not tile.answer.done()]
        if not tiles:
            return
        rows = sum(tile.rows for tile in tiles)
        BATCH_ROWS.labels(key[0]).observe(rows)
        try:
            with _batch(key[0], rows, tiles):
                await self._answer(key[0], tiles)
        except (ModelUnavailable, ModelRefused) as error:
            for tile in tiles:
                if not tile.answer.done():
                    tile.answer.set_exception(error)

    def _ended(self, batch: _Batch, call: asyncio.Task[None]) -> None:
        """Let nobody wait for a call that has ended, however it did."""
        self._calls.discard(call)
        for tile in batch.tiles:
            tile.answer.cancel()

    async def _answer(self, model: str, tiles: list[_Tile]) -> None:
        inputs = tiles[0].inputs if len(tiles) == 1 else await asyncio.to_thread(_joined, tiles)
        latest = max(tile.deadline_at for tile in tiles)
        outputs = await self._models.predict(model, inputs, deadline_at=latest)
        start = 0
        for tile in tiles:
            if not tile.answer.done():
                rows = slice(start, start + tile.rows)
                tile.answer.set_result({name: array[rows] for name, array in outputs.items()})
            start += tile.rows


@contextmanager
def _batch(model: str, rows: int, tiles: list[_Tile]) -> Iterator[None]:
    """The span of a call for several: in the trace of who began it, linked with the others'."""
    others = {tile.asked_by for tile in tiles} - {current()}
    about: dict[str, str | int] = {
        "cloak.model": model,
        "cloak.batch.rows": rows,
        "cloak.batch.callers": len(tiles),
    }
    with Traced("batch", about, links=others) as span:
        for other in others:
            other.add_link(span.get_span_context())
        yield


def _joined(tiles: list[_Tile]) -> Arrays:
    return {name: np.concatenate([tile.inputs[name] for tile in tiles]) for name in tiles[0].inputs}
