"""A client that is logged in to a server in the same process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from cloak_client import CloakClient, MemoryTokens, Retries

from tests.unit.client.breaking import Breaking
from tests.unit.client.server import Server

QUICK = Retries(attempts=4, first_pause_s=0.001, longest_pause_s=0.002)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def wire(server: Server) -> Breaking:
    """The connection between the two, which a test may break."""
    return Breaking(server.transport())


@pytest.fixture
def store() -> MemoryTokens:
    return MemoryTokens()


@pytest.fixture
async def cloak(wire: Breaking, store: MemoryTokens) -> AsyncIterator[CloakClient]:
    async with CloakClient(
        "http://cloak.test", tokens=store, transport=wire, retries=QUICK, deadline_s=5
    ) as client:
        await client.login("ada", "a long password")
        yield client
