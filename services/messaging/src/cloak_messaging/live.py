"""Live streams: everything after a position, in order, once; and no end of their own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import structlog
from cloak_kit.errors import Unavailable
from cloak_kit.sse import ServerEvent
from pymongo.errors import PyMongoError

from cloak_messaging import metrics
from cloak_messaging.clock import now
from cloak_messaging.errors import TooManyStreams
from cloak_messaging.event_log import Event, EventLog, News
from cloak_messaging.receipts import Receipts
from cloak_messaging.wakeups import Wakeups

log = structlog.get_logger(__name__)


class LiveStreams:
    """One stream for each open GET /api/events."""

    def __init__(
        self,
        event_log: EventLog,
        wakeups: Wakeups,
        receipts: Receipts,
        *,
        poll_s: float,
        streams_per_user: int,
    ) -> None:
        self._event_log, self._wakeups, self._receipts = event_log, wakeups, receipts
        self._poll_s, self._streams_per_user = poll_s, streams_per_user

    async def open(self, user: str, last_event_id: str | None) -> AsyncIterator[ServerEvent]:
        """Return this person's events after the given one, or from now on; raises TooManyStreams.

        A fresh stream begins with `ready`, whose id is the position it starts from. One that cannot
        go on where it was gets `reset`: the lists are to be read again, and it goes on from now.
        """
        if self._wakeups.streams_of(user) >= self._streams_per_user:
            raise TooManyStreams(retry_after_s=5)
        position = position_of(last_event_id)
        if position is not None:
            return self._follow(user, position)
        head = await self._event_log.head(user)
        kind = "ready" if last_event_id is None else "reset"
        metrics.STREAM_RESETS.inc(kind == "reset")
        return self._follow(user, head, ServerEvent(kind, {}, str(head)))

    async def _follow(
        self, user: str, position: int, first: ServerEvent | None = None
    ) -> AsyncIterator[ServerEvent]:
        opened_at = now()
        with self._wakeups.waiting(user) as ear, metrics.STREAMS_OPEN.track_inprogress():
            if first is not None:
                yield first
            while True:
                ear.woken.clear()
                for hint in ear.hints():
                    yield ServerEvent(hint.kind, hint.data)  # no id: it is in no log
                    metrics.EVENTS_PUSHED.labels(hint.kind).inc()
                news = await self._after(user, position)
                if news.expired:
                    metrics.STREAM_RESETS.inc()
                    position = news.head
                    yield ServerEvent("reset", {}, str(position))
                for event in news.events:
                    yield ServerEvent(event.kind, event.data, str(event.seq))
                    # Whoever asks for the next event has sent this one.
                    position = event.seq
                    _count(event, opened_at)
                await self._mark_delivered(user, news.events)
                if position >= news.head:
                    await self._rest(ear.woken)

    async def _after(self, user: str, position: int) -> News:
        try:
            return await self._event_log.after(user, position)
        except PyMongoError as error:  # a stream outlives an outage of the store
            log.warning("stream.delayed", reason=type(error).__name__)
            return News(position)

    async def _mark_delivered(self, user: str, events: Sequence[Event]) -> None:
        up_to = {
            event.data["conversation"]: event.data["seq"]
            for event in events  # in order, so the last one counts
            if event.kind == "message" and event.data["to"]["id"] == user
        }
        if not up_to:
            return
        try:
            await self._receipts.delivered(user, up_to)
        except (PyMongoError, Unavailable) as error:  # the next delivery marks these too
            log.warning("stream.delivery_unmarked", reason=type(error).__name__)

    async def _rest(self, woken: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(self._poll_s):
                await woken.wait()
        except TimeoutError:
            return


def position_of(last_event_id: str | None) -> int | None:
    """Return the position that a Last-Event-ID stands for, or None when it is none of ours."""
    if not last_event_id or len(last_event_id) > 18:
        return None
    return int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else None


def _count(event: Event, opened_at: datetime) -> None:
    metrics.EVENTS_PUSHED.labels(event.kind).inc()
    if event.at >= opened_at:
        metrics.PUSH_DELAY.observe(max(0.0, (now() - event.at).total_seconds()))
