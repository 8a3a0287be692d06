"""Requests share runs when they may, wait in bounds, and are dropped when nobody waits."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest
import tensorflow as tf
from cloak_model_server.batching import Batcher
from cloak_model_server.batching_config import BatchingConfig
from cloak_model_server.errors import DeadlinePassed, InvalidRequest, QueueFull, RequestRefused
from cloak_model_server.servable import Signature
from cloak_model_server.tensors import Arrays

from tests.unit.model_server.conftest import Network, signature

ONE_THREAD = BatchingConfig(max_batch_size=4, timeout_s=0.01, max_enqueued_batches=2)


@pytest.fixture
async def batcher() -> AsyncIterator[Batcher]:
    made = Batcher(ONE_THREAD)
    yield made
    await made.close()


def row(value: float, *, rows: int = 1, width: int = 3) -> Arrays:
    return {"x": np.full((rows, width), value, np.float32)}


async def asked(
    batcher: Batcher, which: Signature, inputs: Arrays, time_left_s: float | None = None
) -> Arrays:
    return await batcher.predict("m", which, inputs, time_left_s=time_left_s)


async def hold_the_thread(
    batcher: Batcher, network: Network, which: Signature
) -> asyncio.Task[Arrays]:
    """Close the gate and let one request occupy the only thread."""
    network.gate.clear()
    first = asyncio.create_task(asked(batcher, which, row(0)))
    await asyncio.to_thread(network.entered.wait, 5)
    return first


async def test_requests_that_wait_together_run_once_and_get_their_own_rows(
    batcher: Batcher, network: Network
) -> None:
    plus_one = signature(network)
    answers = await asyncio.gather(*(asked(batcher, plus_one, row(v)) for v in (1, 2, 3, 4)))
    assert network.batches == [(4, 3)]
    assert [answer["y"].tolist() for answer in answers] == [[[v + 1] * 3] for v in (1, 2, 3, 4)]


async def test_requests_of_different_shapes_do_not_share_a_run(
    batcher: Batcher, network: Network
) -> None:
    plus_one = signature(network)
    await asyncio.gather(
        asked(batcher, plus_one, row(1, width=3)), asked(batcher, plus_one, row(1, width=5))
    )
    assert sorted(network.batches) == [(1, 3), (1, 5)]


async def test_a_request_of_several_rows_is_never_split(batcher: Batcher, network: Network) -> None:
    plus_one = signature(network)
    await asyncio.gather(*(asked(batcher, plus_one, row(v, rows=3)) for v in (1, 2)))
    assert network.batches == [(3, 3), (3, 3)]


async def test_more_rows_than_a_batch_may_have_are_refused(
    batcher: Batcher, network: Network
) -> None:
    with pytest.raises(InvalidRequest, match="Task size 5 is larger than maximum"):
        await asked(batcher, signature(network), row(1, rows=5))


async def test_batches_are_padded_to_the_next_allowed_size(network: Network) -> None:
    sizes = BatchingConfig(max_batch_size=4, timeout_s=0.01, allowed_sizes=(1, 4))
    batcher = Batcher(sizes)
    plus_one = signature(network)
    answers = await asyncio.gather(*(asked(batcher, plus_one, row(v)) for v in (1, 2)))
    assert network.batches == [(4, 3)]
    assert [answer["y"].shape for answer in answers] == [(1, 3), (1, 3)]
    await batcher.close()


async def test_a_full_queue_refuses_and_takes_requests_again_when_it_has_room(
    batcher: Batcher, network: Network
) -> None:
    plus_one = signature(network)
    first = await hold_the_thread(batcher, network, plus_one)
    waiting = [asyncio.create_task(asked(batcher, plus_one, row(v, rows=4))) for v in (1, 2)]
    await asyncio.sleep(0)
    with pytest.raises(QueueFull):
        await asked(batcher, plus_one, row(3, rows=4))
    network.gate.set()
    await asyncio.gather(first, *waiting)
    assert (await asked(batcher, plus_one, row(3, rows=4)))["y"].shape == (4, 3)


async def test_a_request_whose_deadline_passed_in_the_queue_never_runs(
    batcher: Batcher, network: Network
) -> None:
    plus_one = signature(network)
    first = await hold_the_thread(batcher, network, plus_one)
    late = asyncio.create_task(asked(batcher, plus_one, row(7, width=9), time_left_s=0.0))
    await asyncio.sleep(0)
    network.gate.set()
    with pytest.raises(DeadlinePassed):
        await late
    await first
    assert (1, 9) not in network.batches


async def test_a_request_whose_client_left_never_runs(batcher: Batcher, network: Network) -> None:
    plus_one = signature(network)
    first = await hold_the_thread(batcher, network, plus_one)
    gone = asyncio.create_task(asked(batcher, plus_one, row(7, width=9)))
    await asyncio.sleep(0)
    gone.cancel()
    network.gate.set()
    await first
    await asked(batcher, plus_one, row(1))
    assert (1, 9) not in network.batches


async def test_load_makes_batches_larger(network: Network) -> None:
    batcher = Batcher(BatchingConfig(max_batch_size=4, timeout_s=0))
    plus_one = signature(network)
    first = await hold_the_thread(batcher, network, plus_one)
    waiting = [asyncio.create_task(asked(batcher, plus_one, row(v))) for v in range(4)]
    await asyncio.sleep(0)
    network.gate.set()
    await asyncio.gather(first, *waiting)
    assert network.batches == [(1, 3), (4, 3)]
    await batcher.close()


async def test_an_error_of_the_network_reaches_each_request_with_its_code(
    batcher: Batcher,
) -> None:
    def refuse(x: tf.Tensor) -> dict[str, tf.Tensor]:
        raise tf.errors.InvalidArgumentError(None, None, "shapes do not fit")

    which = signature(refuse)
    answers = await asyncio.gather(
        *(asked(batcher, which, row(v)) for v in (1, 2)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [RequestRefused, RequestRefused]
    assert {str(answer) for answer in answers} == {"shapes do not fit"}
    assert {a.code.name for a in answers if isinstance(a, RequestRefused)} == {"INVALID_ARGUMENT"}
