"""/api/events"""

import time
from typing import Annotated, Any

from cloak_kit.problems import declared
from cloak_kit.sse import MEDIA_TYPE, event_stream
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from cloak_messaging.errors import TooManyStreams
from cloak_messaging.parts import COMMON, PartsOf

router = APIRouter(prefix="/api/events", tags=["events"])
LastEventId = Annotated[
    str | None,
    Header(alias="Last-Event-ID", description="Go on after this event; without it, from now on."),
]
_STREAM: dict[str, Any] = {
    "description": "Events `message` (Message), `message_delivered` ({conversation, up_to}), "
    "`message_read` ({conversation, up_to, reader}), `contact` (Standing) and `notification` "
    "(Notification), each with an `id` that grows, and `typing` ({conversation, user}), which has "
    "no id and is never told later. A fresh stream begins with `ready`. `reset` says that events "
    "were missed: read the lists again.",
    "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
}


@router.get(
    "",
    response_class=StreamingResponse,
    responses=declared(*COMMON, TooManyStreams) | {200: _STREAM},
)
async def stream_events(
    request: Request, caller: Caller, parts: PartsOf, last_event_id: LastEventId = None
) -> StreamingResponse:
    """Follow what happens to one's account, until the access token expires; then come again."""
    settings = parts.settings
    return event_stream(
        await parts.live.open(caller.id, last_event_id),
        stopping=request.app.state.readiness.stopping,
        heartbeat_s=settings.heartbeat_s,
        lifetime_s=min(settings.stream_lifetime_s, caller.expires_at - time.time()),
    )
