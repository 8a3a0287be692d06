"""A member of the workers' group that takes a while for each job: ``python -m`` with seconds.

Kafka, the group and the way it is read are the real ones (``cloak_kit``); only what a job does is
not: networks and pictures would need the whole system beside the control plane.
"""

import asyncio
import sys

from cloak_kit.contracts.topics import JOBS_REQUESTED
from cloak_kit.kafka import Delivery, Drain, KafkaPublisher, consume, subscribe
from cloak_kit.process import run_until_signalled
from cloak_kit.settings import KafkaSettings, ServiceSettings

GROUP = "cloak.stego-worker"


def main() -> None:
    """Work until SIGTERM."""
    job_s = float(sys.argv[1])
    settings = ServiceSettings(port=0, log_level="warning")

    async def handle(message: object, delivery: Delivery) -> None:
        await asyncio.sleep(job_s)

    async def work(stopping: asyncio.Event) -> None:
        kafka, drain = KafkaSettings(), Drain()
        async with (
            KafkaPublisher.connect(kafka) as dead_letters,
            subscribe(kafka, [JOBS_REQUESTED], group=GROUP, drain=drain) as consumer,
        ):
            routes = {JOBS_REQUESTED: handle}
            await consume(
                consumer,
                drain,
                routes,
                dead_letters=dead_letters,
                stopping=stopping,
                settings=kafka,
            )

    run_until_signalled("stego-worker", settings, work)


if __name__ == "__main__":
    main()
