"""Accounts: one's own, and everybody's for an admin."""

from __future__ import annotations

import base64
from contextlib import suppress
from urllib.parse import quote

from cloak_client.calls import Call, get, patch, post
from cloak_client.errors import Unauthenticated
from cloak_client.models import OwnKey, Page, PublicKey, Role, Tokens, User
from cloak_client.session import Session


class Accounts:
    """The routes under /api/auth."""

    _session: Session

    async def register(
        self, username: str, password: str, *, display_name: str | None = None
    ) -> User:
        """Create an account; it is not logged in. Raises Conflict (username_taken), Invalid."""
        call = post(
            "/api/auth/register", username=username, password=password, display_name=display_name
        )
        return await self._session.receive(call.without_login(), User)

    async def login(self, username: str, password: str) -> User:
        """Log in and keep the tokens; raises InvalidCredentials, Forbidden, RateLimited."""
        call = post("/api/auth/login", username=username, password=password)
        tokens = await self._session.receive(call.without_login(), Tokens)
        await self._session.login.began(tokens)
        return tokens.user

    async def refresh(self) -> None:
        """Renew the tokens now; calls do so by themselves when they must."""
        held = await self._session.login.credentials()
        await self._session.login.renewed(held.access_token)

    async def logout(self) -> None:
        """End the login on the server and forget its tokens; without a login, nothing happens."""
        held = await self._session.login.kept()
        if held is None:
            return
        call = post("/api/auth/logout", refresh_token=held.refresh_token).safe_to_repeat()
        with suppress(Unauthenticated):  # the server had ended it before
            await self._session.send(call)
        await self._session.login.ended()

    async def me(self) -> User:
        """The account that is logged in."""
        return await self._session.receive(get("/api/auth/me"), User)

    async def my_key(self) -> OwnKey:
        """One's own key, still wrapped; raises NotFound before there is one."""
        return await self._session.receive(get("/api/auth/me/key"), OwnKey)

    async def public_key(self, username: str) -> PublicKey:
        """The key to seal for somebody with; raises NotFound where there is nobody, or no key."""
        call = get(f"/api/auth/keys/{quote(username, safe='')}")
        return await self._session.receive(call, PublicKey)

    async def rename_me(self, display_name: str) -> User:
        """Change the name that others see."""
        return await self._session.receive(patch("/api/auth/me", display_name=display_name), User)

    async def change_password(
        self, current_password: str, new_password: str, *, wrapped: bytes | None = None
    ) -> User:
        """Change the password; raises InvalidCredentials if the current one is wrong.

        ``wrapped`` is one's own key under the new password (``cloak_codec.wrapped_key``). Whoever
        has a key must give it: without it the key can be opened by the old password alone.
        """
        change = {"current_password": current_password, "new_password": new_password}
        if wrapped is not None:
            change["wrapped"] = base64.b64encode(wrapped).decode()
        return await self._session.receive(Call("PATCH", "/api/auth/me").with_json(change), User)

    async def users(
        self, *, query: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Page[User]:
        """Accounts whose name holds the query (admins only; raises Forbidden)."""
        call = get("/api/auth/users", query=query, limit=limit, cursor=cursor)
        return await self._session.receive(call, Page[User])

    async def change_user(
        self, user_id: str, *, role: Role | None = None, disabled: bool | None = None
    ) -> User:
        """Give a role, shut out or let in (admins only); raises NotFound, Conflict (last_admin)."""
        call = patch(f"/api/auth/users/{user_id}", role=role, disabled=disabled)
        return await self._session.receive(call, User)
