"""Telling the workers that a job need not be done."""

from datetime import UTC, datetime

import structlog
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobCancelled
from cloak_kit.contracts.topics import JOBS_CANCELLED
from cloak_kit.errors import Unavailable
from cloak_kit.kafka import Publisher

log = structlog.get_logger(__name__)


async def tell_workers(publisher: Publisher, job_id: str) -> None:
    """Publish the cancellation; untold, a worker's effort is wasted and its end changes nothing."""
    message = JobCancelled(job_id=job_id)
    message.cancelled_at.FromDatetime(datetime.now(UTC))
    try:
        await publisher.publish(JOBS_CANCELLED, message, key=job_id)
    except Unavailable:
        log.warning("job.cancel_untold", job_id=job_id)
