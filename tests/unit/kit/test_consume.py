"""The message loop where a broker is not needed to try it."""

import asyncio

from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged
from cloak_kit.contracts.topics import USERS_CHANGED
from cloak_kit.kafka import Delivery, Drain, consume
from cloak_kit.settings import KafkaSettings

from tests.fakes.kafka import MemoryBroker, MemoryPublisher


async def test_a_record_whose_handling_is_cut_short_is_handled_again() -> None:
    # As gRPC and aiokafka cut a call short when its connection is closed.
    broker, stopping, calls = MemoryBroker(), asyncio.Event(), 0
    publisher = MemoryPublisher(broker)
    await publisher.publish(USERS_CHANGED, UserChanged(user_id="ada"), key="ada")

    async def handle(message: UserChanged, _: Delivery) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            cut: asyncio.Future[None] = asyncio.Future()
            cut.cancel()
            await cut
        stopping.set()

    async with asyncio.timeout(10), broker.subscribe([USERS_CHANGED], group="kit") as consumer:
        await consume(
            consumer,
            Drain(),
            {USERS_CHANGED: handle},
            dead_letters=publisher,
            stopping=stopping,
            settings=KafkaSettings(retry_for_s=5),
        )

    assert calls == 2
    assert list(broker.committed.values()) == [1]
