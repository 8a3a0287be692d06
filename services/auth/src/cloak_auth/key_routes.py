"""The routes of people's keys."""

from typing import Annotated

from cloak_kit.errors import InvalidRequest, Unavailable
from cloak_kit.problems import declared
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Depends, Path, Request, Response

from cloak_auth.errors import KeyNotFound, UserNotFound
from cloak_auth.key_bodies import KeyView, OwnKey, OwnKeyView
from cloak_auth.person_keys import PersonKeys
from cloak_auth.routes import BODY_ERRORS, TOKEN_ERRORS, AccountsOf

router = APIRouter(prefix="/api/auth", tags=["people's keys"])


async def person_keys_of(request: Request) -> PersonKeys:
    """FastAPI dependency: the people's keys of this process."""
    found: PersonKeys = request.app.state.person_keys
    return found


KeysOf = Annotated[PersonKeys, Depends(person_keys_of)]


@router.put(
    "/me/key",
    summary="Publish one's key",
    responses=declared(*TOKEN_ERRORS, *BODY_ERRORS, Unavailable),
)
async def put_own_key(
    body: OwnKey, caller: Caller, accounts: AccountsOf, keys: KeysOf, response: Response
) -> OwnKeyView:
    """In place of any former key, for which sealed payloads then stay closed; `wrapped` is opaque
    to the server.
    """
    user = await accounts.present(caller)
    response.headers["Cache-Control"] = "no-store"
    return OwnKeyView.of(await keys.put(user.id, body.public_key, body.wrapped))


@router.get(
    "/me/key",
    summary="One's own key",
    responses=declared(*TOKEN_ERRORS, KeyNotFound, Unavailable),
)
async def read_own_key(
    caller: Caller, accounts: AccountsOf, keys: KeysOf, response: Response
) -> OwnKeyView:
    """With its private half, as it was wrapped in the browser."""
    user = await accounts.present(caller)
    response.headers["Cache-Control"] = "no-store"
    return OwnKeyView.of(await keys.of(user.id))


@router.get(
    "/keys/{username}",
    summary="Somebody's public key",
    responses=declared(*TOKEN_ERRORS, UserNotFound, KeyNotFound, InvalidRequest, Unavailable),
)
async def read_key(
    username: Annotated[str, Path(max_length=64)],
    caller: Caller,
    accounts: AccountsOf,
    keys: KeysOf,
    response: Response,
) -> KeyView:
    """What to seal for this person with; `since` changes when the key does."""
    await accounts.present(caller)
    name = username.lower()
    key = await keys.named(name)
    response.headers["Cache-Control"] = "no-store"
    return KeyView(username=name, public_key=key.public_key, since=key.since)
