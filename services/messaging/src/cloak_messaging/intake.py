"""What messaging hears from others: finished jobs and changed people, for as long as it runs."""

import asyncio

import structlog
from aiokafka.errors import KafkaError
from cloak_kit.contracts.cloak.v1.events_pb2 import JobFinished, UserChanged
from cloak_kit.contracts.topics import JOBS_FINISHED, USERS_CHANGED
from cloak_kit.errors import Unavailable
from cloak_kit.kafka import Delivery, Drain, Publisher, consume, subscribe
from cloak_kit.kafka.consumer import Routes
from pymongo.errors import PyMongoError

from cloak_messaging import metrics
from cloak_messaging.directory import Directory
from cloak_messaging.errors import ConsumerUnavailable
from cloak_messaging.notifications import Notifications
from cloak_messaging.settings import MessagingSettings

log = structlog.get_logger(__name__)
_REJOIN_AFTER_S = 2.0


class Intake:
    """The consumer of messaging's group, joined again whenever it falls out."""

    def __init__(
        self,
        settings: MessagingSettings,
        directory: Directory,
        notifications: Notifications,
        dead_letters: Publisher,
    ) -> None:
        self._settings, self._dead_letters = settings, dead_letters
        self._directory, self._notifications = directory, notifications
        self._has_joined = False

    async def run(self, stopping: asyncio.Event) -> None:
        """Consume until `stopping` is set; then end with the records in hand finished."""
        while not stopping.is_set():
            try:
                await self._consume(stopping)
            except* (Unavailable, PyMongoError, KafkaError, OSError, TimeoutError) as lost:
                # Nothing is lost: the next round begins at the last commit.
                log.warning("intake.rejoining", reason=type(lost.exceptions[0]).__name__)
            finally:
                metrics.CONSUMER_UP.set(0)
            await _pause(stopping, _REJOIN_AFTER_S)

    async def check(self) -> None:
        """Raise ConsumerUnavailable until the group was joined once.

        Later outages of Kafka delay notifications and show in a metric; chatting goes on.
        """
        if not self._has_joined:
            raise ConsumerUnavailable

    async def on_job_finished(self, event: JobFinished, delivery: Delivery) -> None:
        """Notify the owner, once for each job."""
        is_new = await self._notifications.job_finished(event)
        effect = "taken" if is_new else "repeated"
        metrics.RECORDS.labels(delivery.topic, effect).inc()
        log.info("job.notified", job=event.job_id, effect=effect)

    async def on_user_changed(self, event: UserChanged, delivery: Delivery) -> None:
        """Keep the directory up to date."""
        await self._directory.apply(event)
        metrics.RECORDS.labels(delivery.topic, "taken").inc()
        log.info("person.changed", user=event.user_id, change=event.WhichOneof("change"))

    async def _consume(self, stopping: asyncio.Event) -> None:
        drain, settings = Drain(), self._settings
        routes: Routes = {
            JOBS_FINISHED: self.on_job_finished,
            USERS_CHANGED: self.on_user_changed,
        }
        async with subscribe(
            settings.kafka, list(routes), group=settings.group, drain=drain
        ) as consumer:
            self._has_joined = True
            metrics.CONSUMER_UP.set(1)
            try:
                await consume(
                    consumer,
                    drain,
                    routes,
                    dead_letters=self._dead_letters,
                    stopping=stopping,
                    settings=settings.kafka,
                    in_flight=settings.in_flight,
                    service="messaging",
                )
            except asyncio.CancelledError:
                # aiokafka raises it after a missed poll interval, though nobody cancelled us.
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
                raise KafkaError("the consumer was cancelled from within") from None


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
