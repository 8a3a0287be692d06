"""Health of one part, asked the way its clients would ask, by an address that fits in a file.

``http://...`` wants a 2xx answer, ``grpc://host:port`` the status SERVING, ``mongo://`` an answered
``hello``, ``redis://`` any answer to PING, ``tcp://`` an accepted connection.
"""

import asyncio
import struct
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import bson
import grpc
import httpx
from grpc_health.v1 import health_pb2, health_pb2_grpc

DEADLINE_S = 3.0
OP_MSG = 2013


async def why_unhealthy(address: str, *, deadline_s: float = DEADLINE_S) -> str | None:
    """Return None when the part at this address is healthy, else the reason in a few words."""
    scheme = urlsplit(address).scheme
    try:
        async with asyncio.timeout(deadline_s):
            return await _CHECKS[scheme](address)
    except TimeoutError:
        return "no answer"
    except IncompleteReadError:
        return "hangs up"
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
    # One OP_MSG by hand: a client with its monitors is too much for a question, and one that is
    # cancelled while it connects leaves its socket open.
    body = struct.pack("<IB", 0, 0) + bson.encode({"hello": 1, "$db": "admin"})
    request = struct.pack("<iiii", 16 + len(body), 1, 0, OP_MSG) + body
    async with _connection(address) as (reader, writer):
        writer.write(request)
        (length,) = struct.unpack("<i", await reader.readexactly(4))
        message = await reader.readexactly(length - 4)
    return None if bson.decode(message[17:]).get("ok") == 1 else "refuses hello"


async def _redis(address: str) -> str | None:
    async with _connection(address) as (reader, writer):
        writer.write(b"PING\r\n")
        answer = await reader.readline()
    alive = answer.startswith((b"+PONG", b"-NOAUTH"))  # a password is asked for: it serves
    return None if alive else answer.decode(errors="replace").strip() or "closed"


async def _tcp(address: str) -> str | None:
    async with _connection(address):
        return None


@asynccontextmanager
async def _connection(address: str) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


_CHECKS = {"http": _http, "grpc": _grpc, "mongo": _mongo, "redis": _redis, "tcp": _tcp}
