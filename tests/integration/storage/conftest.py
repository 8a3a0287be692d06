"""One storage service for each module, and the database behind it."""

import uuid
from collections.abc import AsyncIterator

import httpx
import pytest
from cloak_kit.blobs import StorageClient
from cloak_kit.mongo import Document
from cloak_local.kafka_access import KafkaAccess
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.storage.service import Storage, environment, start_storage
from tests.plugins.backends import Mongo


@pytest.fixture(scope="module")
def variables(kafka: KafkaAccess, mongo: Mongo) -> dict[str, str]:
    """The environment of this module's storage service."""
    return environment(kafka, mongo, spent_grace_s="0")


@pytest.fixture(scope="module")
async def storage(
    variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Storage]:
    """The service as a process, ready."""
    async with start_storage(tmp_path_factory.mktemp("storage"), variables) as started:
        yield started


@pytest.fixture
async def client(storage: Storage) -> AsyncIterator[StorageClient]:
    """The client that the other services use."""
    async with storage.client() as connected:
        yield connected


@pytest.fixture
async def http(storage: Storage) -> AsyncIterator[httpx.AsyncClient]:
    """A plain HTTP client with the gateway's token."""
    async with storage.http() as connected:
        yield connected


@pytest.fixture(scope="module")
async def database(mongo: Mongo) -> AsyncIterator[AsyncDatabase[Document]]:
    """The service's database, to look behind it."""
    async with AsyncMongoClient[Document](mongo.uri, tz_aware=True) as connected:
        yield connected[mongo.database]


@pytest.fixture
def name() -> str:
    """A blob name of this test alone."""
    return f"u-{uuid.uuid4().hex}"
