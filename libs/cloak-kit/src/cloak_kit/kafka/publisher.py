"""Publishing: awaited, idempotent, with a deadline, and honest about it when the broker is away."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol, Self, TypeVar

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from google.protobuf.message import Message

from cloak_kit.contracts.topics import Topic
from cloak_kit.errors import Unavailable
from cloak_kit.kafka.connection import client_options
from cloak_kit.kafka.metrics import kafka_metrics
from cloak_kit.settings import KafkaSettings
from cloak_kit.telemetry import REQUEST_ID_HEADER, current_request_id
from cloak_kit.tracing import carried
from cloak_kit.tracing.messages import sending

log = structlog.get_logger(__name__)
M = TypeVar("M", bound=Message)
_FAILURES_UNTIL_UNREADY = 3
_CLOSE_S = 5
_CANCEL_S = 0.2


class QueueUnavailable(Unavailable):
    """The broker did not take the message in time: it may or may not be there."""

    code, title = "queue_unavailable", "The queue is away for the moment"


class Publisher(Protocol):
    """What a service needs in order to tell others."""

    async def publish(self, topic: Topic[M], message: M, *, key: str) -> None:
        """Return when every in-sync replica has the message; raises QueueUnavailable."""
        ...

    async def publish_dead(
        self, topic: Topic[Any], value: bytes | None, key: bytes | None, reason: str
    ) -> None:
        """Put an unhandled record, as it came, on the topic's dead letters with its reason."""
        ...


class KafkaPublisher:
    """A Publisher on one idempotent producer, replaced when it has fallen out with the broker.

    After a broker outage an idempotent producer can fail every send until it is made anew
    (aiokafka#1017); so a failed one is.
    """

    def __init__(self, settings: KafkaSettings, *, service: str | None = None) -> None:
        """`service` is the one whose metrics count what is sent; none are without it."""
        self._settings = settings
        self._metrics = kafka_metrics(service)
        self._producer: AIOKafkaProducer | None = None
        self._failures = 0
        self._lock = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, settings: KafkaSettings, *, service: str | None = None
    ) -> AsyncIterator[Self]:
        """Open the producer, and flush and close it after the block; raises QueueUnavailable."""
        publisher = cls(settings, service=service)
        try:
            await publisher._working_producer()
        except (KafkaError, TimeoutError) as error:
            raise QueueUnavailable from error
        try:
            yield publisher
        finally:
            await publisher._close()

    async def check(self) -> None:
        """Raise QueueUnavailable while messages do not get through.

        After failures it tries to reach the broker itself: a service that is not ready is sent
        nothing to publish, and would never find out.
        """
        if self._failures < _FAILURES_UNTIL_UNREADY:
            return
        try:
            async with asyncio.timeout(self._settings.request_timeout_s):
                producer = await self._working_producer()
                await producer.client.fetch_all_metadata()
        except (KafkaError, TimeoutError) as error:
            raise QueueUnavailable from error
        self._failures = 0

    async def publish(self, topic: Topic[M], message: M, *, key: str) -> None:
        """Return when every in-sync replica has the message; raises QueueUnavailable."""
        if not isinstance(message, topic.message):
            raise TypeError(f"{topic.name} carries {topic.message.__name__}")
        headers = {REQUEST_ID_HEADER: current_request_id()}
        await self._send(topic.name, message.SerializeToString(), key.encode(), headers)

    async def publish_dead(
        self, topic: Topic[Any], value: bytes | None, key: bytes | None, reason: str
    ) -> None:
        """Put an unhandled record, as it came, on the topic's dead letters with its reason."""
        headers = {REQUEST_ID_HEADER: current_request_id(), "reason": reason}
        await self._send(topic.dead_letters, value, key, headers)
        self._metrics.put_aside(topic.name)

    async def publish_again(
        self, topic: Topic[Any], value: bytes | None, key: bytes | None
    ) -> None:
        """Put a record that was set aside, as it came, on its topic; raises QueueUnavailable."""
        await self._send(topic.name, value, key, {REQUEST_ID_HEADER: current_request_id()})

    async def _send(
        self, topic: str, value: bytes | None, key: bytes | None, headers: Mapping[str, str]
    ) -> None:
        producer, begun = None, time.perf_counter()
        try:
            with sending(topic):
                pairs = [(name, text.encode()) for name, text in {**headers, **carried()}.items()]
                async with asyncio.timeout(self._settings.request_timeout_s):
                    producer = await self._working_producer()
                    await producer.send_and_wait(topic, value, key=key, headers=pairs)
        except (KafkaError, TimeoutError) as error:
            self._failures += 1
            self._metrics.unsent(topic)
            log.warning("message.unsent", topic=topic, reason=type(error).__name__)
            await self._discard(producer)
            raise QueueUnavailable from error
        self._failures = 0
        self._metrics.sent(topic, time.perf_counter() - begun)

    async def _working_producer(self) -> AIOKafkaProducer:
        async with self._lock:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    **client_options(self._settings),
                    enable_idempotence=True,
                    acks="all",
                    linger_ms=0,
                    compression_type=None,
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
            return self._producer

    async def _discard(self, producer: AIOKafkaProducer | None) -> None:
        """Drop this producer at once; one that another call has put in its place stays."""
        if producer is None:
            return
        async with self._lock:
            if producer is not self._producer:
                return
            self._producer = None
        await _end(producer)

    async def _close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            async with asyncio.timeout(_CLOSE_S):
                await producer.stop()
        except (KafkaError, TimeoutError):
            await _end(producer)


async def _end(producer: AIOKafkaProducer) -> None:
    """End a producer without waiting for the broker.

    Its own stop() waits for every message to go out, and when that is cut short its sender lives
    on: messages that were reported as unsent would arrive when the broker is back, in any order.
    """
    sender = producer._sender.sender_task
    while sender is not None and not sender.done():
        sender.cancel()  # the first time only makes it wait for the requests under way
        await asyncio.wait([sender], timeout=_CANCEL_S)
    await producer.client.close()
    producer._closed = True
