"""What happens to one's account, as it happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from httpx_sse import EventSource, ServerSentEvent, SSEError

from cloak_client.calls import Call
from cloak_client.errors import (
    DeadlineExceeded,
    RateLimited,
    ServerProblem,
    TransportError,
    UnexpectedAnswer,
)
from cloak_client.models import Message, Notification, Standing
from cloak_client.retries import Retries
from cloak_client.session import Session, parsed
from cloak_client.waiting import SILENCE_S

RECONNECTING = Retries(first_pause_s=0.25, longest_pause_s=30.0)
MODELS: dict[str, type[Message] | type[Standing] | type[Notification]] = {
    "message": Message,
    "contact": Standing,
    "notification": Notification,
}


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One event: ``kind`` is message, message_delivered, message_read, contact, notification,
    typing, reset or a newer one.

    ``resource`` is the Message, Standing or Notification it is about; ``data`` the raw fields.
    After ``reset`` events were missed: read the lists again.
    """

    id: str
    kind: str
    data: dict[str, Any]
    resource: Message | Standing | Notification | None


class Live:
    """The route /api/events."""

    _session: Session

    async def events(self, *, last_event_id: str | None = None) -> AsyncGenerator[LiveEvent, None]:
        """Everything that happens from now on, or after the given event, without an end.

        When the stream breaks it is taken up after the last event, with growing pauses. Raises
        the Problem that makes coming back useless, and Unreachable if there never was a server.
        """
        loop = asyncio.get_running_loop()
        broken = 0
        while True:
            began_at = loop.time()
            try:
                async with aclosing(self._stream(last_event_id)) as stream:
                    async for event in stream:
                        last_event_id = event.id or last_event_id
                        yield _read(event)
            except (ServerProblem, RateLimited):
                pass  # it may pass
            except (TransportError, DeadlineExceeded):
                if not self._session.has_answered:
                    raise
            lived_s = loop.time() - began_at
            broken = 1 if lived_s > RECONNECTING.longest_pause_s else broken + 1
            await asyncio.sleep(RECONNECTING.pause_s(broken))

    async def _stream(self, last_event_id: str | None) -> AsyncGenerator[ServerSentEvent, None]:
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        call = Call("GET", "/api/events", headers=headers, read_timeout_s=SILENCE_S)
        async with self._session.stream(call) as response:
            try:
                async for event in EventSource(response).aiter_sse():
                    # A heartbeat is a comment and a blank line, of which httpx_sse makes an empty
                    # event once an id was seen. The WHATWG's rules: no data, no event.
                    if event.data:
                        yield event
            except SSEError as error:
                raise UnexpectedAnswer(str(error)) from error


def _read(event: ServerSentEvent) -> LiveEvent:
    try:
        data = json.loads(event.data)
    except ValueError:
        raise UnexpectedAnswer(f"the data of event {event.event!r} is no JSON") from None
    if not isinstance(data, dict):
        raise UnexpectedAnswer(f"the data of event {event.event!r} is no object")
    model = MODELS.get(event.event)
    resource = None if model is None else parsed(event.data, model)
    return LiveEvent(id=event.id, kind=event.event, data=data, resource=resource)
