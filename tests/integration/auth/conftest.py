"""The auth service in this process, on the real Kafka, Mongo server and Redis."""

import base64
import secrets
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from cloak_auth.app import build
from cloak_auth.settings import AuthMongoSettings, AuthSettings, HashingSettings
from cloak_kit.settings import RedisSettings
from cloak_local.kafka_access import KafkaAccess
from fastapi import FastAPI
from pydantic import SecretStr
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.kit.access import kafka_settings
from tests.plugins.backends import Mongo

PASSWORD = "correct horse battery"
CHEAP = HashingSettings(time_cost=1, memory_kib=8, at_once=2)


@pytest.fixture(scope="module")
async def settings(kafka: KafkaAccess, mongo: Mongo, redis_url: str) -> AuthSettings:
    """The settings of a service of this module's own, with cheap password hashes."""
    return AuthSettings(
        signing_keys=SecretStr(base64.b64encode(secrets.token_bytes(32)).decode()),
        kafka=kafka_settings(kafka, "auth"),
        mongo=AuthMongoSettings(uri=SecretStr(mongo.uri), database=mongo.database),
        redis=RedisSettings(url=SecretStr(redis_url)),
        hashing=CHEAP,
        outbox_poll_s=0.2,
    )


@asynccontextmanager
async def running(settings: AuthSettings) -> AsyncIterator[FastAPI]:
    """Run the application's own life around the block."""
    app = build(settings)
    async with app.router.lifespan_context(app):
        yield app


def client_of(app: FastAPI, address: str = "192.0.2.1") -> httpx.AsyncClient:
    """Return a client that comes from this address."""
    transport = httpx.ASGITransport(app, client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://auth.test")


@pytest.fixture(scope="module")
async def app(settings: AuthSettings) -> AsyncIterator[FastAPI]:
    """The application of this module."""
    async with running(settings) as app:
        yield app


@pytest.fixture(scope="module")
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of that application."""
    async with client_of(app) as http:
        yield http


@pytest.fixture(scope="module")
async def database(mongo: Mongo) -> AsyncIterator[AsyncDatabase[dict[str, Any]]]:
    """What the service stores."""
    async with AsyncMongoClient[dict[str, Any]](mongo.uri, tz_aware=True) as client:
        yield client[mongo.database]


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and the tokens of one session."""

    id: str
    username: str
    password: str
    access_token: str = ""
    refresh_token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}

    def holding(self, tokens: dict[str, Any]) -> "Person":
        return replace(
            self, access_token=tokens["access_token"], refresh_token=tokens["refresh_token"]
        )


Join = Callable[..., Awaitable[Person]]


@pytest.fixture(scope="module")
def join(http: httpx.AsyncClient, database: AsyncDatabase[dict[str, Any]]) -> Join:
    """Make an account with a name of its own, and log in."""

    async def join(role: str = "user") -> Person:
        name = f"p{uuid.uuid4().hex[:12]}"
        made = await http.post("/api/auth/register", json={"username": name, "password": PASSWORD})
        assert made.status_code == 201, made.text
        person = Person(made.json()["id"], name, PASSWORD)
        if role == "admin":
            await database["users"].update_one({"_id": person.id}, {"$set": {"role": "admin"}})
        return person.holding(await login(http, person))

    return join


async def login(http: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    """Begin a session; return its tokens."""
    answer = await http.post(
        "/api/auth/login", json={"username": person.username, "password": person.password}
    )
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


async def refresh(http: httpx.AsyncClient, token: str) -> httpx.Response:
    """Exchange a refresh token."""
    return await http.post("/api/auth/refresh", json={"refresh_token": token})
