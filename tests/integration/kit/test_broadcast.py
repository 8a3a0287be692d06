"""A broadcast: everyone who follows gets every message, without a group."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobCancelled
from cloak_kit.contracts.topics import JOBS_CANCELLED
from cloak_kit.kafka import Delivery, KafkaPublisher, follow
from cloak_local.kafka_access import KafkaAccess

from tests.integration.kit.access import kafka_settings

pytestmark = pytest.mark.integration
Messages = AsyncIterator[tuple[Any, Delivery]]


async def _next_job(messages: Messages, prefix: str) -> str:
    async with asyncio.timeout(30):
        async for message, _ in messages:
            if message.job_id.startswith(prefix):
                return str(message.job_id)
    raise AssertionError("the broadcast ended")


async def test_every_follower_gets_the_recent_and_the_new(kafka: KafkaAccess) -> None:
    worker, prefix = kafka_settings(kafka, "stego-worker"), uuid.uuid4().hex
    async with KafkaPublisher.connect(kafka_settings(kafka, "gateway")) as gateway:
        old, new = f"{prefix}-old", f"{prefix}-new"
        await gateway.publish(JOBS_CANCELLED, JobCancelled(job_id=old), key=old)
        async with (
            follow(worker, JOBS_CANCELLED, since_s=60) as first,
            follow(worker, JOBS_CANCELLED, since_s=60) as second,
            follow(worker, JOBS_CANCELLED, since_s=-60) as only_new,
        ):
            assert [await _next_job(m, prefix) for m in (first, second)] == [old, old]
            await gateway.publish(JOBS_CANCELLED, JobCancelled(job_id=new), key=new)
            everyone = (first, second, only_new)
            assert [await _next_job(m, prefix) for m in everyone] == [new, new, new]


async def test_what_cannot_be_read_is_passed_over(kafka: KafkaAccess) -> None:
    prefix = uuid.uuid4().hex
    async with (
        KafkaPublisher.connect(kafka_settings(kafka, "gateway")) as gateway,
        AIOKafkaProducer(**kafka.aiokafka("gateway")) as producer,
    ):
        await producer.send_and_wait(JOBS_CANCELLED.name, b"\xff\xff", key=prefix.encode())
        await gateway.publish(JOBS_CANCELLED, JobCancelled(job_id=prefix), key=prefix)
    async with follow(
        kafka_settings(kafka, "stego-worker"), JOBS_CANCELLED, since_s=60
    ) as messages:
        assert await _next_job(messages, prefix) == prefix
