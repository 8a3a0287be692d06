"""Health of one part, asked the way its clients would ask, by an address that fits in a file.

``http://...`` wants a 2xx answer, ``grpc://host:port`` the status SERVING, ``mongo://`` an answered
``hello``, ``redis://`` any answer to PING, ``tcp://`` an accepted connection.
"""

import asyncio
from urllib.parse import urlsplit

import grpc
import httpx
from grpc_health.v1 import health_pb2, health_pb2_grpc
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

DEADLINE_S = 3.0


async def why_unhealthy(address: str, *, deadline_s: float = DEADLINE_S) -> str | None:
    """Return None when the part at this address is healthy, else the reason in a few words."""
    scheme = urlsplit(address).scheme
    try:
        async with asyncio.timeout(deadline_s):
            return await _CHECKS[scheme](address)
    except TimeoutError:
        return "no answer"
    except OSError as error:
        return error.strerror or type(error).__name__


async def _http(address: str) -> str | None:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            answer = await client.get(address)
        except httpx.ConnectError:
            return "not listening"
        except httpx.HTTPError as error:
            return type(error).__name__
    return None if answer.is_success else f"HTTP {answer.status_code}"


async def _grpc(address: str) -> str | None:
    async with grpc.aio.insecure_channel(urlsplit(address).netloc) as channel:
        try:
            answer = await health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=DEADLINE_S
            )
        except grpc.aio.AioRpcError as error:
            return str(error.code().name).lower()
    serving = answer.status == health_pb2.HealthCheckResponse.SERVING
    return None if serving else "not serving"


async def _mongo(address: str) -> str | None:
    parts = urlsplit(address)
    client: AsyncMongoClient[dict[str, object]] = AsyncMongoClient(
        f"mongodb://{parts.netloc}/?directConnection=true", serverSelectionTimeoutMS=1000
    )
    async with client:
        try:
            await client.admin.command("hello")
        except PyMongoError as error:
            return type(error).__name__
    return None


async def _redis(address: str) -> str | None:
    answer = await _exchange(address, b"PING\r\n")
    alive = answer.startswith((b"+PONG", b"-NOAUTH"))  # a password is asked for: it serves
    return None if alive else answer.decode(errors="replace").strip() or "closed"


async def _tcp(address: str) -> str | None:
    await _exchange(address, b"")
    return None


async def _exchange(address: str, request: bytes) -> bytes:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        if not request:
            return b""
        writer.write(request)
        await writer.drain()
        return await reader.readline()
    finally:
        writer.close()
        await writer.wait_closed()


_CHECKS = {"http": _http, "grpc": _grpc, "mongo": _mongo, "redis": _redis, "tcp": _tcp}
