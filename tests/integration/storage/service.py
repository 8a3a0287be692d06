"""The storage service as a process of its own, on the session's real backends."""

import asyncio
import base64
import json
import os
import socket
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import httpx
from cloak_kit.blobs import StorageClient
from cloak_kit.settings import BlobSettings
from cloak_local.kafka_access import KafkaAccess
from pydantic import SecretStr

from tests.integration.storage.kept import PUT_HEADERS
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
        return BlobSettings(url=self.url, token=SecretStr(TOKENS["gateway"]))

    @asynccontextmanager
    async def http(self, token: str | None = TOKENS["gateway"]) -> AsyncIterator[httpx.AsyncClient]:
        """A plain HTTP client that sends this token, or none."""
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        async with httpx.AsyncClient(base_url=self.url, headers=headers, timeout=20) as http:
            yield http

    def upload(self, name: str, *, size: int | None = None) -> "HalfUpload":
        """Begin an upload by hand: of a declared size, or in chunks."""
        return HalfUpload(urlsplit(self.url).port or 0, name, size)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[StorageClient]:
        """The client that the other services use."""
        async with StorageClient.connect(self.blobs) as client:
            yield client

    async def alive(self) -> bool:
        """Tell whether the process answers at all."""
        return await self._answers("/healthz")

    async def ready(self) -> bool:
        """Tell whether it can do its work; raises AssertionError when it has ended."""
        if self.process.returncode is not None:
            raise AssertionError("storage ended:\n" + self.log.read_text())
        return await self._answers("/readyz")

    async def _answers(self, path: str) -> bool:
        try:
            async with self.http(None) as http:
                return (await http.get(path)).is_success
        except httpx.TransportError:
            return False

    async def metric(self, name: str) -> float:
        """Return the sum of one metric over its labels."""
        async with self.http(None) as http:
            lines = (await http.get("/metrics")).text.splitlines()
        found = [line for line in lines if line.split("{")[0].split(" ")[0] == name]
        return sum(float(line.rpartition(" ")[2]) for line in found)


class HalfUpload:
    """An upload whose bytes are sent one by one, and which may never end."""

    def __init__(self, port: int, name: str, size: int | None) -> None:
        self._port, self._name, self._size = port, name, size

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        length = "Transfer-Encoding: chunked"
        if self._size is not None:
            length = f"Content-Length: {self._size}"
        lines = [
            f"PUT /blobs/{self._name} HTTP/1.1",
            f"Host: 127.0.0.1:{self._port}",
            f"Authorization: Bearer {TOKENS['gateway']}",
            *(f"{header}: {value}" for header, value in PUT_HEADERS.items()),
            length,
        ]
        self._writer.write("\r\n".join([*lines, "", ""]).encode())
        await self._writer.drain()
        return self

    async def send(self, data: bytes) -> None:
        """Send a part of the body."""
        framed = data if self._size is not None else b"%x\r\n%b\r\n" % (len(data), data)
        self._writer.write(framed)
        await self._writer.drain()

    async def status(self) -> int:
        """Wait for the answer and return its status."""
        async with asyncio.timeout(20):
            line = await self._reader.readline()
        return int(line.split()[1])

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()


def environment(kafka: KafkaAccess, mongo: Mongo, **settings: str) -> dict[str, str]:
    """Return the variables of one storage process; `settings` are its own, without prefix."""
    own = {
        "TOKENS": json.dumps(TOKENS),
        "MASTER_KEYS": json.dumps([MASTER_KEY]),
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
    """Run ``python -m cloak_storage`` for the length of the block, in a group of its own."""
    port, log = _free_port(), folder / "storage.log"
    own = {
        "CLOAK_STORAGE_PORT": str(port),
        "CLOAK_STORAGE_CONSUMER_GROUP": f"cloak.storage.{uuid.uuid4().hex}",
    }
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cloak_storage"),
            env=variables | own,
            stderr=output,
        )
    storage = Storage(f"http://127.0.0.1:{port}", process, log)
    try:
        if wait:
            await eventually(storage.ready, lambda ready: ready, within_s=60)
        yield storage
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 30)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
