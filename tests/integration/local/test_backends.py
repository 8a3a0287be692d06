"""The broker as deploy/local sets it up: topics and rights are the registry's, no more."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    TopicAuthorizationFailedError,
)
from cloak_local.kafka_access import ADMIN, KafkaAccess
from cloak_local.places import TOPICS_FILE
from cloak_provision.registry import read_topics
from confluent_kafka.admin import AdminClient, ConfigResource
from pymongo import AsyncMongoClient
from redis.asyncio import Redis

from tests.plugins.backends import Mongo

pytestmark = pytest.mark.integration

RIGHTS = [
    ("gateway", "cloak.jobs.requested", True),
    ("stego-worker", "cloak.jobs.requested", False),
    ("stego-worker", "cloak.jobs.requested.dead", True),
    ("stego-worker", "cloak.jobs.finished", True),
    ("messaging", "cloak.jobs.finished", False),
    ("gateway", "cloak.jobs.finished", True),  # it sends dead letters on their way again
    ("gateway", "cloak.sessions.ended", False),
    ("messaging", "cloak.jobs.finished.dead", True),
    ("auth", "cloak.users.changed", True),
    ("storage", "cloak.users.changed", False),
]


@asynccontextmanager
async def producer(kafka: KafkaAccess, user: str) -> AsyncIterator[AIOKafkaProducer]:
    client = AIOKafkaProducer(**kafka.aiokafka(user), enable_idempotence=True)
    await client.start()
    try:
        yield client
    finally:
        await client.stop()


@pytest.mark.parametrize(("service", "topic", "allowed"), RIGHTS)
async def test_a_service_writes_only_where_the_registry_says_so(
    kafka: KafkaAccess, service: str, topic: str, *, allowed: bool
) -> None:
    async with producer(kafka, service) as client:
        if allowed:
            assert (await client.send_and_wait(topic, b"x")).topic == topic
        else:
            with pytest.raises(TopicAuthorizationFailedError):
                await client.send_and_wait(topic, b"x")


async def test_a_service_reads_its_topics_in_its_own_groups(
    kafka: KafkaAccess, empty_topics: None
) -> None:
    async with producer(kafka, "gateway") as client:
        await client.send_and_wait("cloak.jobs.requested", b"job", key=b"j-1")
    group = f"cloak.stego-worker.{uuid.uuid4().hex}"
    async with AIOKafkaConsumer(
        "cloak.jobs.requested",
        group_id=group,
        auto_offset_reset="earliest",
        **kafka.aiokafka("stego-worker"),
    ) as consumer:
        record = await consumer.getone()
        await consumer.commit()
    assert (record.key, record.value) == (b"j-1", b"job")


async def test_a_service_is_refused_in_another_ones_group(kafka: KafkaAccess) -> None:
    consumer = AIOKafkaConsumer(
        "cloak.jobs.finished", group_id="cloak.gateway", **kafka.aiokafka("messaging")
    )
    with pytest.raises(GroupAuthorizationFailedError):
        await consumer.start()
    await consumer.stop()


async def test_a_service_is_refused_another_ones_topic(kafka: KafkaAccess) -> None:
    consumer = AIOKafkaConsumer(
        "cloak.jobs.requested", group_id="cloak.messaging.x", **kafka.aiokafka("messaging")
    )
    with pytest.raises(TopicAuthorizationFailedError):
        await consumer.start()
    await consumer.stop()


@pytest.mark.parametrize("settings", [{}, {"sasl_plain_password": "wrong"}])
async def test_a_wrong_password_and_an_unnamed_client_are_refused(
    kafka: KafkaAccess, settings: dict[str, str]
) -> None:
    given = kafka.aiokafka("gateway") | settings if settings else {}
    client = AIOKafkaProducer(**{"bootstrap_servers": kafka.bootstrap} | given)
    with pytest.raises(KafkaConnectionError):
        await client.start()
    await client.stop()


async def test_the_topics_are_those_of_the_registry(kafka: KafkaAccess) -> None:
    admin = AdminClient(kafka.confluent(ADMIN))
    there = admin.list_topics(timeout=15).topics
    made = {name: len(t.partitions) for name, t in there.items() if not name.startswith("__")}
    assert made == {topic.name: topic.partitions for topic in read_topics(TOPICS_FILE)}


async def test_records_are_kept_as_long_as_the_registry_says(kafka: KafkaAccess) -> None:
    admin = AdminClient(kafka.confluent(ADMIN))
    for topic in read_topics(TOPICS_FILE):
        resource = ConfigResource(ConfigResource.Type.TOPIC, topic.name)
        (found,) = admin.describe_configs([resource]).values()
        assert found.result(timeout=15)["retention.ms"].value == topic.config["retention.ms"]


async def test_setting_up_again_changes_nothing(kafka: KafkaAccess) -> None:
    await kafka.provision()
    async with producer(kafka, "auth") as client:
        assert await client.send_and_wait("cloak.users.changed", b"x")


async def test_each_module_has_a_database_of_its_own(mongo: Mongo) -> None:
    async with AsyncMongoClient[dict[str, object]](mongo.uri) as client:
        await client[mongo.database].things.insert_one({"_id": 1})
        assert await client[mongo.database].things.count_documents({}) == 1


async def test_redis_starts_empty_for_each_module(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        assert await client.dbsize() == 0
        assert await client.set("a", "b", nx=True, ex=10)
