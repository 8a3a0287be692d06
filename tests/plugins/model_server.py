"""Fixture: the real model server over a repository, on free ports."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
import httpx
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.plugins.polling import eventually

REPOSITORY = Path(__file__).resolve().parents[2] / "model_repository"
READY_WITHIN_S = 90
Health = health_pb2.HealthCheckResponse.ServingStatus


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A running model server: where it listens, and its process."""

    address: str
    metrics_url: str
    process: asyncio.subprocess.Process
    output: asyncio.Task[list[str]]

    async def health(self) -> int:
        """Return gRPC's health answer for the whole server."""
        async with grpc.aio.insecure_channel(self.address) as channel:
            stub = health_pb2_grpc.HealthStub(channel)
            answer = await stub.Check(
                health_pb2.HealthCheckRequest(), timeout=10, wait_for_ready=True
            )
            return int(answer.status)

    async def metrics(self, path: str = "/metrics") -> str:
        """Return what the monitoring port answers."""
        async with httpx.AsyncClient() as http:
            return (await http.get(self.metrics_url + path)).text

    async def ready(self) -> None:
        """Return when every model is warm; raises AssertionError after 90 s."""
        await eventually(
            self.health, lambda status: status == Health.SERVING, within_s=READY_WITHIN_S
        )


@asynccontextmanager
async def start_model_server(
    repository: Path, *, wait: bool = True, **environment: str
) -> AsyncIterator[ModelServer]:
    """Run ``python -m cloak_model_server`` over a repository for the length of the block.

    ``environment`` adds settings without their prefix: ``port="8500"``.
    """
    settings = {"port": "0", "metrics_port": "0", "poll_s": "0.2"} | environment
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cloak_model_server"),
        env=os.environ
        | {"CLOAK_MODEL_SERVER_MODEL_REPOSITORY": str(repository), "CUDA_VISIBLE_DEVICES": ""}
        | {f"CLOAK_MODEL_SERVER_{name.upper()}": value for name, value in settings.items()},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        async with asyncio.timeout(READY_WITHIN_S):
            ports = await _listening(process.stderr)
        server = ModelServer(
            f"127.0.0.1:{ports['grpc_port']}",
            f"http://127.0.0.1:{ports['metrics_port']}",
            process,
            asyncio.create_task(_drained(process.stderr)),
        )
        if wait:
            await server.ready()
        yield server
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 30)


@pytest.fixture(scope="session")
async def model_server() -> AsyncIterator[ModelServer]:
    """The project's own models, warm; shared by the whole session."""
    async with start_model_server(REPOSITORY) as server:
        yield server


async def _listening(stderr: asyncio.StreamReader) -> dict[str, int]:
    said = []
    async for line in stderr:
        said.append(line.decode())
        if '"server.listening"' in said[-1]:
            found: dict[str, int] = json.loads(line)
            return found
    raise AssertionError("the model server ended:\n" + "".join(said[-20:]))


async def _drained(stderr: asyncio.StreamReader) -> list[str]:
    """Read on, so that the server never blocks on a full pipe."""
    return [line.decode() async for line in stderr]
