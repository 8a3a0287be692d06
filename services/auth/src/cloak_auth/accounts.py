"""What people do with their own accounts."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from cloak_kit.contracts.cloak.v1.events_pb2 import UserRegistered, UserRenamed
from cloak_kit.errors import Unauthenticated
from cloak_kit.tokens import CallerIdentity, Role
from pydantic import SecretStr

from cloak_auth.access_tokens import AccessTokens
from cloak_auth.attempts import Attempts
from cloak_auth.errors import (
    AccountDisabled,
    InvalidCredentials,
    InvalidRefreshToken,
    RefreshTokenReused,
    SessionNotFound,
    TooManyAttempts,
    UsernameTaken,
    UserNotFound,
)
from cloak_auth.metrics import LOGINS, REFRESHES, REGISTRATIONS
from cloak_auth.outbox import Outbox
from cloak_auth.passwords import Passwords
from cloak_auth.person_keys import PersonKeys
from cloak_auth.refresh_tokens import RefreshToken
from cloak_auth.sessions import Sessions
from cloak_auth.users import User, Users, utcnow
from cloak_auth.visitors import Visitor

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A pair of tokens and whose they are."""

    user: User
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """The present password, the next, and the caller's private key closed under that, if any."""

    current: SecretStr
    new: SecretStr
    wrapped: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Accounts:
    """Register, log in, stay logged in, change one's name and password."""

    users: Users
    sessions: Sessions
    passwords: Passwords
    attempts: Attempts
    access_tokens: AccessTokens
    keys: PersonKeys
    outbox: Outbox

    async def register(self, username: str, password: SecretStr, display_name: str) -> User:
        """Make an account; raises UsernameTaken."""
        if await self.users.by_name(username):
            raise UsernameTaken  # before the expensive hash
        user = await new_user(self.users, self.passwords, username, password, display_name)
        self.outbox.wake()
        REGISTRATIONS.inc()
        return user

    async def login(self, username: str, password: SecretStr, visitor: Visitor) -> SignedIn:
        """Begin a session; raises InvalidCredentials, AccountDisabled, TooManyAttempts."""
        try:
            user = await self._proven(username, password, visitor.address)
            if user.disabled:
                raise AccountDisabled
            session, token = await self.sessions.begin(user, visitor)
        except (InvalidCredentials, AccountDisabled, TooManyAttempts) as refusal:
            LOGINS.labels(refusal.code).inc()
            raise
        LOGINS.labels("ok").inc()
        return self._signed_in(user, session, token)

    async def refresh(
        self, refresh_token: str, visitor: Visitor, *, began_at: datetime
    ) -> SignedIn:
        """Exchange a refresh token; raises InvalidRefreshToken, RefreshTokenReused."""
        try:
            renewed = await self.sessions.renew(
                RefreshToken.parse(refresh_token), visitor, began_at=began_at
            )
            user = await self.users.by_id(renewed.user_id)
            if user.disabled or user.sessions_epoch != renewed.epoch:
                await self.sessions.end(renewed.session, renewed.user_id)
                raise InvalidRefreshToken
        except UserNotFound as error:
            raise InvalidRefreshToken from error
        except (InvalidRefreshToken, RefreshTokenReused) as refusal:
            REFRESHES.labels(refusal.code).inc()
            log.info("refresh.refused", code=refusal.code)
            raise
        REFRESHES.labels("concurrent" if renewed.concurrent else "ok").inc()
        return self._signed_in(user, renewed.session, renewed.token)

    async def logout(self, refresh_token: str) -> None:
        """End the token's session; what is no token of ours has no session."""
        try:
            token = RefreshToken.parse(refresh_token)
        except InvalidRefreshToken:
            return
        await self.sessions.end_by(token)

    async def end_session(self, caller: CallerIdentity, session: str) -> None:
        """End one of the caller's sessions; raises SessionNotFound."""
        if not await self.sessions.end(session, caller.id):
            raise SessionNotFound

    async def present(self, caller: CallerIdentity) -> User:
        """Return the caller's account as it is now.

        Raises AccountDisabled, and Unauthenticated for a session that was ended.
        """
        try:
            user = await self.users.by_id(caller.id)
        except UserNotFound as error:
            raise Unauthenticated from error
        if user.disabled:
            raise AccountDisabled
        if not await self.sessions.exists(caller.session, caller.id):
            raise Unauthenticated("the session is over")
        return user

    async def rename(self, user: User, display_name: str) -> None:
        """Change the name that others see."""
        change = UserRenamed(display_name=display_name)
        await self.users.rename(user.id, display_name, change)
        self.outbox.wake()

    async def change_password(
        self, caller: CallerIdentity, change: PasswordChange, address: str
    ) -> None:
        """Change the password, and what is wrapped under it, and end all sessions but the caller's.

        Raises InvalidCredentials, TooManyAttempts, and KeyNotFound where there is none to wrap.
        """
        user = await self._proven(caller.username, change.current, address)
        if change.wrapped is not None:
            await self.keys.of(user.id)
        new_hash = await self.passwords.hash(change.new)
        changed = await self.users.replace_password(user, new_hash, change.wrapped)
        if changed is None:
            raise InvalidCredentials  # another change came first: this one proved the old password
        await self.sessions.carry_over(caller.session, changed)
        await self.sessions.end_others(caller.session, changed.id)

    async def _proven(self, username: str, password: SecretStr, address: str) -> User:
        await self.attempts.begin(username, address)
        user = await self.users.by_name(username)
        right = await self.passwords.verify(password, user.password_hash if user else None)
        if user is None or not right:
            raise InvalidCredentials
        await self.attempts.succeeded(username, address)
        if self.passwords.is_outdated(user.password_hash):
            return await self.users.rehash(user, await self.passwords.hash(password))
        return user

    def _signed_in(self, user: User, session: str, token: RefreshToken) -> SignedIn:
        return SignedIn(user, self.access_tokens.issue(user, session), token.encode())


async def new_user(
    users: Users,
    passwords: Passwords,
    username: str,
    password: SecretStr,
    display_name: str,
    role: Role = "user",
) -> User:
    """Store a new account together with the event that tells of it; raises UsernameTaken."""
    user = User(
        id=uuid.uuid4().hex,
        username=username,
        display_name=display_name,
        role=role,
        disabled=False,
        created_at=utcnow(),
        password_hash=await passwords.hash(password),
        sessions_epoch=0,
    )
    change = UserRegistered(username=username, display_name=display_name)
    await users.insert(user, change)
    return user
