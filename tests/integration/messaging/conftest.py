"""Messaging on real Kafka, Mongo and Redis, with people who hold real tokens."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from cloak_local.kafka_access import KafkaAccess

from tests.integration.messaging.town import Town
from tests.plugins.backends import Mongo


@pytest.fixture(scope="module")
async def town(kafka: KafkaAccess, mongo: Mongo, redis_url: str) -> AsyncIterator[Town]:
    """One replica of messaging, and the services around it as far as it sees them."""
    async with AsyncExitStack() as stack:
        yield await Town.open(stack, kafka, mongo, redis_url)


@pytest.fixture(scope="module")
async def second(town: Town) -> str:
    """Another replica, which would hear of nothing by polling alone."""
    return await town.replica(poll_s=60)
