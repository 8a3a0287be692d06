"""The codec's thread asks, the event loop answers, and nothing outlives the deadline."""

import asyncio
from dataclasses import dataclass

import numpy as np
import pytest
from cloak_codec import ModelUnavailable
from cloak_stego_worker.serving.client import ModelRefused, ModelTooSlow
from cloak_stego_worker.serving.networks import JobNetworks
from cloak_stego_worker.serving.tensors import Arrays

from tests.contract.model_client import FakeModels, picture, soon


def plus_one(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Arrays:
    return {"y": image + 1}


@dataclass
class NeverAnswers:
    """A model client that is never done."""

    reachable: bool

    async def predict(self, model: str, inputs: Arrays, *, deadline_at: float) -> Arrays:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def version(self, model: str) -> int:
        raise ModelUnavailable(model, "unavailable")


async def test_a_thread_gets_the_models_answer() -> None:
    networks = JobNetworks(
        FakeModels({"m": plus_one}), asyncio.get_running_loop(), deadline_at=soon()
    )
    outputs = await asyncio.to_thread(networks.run, "m", {"image": picture()})
    assert outputs["y"].max() == 1


@pytest.mark.parametrize(("reachable", "fact"), [(True, ModelTooSlow), (False, ModelUnavailable)])
async def test_a_call_ends_with_the_jobs_deadline(
    reachable: bool, fact: type[ModelUnavailable]
) -> None:
    loop = asyncio.get_running_loop()
    networks = JobNetworks(NeverAnswers(reachable), loop, deadline_at=loop.time())
    with pytest.raises(ModelUnavailable) as late:
        await asyncio.to_thread(networks.run, "m", {"image": picture()})
    assert type(late.value) is fact
    assert 0 < networks.seconds < 5


async def test_a_defect_keeps_its_name() -> None:
    networks = JobNetworks(
        FakeModels({"m": plus_one}), asyncio.get_running_loop(), deadline_at=soon()
    )
    with pytest.raises(ModelRefused):
        await asyncio.to_thread(networks.run, "m", {"picture": picture()})
