"""A real server over small SavedModels, and TensorFlow Serving's own stubs to ask it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest
from tensorflow_serving.apis.model_service_pb2_grpc import ModelServiceStub
from tensorflow_serving.apis.prediction_service_pb2_grpc import PredictionServiceStub

from tests.plugins.model_server import ModelServer, start_model_server
from tests.plugins.saved_models import Repository


@dataclass(frozen=True)
class Official:
    """TensorFlow Serving's own client classes on one channel."""

    predictions: PredictionServiceStub
    models: ModelServiceStub


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.fixture(scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ModelServer]:
    """A server with model ``brighten`` in version 2, labelled stable, for the whole module."""
    made = Repository(tmp_path_factory.mktemp("repository"))
    made.configure("brighten", labels='version_labels { key: "stable" value: 2 }')
    made.export("brighten", 2, adds=2)
    async with start_model_server(made.root) as server:
        yield server


@pytest.fixture
async def official(served: ModelServer) -> AsyncIterator[Official]:
    async with grpc.aio.insecure_channel(served.address) as channel:
        yield Official(PredictionServiceStub(channel), ModelServiceStub(channel))
