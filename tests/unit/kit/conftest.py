"""Small applications made with the kit."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import httpx
import pytest
from cloak_kit.web import create_app
from fastapi import FastAPI

Connect = Callable[[FastAPI], AbstractAsyncContextManager[httpx.AsyncClient]]


async def nothing(_: FastAPI, __: AsyncExitStack) -> None:
    """A service without parts."""


@pytest.fixture
def app() -> FastAPI:
    """An application that takes 1000 bytes, and 5000 on /large."""
    return create_app(
        "kit_test",
        title="Test",
        open_parts=nothing,
        body_limit_bytes=1000,
        larger_bodies={"/large": 5000},
    )


@asynccontextmanager
async def _connected(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://kit.test") as http:
        yield http


@pytest.fixture
def connect() -> Connect:
    """Makes clients of applications."""
    return _connected


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of that application; routes may be added until it is used."""
    async with _connected(app) as http:
        yield http
