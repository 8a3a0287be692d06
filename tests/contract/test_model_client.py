"""One suite: the in-memory models, the real server, and both behind merging."""

from collections.abc import AsyncIterator

import numpy as np
import pytest
from cloak_stego_worker.serving.client import ModelClient, ServedModels
from cloak_stego_worker.serving.merging import MergingModels
from cloak_stego_worker.serving.settings import ServingSettings
from cloak_stego_worker.serving.tensors import Arrays

from tests.contract.model_client import FakeModels, ModelClientContract
from tests.plugins.model_server import ModelServer, start_model_server
from tests.plugins.saved_models import Repository


def brighten(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Arrays:
    return {"brighter": image + 1, "half": (image / 2).astype(np.float16)}


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ModelServer]:
    repository = Repository(tmp_path_factory.mktemp("repository"))
    repository.configure("brighten")
    repository.export("brighten", 1, adds=1)
    async with start_model_server(repository.root) as started:
        yield started


class TestInMemory(ModelClientContract):
    @pytest.fixture
    def models(self) -> ModelClient:
        return FakeModels({"brighten": brighten})


@pytest.mark.integration
class TestServed(ModelClientContract):
    @pytest.fixture
    async def models(self, server: ModelServer) -> AsyncIterator[ModelClient]:
        async with ServedModels.connect(ServingSettings(address=server.address)) as models:
            yield models


class TestMergedInMemory(ModelClientContract):
    @pytest.fixture
    async def models(self) -> AsyncIterator[ModelClient]:
        settings = ServingSettings(max_batch_rows=4)
        async with MergingModels(FakeModels({"brighten": brighten}), settings) as models:
            yield models


@pytest.mark.integration
class TestMergedAndServed(ModelClientContract):
    @pytest.fixture
    async def models(self, server: ModelServer) -> AsyncIterator[ModelClient]:
        settings = ServingSettings(address=server.address, max_batch_rows=4)
        async with (
            ServedModels.connect(settings) as served,
            MergingModels(served, settings) as models,
        ):
            yield models
