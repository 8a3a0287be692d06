"""The storage service as a process of its own, on the session's real backends."""

import asyncio
import base64
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from cloak_kit.blobs import StorageClient
from cloak_kit.settings import BlobSettings
from cloak_local.kafka_access import KafkaAccess

from tests.plugins.backends import Mongo
from tests.plugins.polling import eventually

TOKENS = {"gateway": "gateway-token-of-the-tests", "stego-worker": "worker-token-of-the-tests"}
MASTER_KEY = base64.b64encode(bytes(range(32))).decode()
BLOB_LIMIT_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Storage:
    """A running storage service, how to reach it and what it wrote."""

    url: str
    process: asyncio.subprocess.Process
    log: Path

    @property
    def blobs(self) -> BlobSettings:
        """What a calling service is configured with."""
        return BlobSettings(url=self.url, token=TOKENS["gateway"])

    @asynccontextmanager
    async def http(self, token: str | None = TOKENS["gateway"]) -> AsyncIterator[httpx.AsyncClient]:
        """A plain HTTP client that sends this token, or none."""
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, timeout=20) as http:
            yield http

    @asynccontextmanager
    async def client(self) -> AsyncIterator[StorageClient]:
        """The client that the other services use."""
        async with StorageClient.connect(self.blobs) as client:
            yield client

    async def metric(self, name: str) -> float:
        """Return the sum of one metric over its labels."""
        async with self.http(None) as http:
            lines = (await http.get("/metrics")).text.splitlines()
        found = [line for line in lines if line.split("{")[0].split(" ")[0] == name]
        return sum(float(line.rpartition(" ")[2]) for line in found)


def environment(kafka: KafkaAccess, mongo: Mongo, **settings: str) -> dict[str, str]:
    """Return the variables of one storage process; `settings` are its own, without prefix."""
    own = {
        "TOKENS": '{"gateway": "%(gateway)s", "stego-worker": "%(stego-worker)s"}' % TOKENS,
        "MASTER_KEYS": f'["{MASTER_KEY}"]',
        "BLOB_LIMIT_BYTES": str(BLOB_LIMIT_BYTES),
        "SWEEP_EVERY_S": "0.2",
    } | settings
    return (
        {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        | kafka.environment("storage")
        | {"CLOAK_MONGO_URI": mongo.uri, "CLOAK_MONGO_DATABASE": mongo.database}
        | {f"CLOAK_STORAGE_{name.upper()}": value for name, value in own.items()}
    )


@asynccontextmanager
async def start_storage(
    folder: Path, variables: dict[str, str], *, wait: bool = True
) -> AsyncIterator[Storage]:
    """Run ``python -m cloak_storage`` for the length of the block."""
    port, log = _free_port(), folder / "storage.log"
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cloak_storage"),
            env=variables | {"CLOAK_STORAGE_PORT": str(port)},
            stderr=output,
        )
    storage = Storage(f"http://127.0.0.1:{port}", process, log)
    try:
        if wait:
            await eventually(lambda: _ready(storage), lambda ready: ready, within_s=60)
        yield storage
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 30)


async def _ready(storage: Storage) -> bool:
    if storage.process.returncode is not None:
        raise AssertionError("storage ended:\n" + storage.log.read_text())
    try:
        async with storage.http(None) as http:
            return (await http.get("/readyz")).is_success
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
