"""The edge: what the routes of sessions give."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel

from cloak_auth.accounts import SignedIn
from cloak_auth.bodies import UserView
from cloak_auth.seen_sessions import SeenSession


class SignedInView(BaseModel):
    """What a browser gets: the refresh token is in the cookie; `expires_in` in seconds."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme's name, not a secret
    expires_in: int
    user: UserView

    @classmethod
    def of(cls, signed_in: SignedIn, expires_in: int) -> Self:
        """Show the access token to the one whose it is."""
        return cls(
            access_token=signed_in.access_token,
            expires_in=expires_in,
            user=UserView.of(signed_in.user),
        )


class SessionView(BaseModel):
    """A session; `device` is empty where the User-Agent said nothing that we know."""

    id: str
    current: bool
    created_at: datetime
    last_used_at: datetime
    device: str
    address: str

    @classmethod
    def of(cls, session: SeenSession, *, current: str) -> Self:
        """Show a session to its holder, who asks in the current one."""
        return cls(
            id=session.id,
            current=session.id == current,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            device=session.visitor.device,
            address=session.visitor.address,
        )


class SessionList(BaseModel):
    """The sessions of an account, last used first."""

    items: list[SessionView]
