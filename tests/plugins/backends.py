"""Fixtures: the real backends, started once for the session on free ports."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from cloak_local.backends import Backends
from cloak_local.kafka_access import ADMIN, KafkaAccess
from cloak_local.parts import Part, start
from cloak_local.places import Places
from cloak_local.ports import Ports
from cloak_local.vault import Vault
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from pymongo import AsyncMongoClient
from redis.asyncio import Redis

REDIS_DATABASES = 16


@dataclass(frozen=True, slots=True)
class Mongo:
    """A database of its own on the session's server, with the administrator's rights."""

    uri: str = field(repr=False)
    database: str


class Session:
    """The backends of one test session: each is started when a test first asks for it."""

    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self._places, self._stack = Places.under(folder), stack
        self._places.make()
        vault = Vault(self._places.secrets)
        self.backends = Backends(self._places, vault, Ports.free(), os.environ, durable=False)

    async def start(self, name: str) -> None:
        """Start one backend and have it stopped at the end of the session."""
        (part,) = (part for part in self.backends.parts if part.name == name)
        await self._start(part)

    async def _start(self, part: Part) -> None:
        process = await start(part, self._places.logs)
        if process is not None:
            self._stack.push_async_callback(process.stop)


@pytest.fixture(scope="session")
async def backends_session(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Session]:
    """The session's backends, none of them started yet."""
    async with AsyncExitStack() as stack:
        yield Session(tmp_path_factory.mktemp("backends"), stack)


@pytest.fixture(scope="session")
async def kafka(backends_session: Session) -> KafkaAccess:
    """A real broker with the topics, users and ACLs of proto/topics.yaml."""
    await backends_session.start("kafka")
    return backends_session.backends.kafka


@pytest.fixture
async def empty_topics(kafka: KafkaAccess) -> None:
    """No record is left in any topic when the test begins."""
    await asyncio.to_thread(_drop_records, kafka)


@pytest.fixture(scope="session")
async def mongo_server(backends_session: Session) -> str:
    """The administrator's address of a real MongoDB-compatible server."""
    await backends_session.start("mongo")
    return backends_session.backends.mongo_admin_uri


@pytest.fixture(scope="module")
async def mongo(mongo_server: str) -> AsyncIterator[Mongo]:
    """A fresh database for the module, dropped at its end."""
    fresh = Mongo(mongo_server, f"test_{uuid.uuid4().hex[:12]}")
    yield fresh
    async with AsyncMongoClient[dict[str, object]](mongo_server) as client:
        await client.drop_database(fresh.database)


@pytest.fixture(scope="session")
async def redis_server(backends_session: Session) -> tuple[str, "count[int]"]:
    """The address of a real Redis without a database number, and the numbers to use."""
    await backends_session.start("redis")
    return backends_session.backends.redis_url.rpartition("/")[0], count(1)


@pytest.fixture(scope="module")
async def redis_url(redis_server: tuple[str, "count[int]"]) -> str:
    """The address of a Redis database that is empty when the module begins."""
    address, numbers = redis_server
    url = f"{address}/{next(numbers) % REDIS_DATABASES}"
    async with Redis.from_url(url) as client:
        await client.flushdb()
    return url


def _drop_records(kafka: KafkaAccess) -> None:
    admin = AdminClient({**kafka.confluent(ADMIN), "log_level": 2})
    partitions = [
        TopicPartition(name, number)
        for name, topic in admin.list_topics(timeout=15).topics.items()
        if name.startswith("cloak.")
        for number in topic.partitions
    ]
    latest = OffsetSpec.latest()  # type: ignore[no-untyped-call] # the package leaves it untyped
    ends = admin.list_offsets(dict.fromkeys(partitions, latest))
    filled = [
        TopicPartition(partition.topic, partition.partition, future.result(timeout=15).offset)
        for partition, future in ends.items()
    ]
    for deleted in admin.delete_records(filled).values():
        deleted.result(timeout=15)
