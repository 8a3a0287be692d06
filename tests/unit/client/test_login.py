"""Tokens: renewed when they end, once for everybody, never lost."""

from __future__ import annotations

import asyncio

import pytest
from cloak_client import CloakClient, InvalidCredentials, MemoryTokens, NotLoggedIn, Unauthenticated

from tests.unit.client.server import ADA, Server, always, problem


async def test_an_expired_token_is_renewed_and_the_call_repeated(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["GET /api/auth/me"] = always(ADA)
    server.expire()

    assert (await cloak.me()).username == "ada"
    assert server.refreshes == 1
    assert server.paths() == ["GET /api/auth/me"] * 2


async def test_calls_that_meet_an_expired_token_together_share_one_renewal(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["GET /api/auth/me"] = always(ADA)
    server.expire()

    await asyncio.gather(*(cloak.me() for _ in range(10)))

    assert server.refreshes == 1


async def test_a_token_that_is_refused_again_after_the_renewal_is_an_error(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["GET /api/auth/me"] = lambda *_: problem(401, "token_invalid")

    with pytest.raises(Unauthenticated) as refusal:
        await cloak.me()

    assert refusal.value.code == "token_invalid"
    assert server.refreshes == 1


async def test_a_caller_that_gives_up_does_not_lose_the_renewed_token(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["GET /api/auth/me"] = always(ADA)
    server.hold_refresh = asyncio.Event()
    server.expire()
    hasty = asyncio.create_task(cloak.me())
    await server.refresh_began.wait()
    hasty.cancel()
    await asyncio.wait([hasty])

    server.hold_refresh.set()

    assert (await cloak.me()).username == "ada"
    assert server.refreshes == 1


async def test_a_login_that_was_ended_elsewhere_is_forgotten(
    server: Server, cloak: CloakClient, store: MemoryTokens
) -> None:
    server.end_login()

    with pytest.raises(Unauthenticated):
        await cloak.me()

    assert await store.load() is None
    with pytest.raises(NotLoggedIn):
        await cloak.me()


async def test_a_wrong_password_renews_nothing(server: Server, cloak: CloakClient) -> None:
    server.answers["PATCH /api/auth/me"] = lambda *_: problem(401, "invalid_credentials")

    with pytest.raises(InvalidCredentials):
        await cloak.change_password("not the one", "another long one")

    assert server.refreshes == 0


async def test_logout_forgets_the_tokens_even_if_the_server_did_before(
    server: Server, cloak: CloakClient, store: MemoryTokens
) -> None:
    server.end_login()

    await cloak.logout()
    await cloak.logout()

    assert await store.load() is None


async def test_secrets_stay_out_of_what_is_printed(cloak: CloakClient, store: MemoryTokens) -> None:
    assert "access-" not in repr(await store.load())
    assert "refresh-" not in repr(await store.load())
