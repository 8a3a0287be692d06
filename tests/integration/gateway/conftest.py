"""The gateway on real back ends."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from cloak_local.kafka_access import KafkaAccess

from tests.integration.gateway.house import House
from tests.plugins.backends import Mongo

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
async def house(kafka: KafkaAccess, mongo: Mongo, redis_url: str) -> AsyncIterator[House]:
    """One replica, and the services around it as far as it sees them."""
    async with AsyncExitStack() as stack:
        yield await House.open(stack, kafka, mongo, redis_url)
