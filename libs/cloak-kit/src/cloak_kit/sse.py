"""Server-sent events: one framing, a heartbeat, an end when the process stops, a bounded life."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from fastapi.responses import StreamingResponse

MEDIA_TYPE = "text/event-stream"


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event of a stream; `data` is serialised as JSON on one line."""

    event: str
    data: object
    id: str | None = None

    def encode(self) -> bytes:
        """Frame it as the WHATWG's event stream wants it."""
        head = f"id: {self.id}\n" if self.id is not None else ""
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return f"{head}event: {self.event}\ndata: {data}\n\n".encode()


def event_stream(
    events: AsyncIterator[ServerEvent],
    *,
    stopping: asyncio.Event,
    heartbeat_s: float = 15,
    lifetime_s: float = 3600,
) -> StreamingResponse:
    """Answer with these events until they end, the process stops, or the lifetime is over.

    The client reconnects by itself (with Last-Event-ID), so a bounded life costs nothing and lets
    connections spread over new replicas.
    """
    return StreamingResponse(
        _framed(events, stopping, heartbeat_s, lifetime_s),
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _framed(
    events: AsyncIterator[ServerEvent],
    stopping: asyncio.Event,
    heartbeat_s: float,
    lifetime_s: float,
) -> AsyncIterator[bytes]:
    ends_at = asyncio.get_running_loop().time() + lifetime_s
    stop = asyncio.create_task(stopping.wait())
    following: asyncio.Task[ServerEvent] | None = None
    try:
        yield b": open\n\n"
        while not stopping.is_set():
            if (left_s := ends_at - asyncio.get_running_loop().time()) <= 0:
                return
            following = following or asyncio.create_task(_next(events))
            waiting: set[asyncio.Task[ServerEvent] | asyncio.Task[Literal[True]]] = {
                following,
                stop,
            }
            done, _ = await asyncio.wait(
                waiting,
                timeout=min(heartbeat_s, left_s),
                return_when=asyncio.FIRST_COMPLETED,
            )
            if following in done:
                try:
                    event = following.result()
                except StopAsyncIteration:
                    return
                following = None
                yield event.encode()
            elif stop in done:
                return
            else:
                yield b": alive\n\n"
    finally:
        stop.cancel()
        if following is not None:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
                await following
        close = getattr(events, "aclose", None)
        if close:
            await close()


async def _next(events: AsyncIterator[ServerEvent]) -> ServerEvent:
    return await anext(events)
