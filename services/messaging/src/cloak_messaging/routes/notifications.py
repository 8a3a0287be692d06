"""/api/notifications"""

from typing import Annotated

from cloak_kit.problems import declared
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Path, status

from cloak_messaging.errors import NotificationNotFound
from cloak_messaging.parts import COMMON, Cursor, Limit, PartsOf
from cloak_messaging.resources import Notification, Page

router = APIRouter(prefix="/api/notifications", tags=["notifications"])
NotificationId = Annotated[str, Path(min_length=1, max_length=64)]


@router.get("", responses=declared(*COMMON))
async def list_notifications(
    caller: Caller, parts: PartsOf, limit: Limit = 50, cursor: Cursor = None
) -> Page[Notification]:
    """List what happened, newest first."""
    return await parts.notifications.page(caller.id, limit=limit, cursor=cursor)


@router.post(
    "/{notification_id}/read",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=declared(*COMMON, NotificationNotFound),
)
async def mark_notification_read(
    caller: Caller, parts: PartsOf, notification_id: NotificationId
) -> None:
    """Say that a notification was seen; the first time counts."""
    await parts.notifications.mark_read(caller.id, notification_id)
