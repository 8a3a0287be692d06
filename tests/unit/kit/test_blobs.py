"""The storage client, among readers that are slow."""

import asyncio
from contextlib import AsyncExitStack

from cloak_kit.blobs import StorageClient
from cloak_kit.settings import BlobSettings
from pydantic import SecretStr

_SLOW_READERS = 120


async def test_slow_readers_do_not_keep_others_from_the_store() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        body = b"{}" if b"/healthz" in asked else b""  # of a blob nothing comes for now
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + body)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    settings = BlobSettings(url=f"http://{host}:{port}", token=SecretStr("-"), timeout_s=5)
    async with server, AsyncExitStack() as stack:
        storage = await stack.enter_async_context(StorageClient.connect(settings))
        for number in range(_SLOW_READERS):
            await stack.enter_async_context(storage.stream(f"u-{number}"))
        await storage.check()
