"""Tiles of jobs that run at the same time share a Predict, within bounds."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest
from cloak_codec import ModelUnavailable
from cloak_kit.tracing import Traced
from cloak_stego_worker.serving.merging import MergingModels
from cloak_stego_worker.serving.settings import ServingSettings
from cloak_stego_worker.serving.tensors import Arrays

from tests.contract.model_client import FakeModels, picture, soon
from tests.plugins.spans import Spans, id_of, parent_of


def plus_one(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Arrays:
    return {"y": image + 1}


@pytest.fixture
def fake() -> FakeModels:
    return FakeModels({"m": plus_one, "n": plus_one})


@pytest.fixture
async def merged(fake: FakeModels) -> AsyncIterator[MergingModels]:
    async with MergingModels(fake, ServingSettings(max_batch_rows=4)) as models:
        yield models


async def test_tiles_of_one_model_and_shape_go_together(
    fake: FakeModels, merged: MergingModels
) -> None:
    await asyncio.gather(
        *(merged.predict("m", {"image": picture()}, deadline_at=soon()) for _ in range(4))
    )
    assert fake.batches == [("m", 4)]


async def test_a_call_for_several_jobs_is_linked_with_all_of_them(
    merged: MergingModels, spans: Spans
) -> None:
    async def job(name: str) -> None:
        with Traced(name):
            await merged.predict("m", {"image": picture()}, deadline_at=soon())

    await asyncio.gather(job("first"), job("second"))
    batch, second = spans.one("batch"), spans.one("second")
    assert parent_of(batch) == id_of(spans.one("first"))
    assert [link.context for link in batch.links] == [second.get_span_context()]
    assert [link.context for link in second.links] == [batch.get_span_context()]
    about = dict(batch.attributes or {})
    assert about == {"cloak.model": "m", "cloak.batch.rows": 2, "cloak.batch.callers": 2}


async def test_another_model_or_shape_goes_by_itself(
    fake: FakeModels, merged: MergingModels
) -> None:
    wide = np.zeros((1, 8, 16, 3), np.uint8)
    await asyncio.gather(
        merged.predict("m", {"image": picture()}, deadline_at=soon()),
        merged.predict("n", {"image": picture()}, deadline_at=soon()),
        merged.predict("m", {"image": wide}, deadline_at=soon()),
    )
    assert sorted(fake.batches) == [("m", 1), ("m", 1), ("n", 1)]


async def test_a_merged_call_stays_within_its_rows(fake: FakeModels, merged: MergingModels) -> None:
    await asyncio.gather(
        *(merged.predict("m", {"image": picture()}, deadline_at=soon()) for _ in range(6))
    )
    assert sorted(fake.batches) == [("m", 2), ("m", 4)]


async def test_a_merged_call_stays_within_its_bytes(fake: FakeModels) -> None:
    settings = ServingSettings(max_batch_rows=8, max_batch_bytes=2 * picture().nbytes)
    async with MergingModels(fake, settings) as merged:
        await asyncio.gather(
            *(merged.predict("m", {"image": picture()}, deadline_at=soon()) for _ in range(4))
        )
    assert fake.batches == [("m", 2), ("m", 2)]


async def test_a_batch_larger_than_the_bound_is_sent_alone(
    fake: FakeModels, merged: MergingModels
) -> None:
    await merged.predict("m", {"image": np.zeros((7, 8, 8, 3), np.uint8)}, deadline_at=soon())
    assert fake.batches == [("m", 7)]


async def test_a_tile_that_nobody_waits_for_is_left_out(
    fake: FakeModels, merged: MergingModels
) -> None:
    staying, leaving = (
        asyncio.create_task(merged.predict("m", {"image": picture()}, deadline_at=soon()))
        for _ in range(2)
    )
    await asyncio.sleep(0)
    leaving.cancel()
    await staying
    assert fake.batches == [("m", 1)]


async def test_an_outage_reaches_every_job_of_the_call(
    fake: FakeModels, merged: MergingModels
) -> None:
    fake.away = True
    answers = await asyncio.gather(
        *(merged.predict("m", {"image": picture()}, deadline_at=soon()) for _ in range(3)),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers] == [ModelUnavailable] * 3


async def test_nobody_waits_for_ever_when_merging_ends(fake: FakeModels) -> None:
    async with MergingModels(fake, ServingSettings(merge_window_s=30)) as merged:
        waiting = asyncio.create_task(merged.predict("m", {"image": picture()}, deadline_at=soon()))
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await waiting
