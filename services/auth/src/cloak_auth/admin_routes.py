"""The routes for admins: everybody's accounts."""

from typing import Annotated

from cloak_kit.errors import Forbidden, InvalidRequest, Unavailable
from cloak_kit.problems import declared
from cloak_kit.tokens import Admin
from fastapi import APIRouter, Depends, Path, Query, Request

from cloak_auth.admin_bodies import AccountView, UserChange, UserList
from cloak_auth.admins import Admins
from cloak_auth.errors import LastAdmin, UserNotFound
from cloak_auth.routes import BODY_ERRORS, TOKEN_ERRORS, AccountsOf, SeenSessionsOf
from cloak_auth.users import User

router = APIRouter(prefix="/api/auth/users", tags=["admin"])


async def present_admin(caller: Admin, accounts: AccountsOf) -> User:
    """FastAPI dependency: an admin still, whatever the token says that was made minutes ago."""
    user = await accounts.present(caller)
    if user.role != "admin":
        raise Forbidden
    return user


async def admins_of(request: Request) -> Admins:
    """FastAPI dependency: the admins' business of this process."""
    found: Admins = request.app.state.admins
    return found


@router.get(
    "",
    summary="List accounts",
    dependencies=[Depends(present_admin)],
    responses=declared(*TOKEN_ERRORS, Forbidden, InvalidRequest, Unavailable),
)
async def list_users(
    accounts: AccountsOf,
    sessions: SeenSessionsOf,
    query: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str, Query(max_length=64)] = "",
) -> UserList:
    """By username; `query` is looked for in usernames and shown names.

    `last_seen_at` is null where no session is left.
    """
    found = await accounts.users.page(query.strip(), after=cursor, limit=limit + 1)
    seen = await sessions.last_used([user.id for user in found[:limit]])
    items = [AccountView.seen(user, seen.get(user.id)) for user in found[:limit]]
    return UserList(items=items, next_cursor=items[-1].username if len(found) > limit else None)


@router.patch(
    "/{user_id}",
    summary="Change a role, shut out or let in",
    dependencies=[Depends(present_admin)],
    responses=declared(
        *TOKEN_ERRORS, Forbidden, UserNotFound, LastAdmin, *BODY_ERRORS, Unavailable
    ),
)
async def change_user(
    user_id: Annotated[str, Path(max_length=64)],
    body: UserChange,
    admins: Annotated[Admins, Depends(admins_of)],
    sessions: SeenSessionsOf,
) -> AccountView:
    """Shutting out ends all sessions of the account; the last admin stays one."""
    user = await admins.change(user_id, role=body.role, disabled=body.disabled)
    seen = await sessions.last_used([user.id])
    return AccountView.seen(user, seen.get(user.id))
