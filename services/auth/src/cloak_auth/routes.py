"""The public routes: accounts and tokens."""

from typing import Annotated

from cloak_kit.errors import (
    BodyTooLarge,
    InvalidRequest,
    InvalidUtf8,
    TokenExpired,
    TokenMissing,
    Unauthenticated,
    Unavailable,
)
from cloak_kit.problems import declared
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Depends, Request, Response

from cloak_auth.accounts import Accounts, PasswordChange
from cloak_auth.bodies import (
    Credentials,
    HeldRefreshToken,
    Jwks,
    OwnChange,
    Registration,
    TokensView,
    UserView,
    new_password,
)
from cloak_auth.devices import device_of
from cloak_auth.errors import (
    AccountDisabled,
    InvalidCredentials,
    InvalidRefreshToken,
    KeyNotFound,
    RefreshTokenReused,
    TooManyAttempts,
    UsernameTaken,
)
from cloak_auth.seen_sessions import SeenSessions
from cloak_auth.users import utcnow
from cloak_auth.visitors import Visitor

BODY_ERRORS = (InvalidRequest, InvalidUtf8, BodyTooLarge)
TOKEN_ERRORS = (TokenMissing, Unauthenticated, TokenExpired, AccountDisabled)

router = APIRouter(prefix="/api/auth", tags=["accounts"])
keys_router = APIRouter(tags=["keys"])


async def accounts_of(request: Request) -> Accounts:
    """FastAPI dependency: the accounts of this process."""
    found: Accounts = request.app.state.accounts
    return found


async def visitor_of(request: Request) -> Visitor:
    """FastAPI dependency: who seems to be asking; uvicorn has looked behind proxies."""
    address = request.client.host if request.client else "unknown"
    return Visitor(address, device_of(request.headers.get("user-agent", "")))


async def seen_sessions_of(request: Request) -> SeenSessions:
    """FastAPI dependency: the sessions of this process' accounts, to look at."""
    found: SeenSessions = request.app.state.seen_sessions
    return found


AccountsOf = Annotated[Accounts, Depends(accounts_of)]
SeenSessionsOf = Annotated[SeenSessions, Depends(seen_sessions_of)]
VisitorOf = Annotated[Visitor, Depends(visitor_of)]


@router.post(
    "/register",
    status_code=201,
    summary="Make an account",
    responses=declared(UsernameTaken, *BODY_ERRORS, Unavailable),
)
async def register(body: Registration, accounts: AccountsOf) -> UserView:
    """The username is kept in lower case; without a shown name, it is shown."""
    shown = body.display_name or body.username
    return UserView.of(await accounts.register(body.username, body.password, shown))


@router.post(
    "/login",
    summary="Log in",
    responses=declared(
        InvalidCredentials, AccountDisabled, TooManyAttempts, *BODY_ERRORS, Unavailable
    ),
)
async def login(
    body: Credentials, accounts: AccountsOf, visitor: VisitorOf, response: Response
) -> TokensView:
    """Whether the name exists is not told; attempts are limited per account and address."""
    signed_in = await accounts.login(body.username.lower(), body.password, visitor)
    response.headers["Cache-Control"] = "no-store"
    return TokensView.of(signed_in, accounts.access_tokens.lifetime_s)


@router.post(
    "/refresh",
    summary="Exchange a refresh token for new tokens",
    responses=declared(InvalidRefreshToken, RefreshTokenReused, *BODY_ERRORS, Unavailable),
)
async def refresh(
    body: HeldRefreshToken, accounts: AccountsOf, visitor: VisitorOf, response: Response
) -> TokensView:
    """Each refresh token is good once; using it again ends the session it belongs to."""
    began_at = utcnow()
    token = body.refresh_token.get_secret_value()
    signed_in = await accounts.refresh(token, visitor, began_at=began_at)
    response.headers["Cache-Control"] = "no-store"
    return TokensView.of(signed_in, accounts.access_tokens.lifetime_s)


@router.post(
    "/logout",
    status_code=204,
    summary="End a session",
    responses=declared(*BODY_ERRORS, Unavailable),
)
async def logout(body: HeldRefreshToken, accounts: AccountsOf) -> None:
    """The answer is the same for a session that is over already."""
    await accounts.logout(body.refresh_token.get_secret_value())


@router.get("/me", summary="One's own account", responses=declared(*TOKEN_ERRORS, Unavailable))
async def read_me(caller: Caller, accounts: AccountsOf) -> UserView:
    """The account as it is now, not as it was when the token was made."""
    return UserView.of(await accounts.present(caller))


@router.patch(
    "/me",
    summary="Change one's name or password",
    responses=declared(
        *TOKEN_ERRORS,
        InvalidCredentials,
        KeyNotFound,
        TooManyAttempts,
        *BODY_ERRORS,
        Unavailable,
    ),
)
async def change_me(
    body: OwnChange, caller: Caller, accounts: AccountsOf, visitor: VisitorOf
) -> UserView:
    """A new password ends all other sessions; `wrapped` keeps the caller's key within its reach."""
    user = await accounts.present(caller)
    if body.current_password is not None and body.new_password is not None:
        try:
            new = new_password(body.new_password, user.username)
        except ValueError as error:
            raise InvalidRequest(str(error)) from error
        change = PasswordChange(body.current_password, new, body.wrapped)
        await accounts.change_password(caller, change, visitor.address)
    if body.display_name is not None:
        await accounts.rename(user, body.display_name)
    return UserView.of(await accounts.present(caller))


@keys_router.get("/.well-known/jwks.json", summary="Public keys of access tokens")
async def read_jwks(request: Request, response: Response) -> Jwks:
    """Verifiers may keep the answer for five minutes."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return Jwks.model_validate(request.app.state.keyring.jwks())
