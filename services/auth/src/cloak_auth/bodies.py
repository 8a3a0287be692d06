"""The edge: what routes take and give."""

import re
import unicodedata
from datetime import datetime
from typing import Annotated, Literal, Self

from cloak_kit.tokens import Role
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from cloak_auth.accounts import SignedIn
from cloak_auth.users import User

_USERNAME = re.compile(r"[a-z0-9_.-]{3,32}\Z")
# Controls, surrogates, private and unassigned characters, and what breaks a line or its direction.
_UNFIT_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_UNFIT_CHARACTERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
PASSWORD_MIN, PASSWORD_MAX = 10, 256
WRAPPED_MAX = 2048


def username(text: str) -> str:
    """Return the name in lower case; raises ValueError when it is none."""
    lower = text.lower() if text.isascii() else text
    if not _USERNAME.match(lower):
        raise ValueError("3 to 32 characters of a-z, 0-9, '_', '.', '-'")
    return lower


def display_name(text: str) -> str:
    """Return the shown name, normalised and trimmed; raises ValueError when it is unfit."""
    name = unicodedata.normalize("NFC", text).strip()
    if not 1 <= len(name) <= 64:
        raise ValueError("1 to 64 characters")
    if any(c in _UNFIT_CHARACTERS or unicodedata.category(c) in _UNFIT_CATEGORIES for c in name):
        raise ValueError("control characters do not belong into a name")
    return name


def long_enough(password: SecretStr) -> SecretStr:
    """Return the password if its length is fair; raises ValueError, which does not repeat it."""
    if not PASSWORD_MIN <= len(password.get_secret_value()) <= PASSWORD_MAX:
        raise ValueError(f"a password has {PASSWORD_MIN} to {PASSWORD_MAX} characters")
    return password


def new_password(password: SecretStr, of_username: str) -> SecretStr:
    """Return the password if it may be one; raises ValueError, which does not repeat it."""
    if long_enough(password).get_secret_value().casefold() == of_username:
        raise ValueError("the password must not be the username")
    return password


def encodable(text: SecretStr) -> SecretStr:
    """Return the text; raises ValueError for half a surrogate pair, which JSON can smuggle in."""
    try:
        text.get_secret_value().encode()
    except UnicodeEncodeError:
        raise ValueError("not valid Unicode") from None
    return text


Username = Annotated[str, Field(max_length=64), AfterValidator(username)]
DisplayName = Annotated[str, Field(max_length=256), AfterValidator(display_name)]
Secret = Annotated[SecretStr, AfterValidator(encodable)]
NewPassword = Annotated[
    Secret,
    AfterValidator(long_enough),
    Field(json_schema_extra={"minLength": PASSWORD_MIN, "maxLength": PASSWORD_MAX}),
]
AnyPassword = Annotated[Secret, Field(max_length=1024)]
# Made and read by the holder's browser alone: printable ASCII, so that it is the same everywhere.
Wrapped = Annotated[str, Field(min_length=1, max_length=WRAPPED_MAX, pattern=r"^[ -~]+$")]


class Body(BaseModel):
    """A request's body; a misspelt field is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Registration(Body):
    """A new account."""

    username: Username
    password: NewPassword
    display_name: DisplayName | None = None

    @model_validator(mode="after")
    def _password_is_not_the_name(self) -> Self:
        new_password(self.password, self.username)
        return self


class Credentials(Body):
    """A log-in; a name that cannot exist is answered like one that does not."""

    username: Annotated[str, Field(max_length=256)]
    password: AnyPassword


class HeldRefreshToken(Body):
    """The newest refresh token of a session."""

    refresh_token: Annotated[Secret, Field(max_length=512)]


class OwnChange(Body):
    """A new shown name, or a new password with the present one, or both.

    `wrapped` is the private half of the caller's key, closed under the new password.
    """

    display_name: DisplayName | None = None
    current_password: AnyPassword | None = None
    new_password: NewPassword | None = None
    wrapped: Wrapped | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _says_something_whole(self) -> Self:
        if (self.current_password is None) != (self.new_password is None):
            raise ValueError("current_password and new_password go together")
        if self.wrapped is not None and self.new_password is None:
            raise ValueError("wrapped goes with a new password")
        if self.display_name is None and self.new_password is None:
            raise ValueError("display_name, or current_password and new_password, is needed")
        return self


class UserView(BaseModel):
    """An account as its holder and admins see it."""

    id: str
    username: str
    display_name: str
    role: Role
    disabled: bool
    created_at: datetime

    @classmethod
    def of(cls, user: User) -> Self:
        """Show everything but the secrets."""
        return cls(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            role=user.role,
            disabled=user.disabled,
            created_at=user.created_at,
        )


class TokensView(BaseModel):
    """What a log-in or a refresh gives; `expires_in` in seconds."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme's name, not a secret
    expires_in: int
    refresh_token: str
    user: UserView

    @classmethod
    def of(cls, signed_in: SignedIn, expires_in: int) -> Self:
        """Show the tokens to the one whose they are."""
        return cls(
            access_token=signed_in.access_token,
            expires_in=expires_in,
            refresh_token=signed_in.refresh_token,
            user=UserView.of(signed_in.user),
        )


class Jwk(BaseModel):
    """A public Ed25519 key (RFC 8037)."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: str
    kid: str
    use: Literal["sig"]
    alg: Literal["EdDSA"]


class Jwks(BaseModel):
    """The keys by which access tokens are verified (RFC 7517)."""

    keys: list[Jwk]
