"""/api/contacts"""

from typing import Annotated

from cloak_kit.problems import declared
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Path, Query, Response, status
from pydantic import BaseModel, Field

from cloak_messaging.errors import (
    CannotContactSelf,
    ContactNotFound,
    ContactNotPending,
    UserNotFound,
)
from cloak_messaging.parts import COMMON, WITH_BODY, Cursor, Limit, Me, PartsOf
from cloak_messaging.resources import Contact, Page, Standing

router = APIRouter(prefix="/api/contacts", tags=["contacts"])
UserId = Annotated[str, Path(min_length=1, max_length=64)]


class Invitation(BaseModel):
    """Whom to ask."""

    username: str = Field(min_length=1, max_length=64)


@router.get("", responses=declared(*COMMON))
async def list_contacts(
    caller: Caller, parts: PartsOf, limit: Limit = 50, cursor: Cursor = None
) -> Page[Contact]:
    """List the people one knows, invited, or was invited by; the latest change first."""
    return await parts.contacts.page(caller.id, limit=limit, cursor=cursor)


@router.get("/find", responses=declared(*COMMON, UserNotFound, CannotContactSelf))
async def find_person(
    me: Me, parts: PartsOf, username: Annotated[str, Query(min_length=1, max_length=64)]
) -> Standing:
    """Find somebody by their whole username, and how one stands to them."""
    return await parts.contacts.find(me, username)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=declared(*WITH_BODY, UserNotFound, CannotContactSelf)
    | {200: {"model": Contact, "description": "The contact was there, or is accepted now"}},
)
async def invite_contact(
    me: Me, parts: PartsOf, invitation: Invitation, response: Response
) -> Contact:
    """Invite somebody by username, or accept if they invited first."""
    contact, is_new = await parts.contacts.invite(me, invitation.username)
    if not is_new:
        response.status_code = status.HTTP_200_OK
    return contact


@router.post(
    "/{user_id}/accept",
    responses=declared(
        *COMMON, UserNotFound, ContactNotFound, ContactNotPending, CannotContactSelf
    ),
)
async def accept_contact(me: Me, parts: PartsOf, user_id: UserId) -> Contact:
    """Accept an invitation; again is as good as once."""
    return await parts.contacts.accept(me, user_id)


@router.post("/{user_id}/block", responses=declared(*COMMON, UserNotFound, CannotContactSelf))
async def block_contact(me: Me, parts: PartsOf, user_id: UserId) -> Contact:
    """Hear no more of somebody, who is not told."""
    return await parts.contacts.block(me, user_id)


@router.post("/{user_id}/unblock", responses=declared(*COMMON, UserNotFound, CannotContactSelf))
async def unblock_contact(me: Me, parts: PartsOf, user_id: UserId) -> Standing:
    """Hear of somebody again; who was a contact and has stayed one is a contact again."""
    return await parts.contacts.unblock(me, user_id)


@router.delete("/{user_id}", status_code=status.HTTP_204_NO_CONTENT, responses=declared(*COMMON))
async def remove_contact(me: Me, parts: PartsOf, user_id: UserId) -> None:
    """End a contact, decline or take back an invitation, or unblock."""
    await parts.contacts.remove(me, user_id)
