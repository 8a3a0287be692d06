"""What storage learns from the others: which blobs are spent, and which users are gone."""

import asyncio
from datetime import timedelta

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from cloak_kit.contracts.cloak.v1.events_pb2 import JobFinished, UserChanged
from cloak_kit.contracts.topics import JOBS_FINISHED, USERS_CHANGED
from cloak_kit.errors import Unavailable
from cloak_kit.kafka import Delivery, Drain, KafkaPublisher, consume, subscribe
from cloak_kit.kafka.consumer import Routes
from pymongo.errors import PyMongoError

from cloak_storage.records import Records, utc_now
from cloak_storage.settings import StorageSettings
from cloak_storage.sweeper import Sweeper

log = structlog.get_logger(__name__)
_REJOIN_AFTER_S = 3.0


class NotListening(Unavailable):
    """The service is no member of its consumer group."""

    code, title = "not_listening", "Events are not being read"


class Listener:
    """Reads events until told to stop, and joins again when the broker or the group was lost."""

    def __init__(self, records: Records, sweeper: Sweeper, settings: StorageSettings) -> None:
        self._records, self._sweeper, self._settings = records, sweeper, settings
        self._grace = timedelta(seconds=settings.spent_grace_s)
        self._consumer: AIOKafkaConsumer | None = None

    async def check(self) -> None:
        """Raise NotListening, or a KafkaError, while events are not being read; for readiness."""
        if self._consumer is None:
            raise NotListening
        await self._consumer.topics()

    async def run(self, stopping: asyncio.Event) -> None:
        """Listen until `stopping` is set; the record in hand is finished first."""
        while not stopping.is_set():
            try:
                await self._listen_until_lost(stopping)
            except asyncio.CancelledError:
                # aiokafka raises this too, of its own accord, when the group has given it up.
                if (task := asyncio.current_task()) is None or task.cancelling():
                    raise
                log.warning("listening.lost", reason="CancelledError")
            await _until_set(stopping, _REJOIN_AFTER_S)

    async def expire_spent(self, finished: JobFinished, _: Delivery) -> None:
        """Let the blobs that a job has used up live for the grace only; those of its owner."""
        at = utc_now() + self._grace
        names = set(finished.spent_blobs)
        count = await self._records.expire(names, owner=finished.owner_id, at=at)
        log.info("blobs.spent", job=finished.job_id, count=count)

    async def forget_deleted(self, changed: UserChanged, _: Delivery) -> None:
        """Remove what a deleted user owned: nobody sees it from now on, the bytes go soon."""
        if changed.WhichOneof("change") != "deleted":
            return
        count = await self._records.forget(changed.user_id)
        log.info("blobs.forgotten", user=changed.user_id, count=count)
        self._sweeper.wake()

    async def _listen_until_lost(self, stopping: asyncio.Event) -> None:
        try:
            await self._listen(stopping)
        except* (KafkaError, PyMongoError, Unavailable, OSError) as lost:
            log.warning("listening.lost", reason=type(lost.exceptions[0]).__name__)

    async def _listen(self, stopping: asyncio.Event) -> None:
        kafka, drain = self._settings.kafka, Drain()
        routes: Routes = {JOBS_FINISHED: self.expire_spent, USERS_CHANGED: self.forget_deleted}
        group = self._settings.consumer_group
        async with (
            KafkaPublisher.connect(kafka, service="storage") as dead_letters,
            subscribe(kafka, list(routes), group=group, drain=drain) as consumer,
        ):
            self._consumer = consumer
            try:
                await consume(
                    consumer,
                    drain,
                    routes,
                    dead_letters=dead_letters,
                    stopping=stopping,
                    settings=kafka,
                    service="storage",
                )
            finally:
                self._consumer = None


async def _until_set(event: asyncio.Event, most_s: float) -> None:
    try:
        async with asyncio.timeout(most_s):
            await event.wait()
    except TimeoutError:
        return
