"""Jobs that their owners no longer want, as every worker hears of them."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable

import structlog
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobCancelled
from cloak_kit.kafka import Delivery

log = structlog.get_logger(__name__)

MOST_REMEMBERED = 100_000


class Cancellations:
    """The cancelled jobs of the last ``memory_s`` seconds, the newest 100,000 of them at most.

    Written on the event loop, read from any thread.
    """

    def __init__(self, *, memory_s: float, clock: Callable[[], float]) -> None:
        self._memory_s = memory_s
        self._clock = clock
        self._forget_at: OrderedDict[str, float] = OrderedDict()

    def __contains__(self, job_id: str) -> bool:
        return self._forget_at.get(job_id, 0.0) > self._clock()

    def __len__(self) -> int:
        return len(self._forget_at)

    def add(self, job_id: str) -> None:
        """Remember that this job is not wanted any more."""
        now = self._clock()
        self._forget_at[job_id] = now + self._memory_s
        self._forget_at.move_to_end(job_id)
        while self._forget_at:
            oldest = next(iter(self._forget_at))
            if self._forget_at[oldest] > now and len(self._forget_at) <= MOST_REMEMBERED:
                return
            del self._forget_at[oldest]

    async def listen(self, broadcast: AsyncIterator[tuple[JobCancelled, Delivery]]) -> None:
        """Add whatever the broadcast says, for as long as it goes on."""
        async for message, _ in broadcast:
            self.add(message.job_id)
            log.info("job.cancel_heard", job_id=message.job_id)
