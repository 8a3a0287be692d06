"""Looking at topics without reading them for anybody: no group, no commit, a deadline."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from cloak_kit.kafka.connection import client_options
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_kit.settings import KafkaSettings


@asynccontextmanager
async def ungrouped(
    settings: KafkaSettings, *, deadline_s: float
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer for the length of the block.

    Raises QueueUnavailable when the broker fails in it, or the block takes longer than that.
    """
    consumer = AIOKafkaConsumer(
        **client_options(settings), enable_auto_commit=False, auto_offset_reset="earliest"
    )
    try:
        async with asyncio.timeout(deadline_s):
            try:
                await consumer.start()
                yield consumer
            finally:
                await consumer.stop()
    except (KafkaError, TimeoutError) as error:
        raise QueueUnavailable from error
