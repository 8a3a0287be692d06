"""Workers as real processes between a real broker and the real models."""

import asyncio
import io
import os
import socket
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cloak_codec
import httpx
import numpy as np
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from cloak_kit.blobs import StorageClient
from cloak_kit.contracts.cloak.v1.events_pb2 import JobFinished, JobProgressed
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.contracts.topics import (
    JOBS_CANCELLED,
    JOBS_FINISHED,
    JOBS_PROGRESSED,
    JOBS_REQUESTED,
)
from cloak_local.kafka_access import ADMIN, KafkaAccess
from google.protobuf.message import Message
from PIL import Image

from tests.integration.storage.service import TOKENS, Storage, environment, start_storage
from tests.plugins import worker_keys
from tests.plugins.backends import Mongo
from tests.plugins.model_server import ModelServer
from tests.plugins.polling import eventually
from tests.unit.stego_worker.doubles import embed_request, extract_request

NUMBA_CACHE = Path(__file__).resolve().parents[3] / "build" / "cache" / "numba"
READY_WITHIN_S = 60
TEXT = "meet me at the old bridge"


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Worker:
    """One worker process."""

    process: asyncio.subprocess.Process
    url: str

    async def get(self, path: str) -> httpx.Response:
        """Ask its HTTP side."""
        async with httpx.AsyncClient() as http:
            return await http.get(self.url + path)

    async def ready(self) -> None:
        """Return when it has joined and reaches everything."""

        async def status() -> int:
            try:
                return (await self.get("/readyz")).status_code
            except httpx.TransportError:
                return 0

        await eventually(status, lambda found: found == 200, within_s=READY_WITHIN_S)


@dataclass
class Topics:
    """What a gateway writes and hears."""

    producer: AIOKafkaProducer
    finished: list[tuple[JobFinished, dict[str, bytes]]] = field(default_factory=list)
    progressed: list[JobProgressed] = field(default_factory=list)
    dead: list[tuple[bytes, dict[str, bytes]]] = field(default_factory=list)

    async def send(self, request: JobRequested, request_id: str = "request-1234") -> None:
        """Ask for a job."""
        await self.send_raw(request.SerializeToString(), request.job_id, request_id)

    async def send_raw(self, value: bytes, key: str, request_id: str = "request-1234") -> None:
        """Put anything on the topic of jobs."""
        await self.producer.send_and_wait(
            JOBS_REQUESTED.name,
            value,
            key=key.encode(),
            headers=[("x-request-id", request_id.encode())],
        )

    async def cancel(self, message: Message, key: str) -> None:
        """Tell every worker that a job is not wanted."""
        await self.producer.send_and_wait(
            JOBS_CANCELLED.name, message.SerializeToString(), key=key.encode()
        )

    async def ends(self, *job_ids: str, within_s: float = 60) -> dict[str, JobFinished]:
        """Return the end of each of these jobs, once all have come."""

        async def found() -> dict[str, JobFinished]:
            return {m.job_id: m for m, _ in self.finished if m.job_id in job_ids}

        return await eventually(found, lambda f: len(f) == len(job_ids), within_s=within_s)

    async def listen(self, consumer: AIOKafkaConsumer) -> None:
        """Keep what comes, until cancelled."""
        async for record in consumer:
            headers = dict(record.headers)
            if record.topic == JOBS_FINISHED.name:
                self.finished.append((JobFinished.FromString(record.value), headers))
            elif record.topic == JOBS_PROGRESSED.name:
                self.progressed.append(JobProgressed.FromString(record.value))
            else:
                self.dead.append((record.value, headers))


@pytest.fixture
async def topics(kafka: KafkaAccess, empty_topics: None) -> AsyncIterator[Topics]:
    """The gateway's side of the topics, empty at first."""
    consumer = AIOKafkaConsumer(
        JOBS_FINISHED.name,
        JOBS_PROGRESSED.name,
        JOBS_REQUESTED.dead_letters,
        auto_offset_reset="earliest",
        **kafka.aiokafka(ADMIN),
    )
    async with AIOKafkaProducer(**kafka.aiokafka("gateway")) as producer, consumer:
        made = Topics(producer)
        listening = asyncio.create_task(made.listen(consumer))
        yield made
        listening.cancel()


@pytest.fixture(scope="module")
def cover() -> bytes:
    """A textured photograph-like PNG of 256x192."""
    noise = np.random.default_rng(3).normal(0, 1, (24, 32, 3))
    smooth = Image.fromarray(np.uint8(np.clip(128 + 40 * noise, 20, 235))).resize(
        (256, 192), Image.Resampling.BICUBIC
    )
    file = io.BytesIO()
    smooth.save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
async def storage(
    kafka: KafkaAccess, mongo: Mongo, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Storage]:
    """The real storage service on a database of this module."""
    folder = tmp_path_factory.mktemp("storage")
    async with start_storage(folder, environment(kafka, mongo)) as started:
        yield started


@pytest.fixture
async def blobs(storage: Storage) -> AsyncIterator[StorageClient]:
    """The storage service as the gateway uses it."""
    async with storage.client() as client:
        yield client


@pytest.fixture
def embedding(blobs: StorageClient, cover: bytes) -> Callable[[str], Awaitable[JobRequested]]:
    """Store cover and sealed text for a job, and return the request for it."""
    sealed = cloak_codec.seal(
        cloak_codec.Text(TEXT), mode=cloak_codec.Mode.ROBUST, cover_size=(256, 192), passphrase=None
    )

    async def prepare(job_id: str) -> JobRequested:
        await blobs.put("u-1", cover, owner="ada", kind="upload", media_type="image/png")
        await blobs.put(
            f"{job_id}.sealed",
            sealed,
            owner="ada",
            kind="sealed",
            media_type="application/octet-stream",
        )
        return embed_request(job_id)

    return prepare


@pytest.fixture
def searching(blobs: StorageClient, cover: bytes) -> Callable[[str], Awaitable[JobRequested]]:
    """Store a picture that holds nothing, which only the networks can tell, and ask for it."""

    async def prepare(job_id: str) -> JobRequested:
        await blobs.put("u-1", cover, owner="ada", kind="upload", media_type="image/png")
        return extract_request(job_id)

    return prepare


StartWorker = Callable[..., AbstractAsyncContextManager[Worker]]


@pytest.fixture
def start_worker(kafka: KafkaAccess, storage: Storage, model_server: ModelServer) -> StartWorker:
    """Return what starts a worker; all workers of a test share one group of their own."""
    group = f"cloak.stego-worker.{uuid.uuid4().hex[:8]}"

    @asynccontextmanager
    async def start(*, wait: bool = True, **settings: str) -> AsyncIterator[Worker]:
        port = free_port()
        variables = {
            **kafka.environment("stego-worker"),
            "CLOAK_KAFKA_SESSION_TIMEOUT_S": "6",
            "CLOAK_BLOBS_URL": storage.url,
            "CLOAK_BLOBS_TOKEN": TOKENS["stego-worker"],
            "CLOAK_WORKER_SERVING_ADDRESS": model_server.address,
            "CLOAK_WORKER_GROUP": group,
            "CLOAK_WORKER_KEYS": worker_keys.PRIVATE,
            "CLOAK_WORKER_PORT": str(port),
            "NUMBA_CACHE_DIR": str(NUMBA_CACHE),
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cloak_stego_worker"),
            env=os.environ | variables | settings,
        )
        worker = Worker(process, f"http://127.0.0.1:{port}")
        try:
            if wait:
                await worker.ready()
            yield worker
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), 90)

    return start
