"""One real control plane for the session, with KEDA, metrics, and both overlays in it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from cloak_local.kafka_access import KafkaAccess

from tests.k8s.binaries import build
from tests.k8s.control_plane import ControlPlane
from tests.k8s.keda import start_keda
from tests.k8s.kubectl import Kubectl
from tests.k8s.metrics_api import MetricsApi
from tests.k8s.overlays import NAMESPACES, Overlay


@pytest.fixture(scope="session")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ControlPlane]:
    """A running cluster with KEDA in it."""
    binaries = await asyncio.to_thread(build)
    async with AsyncExitStack() as stack:
        cluster = ControlPlane(binaries, tmp_path_factory.mktemp("cluster"), stack)
        await cluster.start()
        await start_keda(cluster)
        yield cluster


@pytest.fixture(scope="session")
def kubectl(cluster: ControlPlane) -> Kubectl:
    """The cluster's administrator."""
    return cluster.kubectl


@pytest.fixture(scope="session")
async def metrics(cluster: ControlPlane) -> AsyncIterator[MetricsApi]:
    """How much CPU pods use, as tests say."""
    api = MetricsApi(cluster)
    await asyncio.to_thread(api.__enter__)
    yield api
    await asyncio.to_thread(api.__exit__)


@pytest.fixture(scope="session")
async def overlays(
    cluster: ControlPlane,
    metrics: MetricsApi,
    kafka: KafkaAccess,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Overlay]:
    """Both overlays, applied and rolled out."""
    folder: Path = tmp_path_factory.mktemp("overlays")
    found = {name: Overlay(name, cluster.kubectl, folder, kafka) for name in NAMESPACES}
    for overlay in found.values():
        await asyncio.to_thread(overlay.apply)
    return found


@pytest.fixture(params=NAMESPACES)
def overlay(request: pytest.FixtureRequest, overlays: dict[str, Overlay]) -> Overlay:
    """Each overlay in turn."""
    return overlays[request.param]


@pytest.fixture
def prod(overlays: dict[str, Overlay]) -> Overlay:
    """The overlay for production."""
    return overlays["prod"]
