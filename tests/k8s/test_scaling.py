"""KEDA on the lag of a real topic: from the fewest workers to the most, and back."""

import asyncio
import uuid
from pathlib import Path

import pytest
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.contracts.topics import JOBS_REQUESTED
from cloak_kit.kafka import KafkaPublisher
from cloak_kit.settings import KafkaSettings
from cloak_local.kafka_access import KafkaAccess
from pydantic import SecretStr

from tests.k8s.overlays import SCALE_DOWN_S, Overlay
from tests.k8s.record import Record, Sample
from tests.k8s.workforce import Workforce
from tests.plugins.polling import eventually

JOBS, JOB_S = 1200, 0.6
QUIET_SAMPLES = 10  # for the picture: that it stays so


@pytest.mark.timeout(900 + SCALE_DOWN_S)
async def test_workers_follow_the_lag_from_the_fewest_to_the_most_and_back(
    prod: Overlay, kafka: KafkaAccess, empty_topics: None, tmp_path: Path
) -> None:
    scaling = prod.get("scaledobject", "stego-worker")["spec"]
    fewest, most = scaling["minReplicaCount"], scaling["maxReplicaCount"]
    await asyncio.to_thread(prod.await_roll_out, "deployment/stego-worker")
    workforce = Workforce(prod, tmp_path, job_s=JOB_S)
    record = Record(prod, workforce)

    async def seen() -> Sample:
        return record.samples[-1] if record.samples else Sample(0, 0, 0, 0, 0)

    beside = [asyncio.create_task(task) for task in (workforce.run(), record.run())]
    try:
        await eventually(seen, lambda now: now.processes == fewest, within_s=60)
        await submit(kafka, JOBS)
        await eventually(
            seen, lambda now: now.replicas_ready == now.processes == most, within_s=180
        )
        await eventually(seen, lambda now: now.lag_records == 0, within_s=300)
        await eventually(
            seen,
            lambda now: now.replicas_ready == now.processes == fewest,
            within_s=SCALE_DOWN_S + 120,
        )
        quiet_from = len(record.samples)
        await eventually(seen, lambda _: len(record.samples) >= quiet_from + QUIET_SAMPLES)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        record.write()
    assert record.samples[-1].replicas_wanted == fewest
    assert max(sample.replicas_wanted for sample in record.samples) == most
    assert min(sample.replicas_wanted for sample in record.samples) == fewest


async def submit(kafka: KafkaAccess, count: int) -> None:
    """Put jobs on the topic as the gateway does: keyed by their ids, each one awaited."""
    access = kafka.aiokafka("gateway")
    password = SecretStr(access["sasl_plain_password"])
    settings = KafkaSettings(bootstrap=kafka.bootstrap, username="gateway", password=password)
    async with KafkaPublisher.connect(settings) as publisher:
        for _ in range(count):
            job = JobRequested(job_id=f"j-{uuid.uuid4().hex}", owner_id="u-1")
            await publisher.publish(JOBS_REQUESTED, job, key=job.job_id)
