"""One suite: the blobs in memory, and the storage service through its client."""

from collections.abc import AsyncIterator

import pytest
from cloak_kit.blobs import BlobStore
from cloak_local.kafka_access import KafkaAccess

from tests.contract.blob_store import BlobStoreContract
from tests.fakes.blobs import BlobsInMemory
from tests.integration.storage.service import Storage, environment, start_storage
from tests.plugins.backends import Mongo


@pytest.fixture(scope="module")
async def storage(
    kafka: KafkaAccess, mongo: Mongo, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Storage]:
    folder = tmp_path_factory.mktemp("storage")
    async with start_storage(folder, environment(kafka, mongo)) as started:
        yield started


class TestInMemory(BlobStoreContract):
    @pytest.fixture
    def store(self) -> BlobStore:
        return BlobsInMemory()


@pytest.mark.integration
class TestStorageService(BlobStoreContract):
    @pytest.fixture
    async def store(self, storage: Storage) -> AsyncIterator[BlobStore]:
        async with storage.client() as client:
            yield client
