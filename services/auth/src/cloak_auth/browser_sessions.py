"""Sessions of browsers: the refresh token lies in a cookie that no script can read."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from cloak_auth.accounts import Accounts, SignedIn
from cloak_auth.users import utcnow
from cloak_auth.visitors import Visitor

COOKIE, PATH = "cloak_session", "/api/auth"


@dataclass(frozen=True, slots=True)
class BrowserSessions:
    """Keeps and takes back the cookie, and bears with how browsers lose answers.

    A page that is reloaded while it refreshes never stores the new cookie, and another tab may send
    the old one while the new one is on its way. So a request counts as overlapping with an exchange
    up to `grace_s` after it, and gets the same successor: the chain of tokens still never forks.
    """

    accounts: Accounts
    idle_s: int
    grace_s: float

    async def refresh(self, token: str, visitor: Visitor) -> SignedIn:
        """Exchange the cookie's token; raises InvalidRefreshToken, RefreshTokenReused."""
        began_at = utcnow() - timedelta(seconds=self.grace_s)
        return await self.accounts.refresh(token, visitor, began_at=began_at)

    def keep(self, response: Response, request: Request, token: str) -> None:
        """Have the browser keep the token, and send it back to these routes alone."""
        response.set_cookie(
            COOKIE,
            token,
            max_age=self.idle_s,
            path=PATH,
            secure=_is_secure(request),
            httponly=True,
            samesite="strict",
        )

    def forget(self, response: Response, request: Request) -> None:
        """Have the browser drop the token."""
        response.delete_cookie(
            COOKIE, path=PATH, secure=_is_secure(request), httponly=True, samesite="strict"
        )


def _is_secure(request: Request) -> bool:
    # As the outermost proxy was reached: uvicorn has read X-Forwarded-Proto.
    return request.url.scheme == "https"
