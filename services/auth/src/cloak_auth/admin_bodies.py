"""The edge: what the routes for admins take and give."""

from datetime import datetime
from typing import Self

from cloak_kit.tokens import Role
from pydantic import BaseModel, model_validator

from cloak_auth.bodies import Body, UserView
from cloak_auth.users import User


class UserChange(Body):
    """What an admin changes."""

    role: Role | None = None
    disabled: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.role is None and self.disabled is None:
            raise ValueError("role or disabled is needed")
        return self


class AccountView(UserView):
    """An account as admins see it; when a session of it that is not over was used last."""

    last_seen_at: datetime | None

    @classmethod
    def seen(cls, user: User, at: datetime | None) -> Self:
        """Show the account, seen then."""
        return cls(**UserView.of(user).model_dump(), last_seen_at=at)


class UserList(BaseModel):
    """A page of users by name."""

    items: list[AccountView]
    next_cursor: str | None
