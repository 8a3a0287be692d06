"""The routes of sessions: a browser's own, and all of an account."""

from typing import Annotated

from cloak_kit.errors import InvalidRequest, Unavailable
from cloak_kit.problems import declared, problem_response
from cloak_kit.tokens import Caller
from fastapi import APIRouter, Cookie, Depends, Path, Request, Response

from cloak_auth.accounts import SignedIn
from cloak_auth.bodies import Credentials
from cloak_auth.browser_sessions import COOKIE, BrowserSessions
from cloak_auth.errors import (
    AccountDisabled,
    CrossSite,
    InvalidCredentials,
    InvalidRefreshToken,
    RefreshTokenReused,
    SessionNotFound,
    TooManyAttempts,
)
from cloak_auth.routes import (
    BODY_ERRORS,
    TOKEN_ERRORS,
    AccountsOf,
    SeenSessionsOf,
    VisitorOf,
)
from cloak_auth.same_site import same_site
from cloak_auth.session_bodies import SessionList, SessionView, SignedInView

router = APIRouter(prefix="/api/auth", tags=["sessions"])


async def browser_sessions_of(request: Request) -> BrowserSessions:
    """FastAPI dependency: the browsers' sessions of this process."""
    found: BrowserSessions = request.app.state.browser_sessions
    return found


Browsers = Annotated[BrowserSessions, Depends(browser_sessions_of)]
HeldCookie = Annotated[str, Cookie(alias=COOKIE)]


@router.post(
    "/session",
    summary="Sign in with a browser",
    dependencies=[Depends(same_site)],
    responses=declared(
        InvalidCredentials, AccountDisabled, CrossSite, TooManyAttempts, *BODY_ERRORS, Unavailable
    ),
)
async def begin_browser_session(
    body: Credentials,
    browsers: Browsers,
    visitor: VisitorOf,
    request: Request,
    response: Response,
) -> SignedInView:
    """Like a log-in; the refresh token goes into the cookie `cloak_session`, which scripts cannot
    read.
    """
    signed_in = await browsers.accounts.login(body.username.lower(), body.password, visitor)
    return _given(browsers, signed_in, request, response)


@router.post(
    "/session/refresh",
    summary="Stay signed in with a browser",
    dependencies=[Depends(same_site)],
    response_model=SignedInView,
    responses=declared(InvalidRefreshToken, RefreshTokenReused, CrossSite, Unavailable),
)
async def refresh_browser_session(
    browsers: Browsers,
    visitor: VisitorOf,
    request: Request,
    response: Response,
    token: HeldCookie = "",
) -> SignedInView | Response:
    """Exchanges the cookie for the next one; where there is nothing to exchange it is cleared."""
    try:
        signed_in = await browsers.refresh(token, visitor)
    except (InvalidRefreshToken, RefreshTokenReused) as refusal:
        refused = problem_response(refusal)
        browsers.forget(refused, request)
        return refused
    return _given(browsers, signed_in, request, response)


@router.delete(
    "/session",
    status_code=204,
    summary="Sign out with a browser",
    dependencies=[Depends(same_site)],
    responses=declared(CrossSite, Unavailable),
)
async def end_browser_session(
    browsers: Browsers, request: Request, response: Response, token: HeldCookie = ""
) -> None:
    """Ends the cookie's session and clears it; the same without one."""
    await browsers.accounts.logout(token)
    browsers.forget(response, request)


@router.get(
    "/sessions",
    summary="List one's sessions",
    responses=declared(*TOKEN_ERRORS, Unavailable),
)
async def list_sessions(
    caller: Caller, accounts: AccountsOf, sessions: SeenSessionsOf
) -> SessionList:
    """Last used first, at most 100, with the device and the address that used each of them last."""
    found = await sessions.of(await accounts.present(caller))
    return SessionList(items=[SessionView.of(each, current=caller.session) for each in found])


@router.delete(
    "/sessions",
    status_code=204,
    summary="End all other sessions",
    responses=declared(*TOKEN_ERRORS, Unavailable),
)
async def end_other_sessions(caller: Caller, accounts: AccountsOf) -> None:
    """Their refresh tokens and, a moment later, their access tokens are refused."""
    user = await accounts.present(caller)
    await accounts.sessions.end_others(caller.session, user.id)


@router.delete(
    "/sessions/{session_id}",
    status_code=204,
    summary="End one session",
    responses=declared(*TOKEN_ERRORS, SessionNotFound, InvalidRequest, Unavailable),
)
async def end_session(
    session_id: Annotated[str, Path(max_length=64)], caller: Caller, accounts: AccountsOf
) -> None:
    """Its refresh token and, a moment later, its access tokens are refused."""
    await accounts.present(caller)
    await accounts.end_session(caller, session_id)


def _given(
    browsers: BrowserSessions, signed_in: SignedIn, request: Request, response: Response
) -> SignedInView:
    browsers.keep(response, request, signed_in.refresh_token)
    response.headers["Cache-Control"] = "no-store"
    return SignedInView.of(signed_in, browsers.accounts.access_tokens.lifetime_s)
