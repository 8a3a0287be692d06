"""Sessions: one good refresh token at a time, and an end to them when something is wrong."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cloak_auth.errors import InvalidRefreshToken, RefreshTokenReused
from cloak_auth.refresh_tokens import RefreshToken
from cloak_auth.sessions import Sessions
from cloak_auth.users import User, utcnow
from cloak_auth.visitors import Visitor
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.auth.conftest import Join, login, refresh

pytestmark = pytest.mark.integration
Database = AsyncDatabase[dict[str, Any]]
VISITOR = Visitor("192.0.2.1", "Firefox on Linux")


async def test_a_refresh_gives_new_tokens_of_the_same_session(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    renewed = await refresh(http, person.refresh_token)
    assert renewed.status_code == 200
    assert renewed.headers["cache-control"] == "no-store"
    tokens = renewed.json()
    assert tokens["refresh_token"] != person.refresh_token
    assert tokens["access_token"] != person.access_token
    assert tokens["user"]["id"] == person.id


async def test_a_token_used_again_ends_its_session_but_no_other(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    other = await login(http, person)
    newest = (await refresh(http, person.refresh_token)).json()["refresh_token"]
    reused = await refresh(http, person.refresh_token)
    assert (reused.status_code, reused.json()["code"]) == (401, "refresh_token_reused")
    over = await refresh(http, newest)
    assert (over.status_code, over.json()["code"]) == (401, "invalid_refresh_token")
    assert (await refresh(http, other["refresh_token"])).status_code == 200


async def test_a_token_of_long_ago_ends_its_session_too(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    newest = person.refresh_token
    for _ in range(3):
        newest = (await refresh(http, newest)).json()["refresh_token"]
    assert (await refresh(http, person.refresh_token)).json()["code"] == "refresh_token_reused"
    assert (await refresh(http, newest)).status_code == 401


async def test_a_mangled_or_foreign_token_ends_nothing(http: httpx.AsyncClient, join: Join) -> None:
    person = await join()
    good = person.refresh_token
    mangled = good[:-8] + ("A" if good[-8] != "A" else "B") + good[-7:]
    foreign = RefreshToken.first().encode()
    for bad in ("", "x", "icr_", "icr_é", good + "A", good[:-4], mangled, foreign):
        refused = await refresh(http, bad)
        assert (refused.status_code, refused.json()["code"]) == (401, "invalid_refresh_token")
    assert (await refresh(http, good)).status_code == 200


async def test_a_logout_ends_the_session_and_may_be_repeated(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    body = {"refresh_token": person.refresh_token}
    for _ in range(2):
        assert (await http.post("/api/auth/logout", json=body)).status_code == 204
    assert (await refresh(http, person.refresh_token)).json()["code"] == "invalid_refresh_token"
    assert (
        await http.post("/api/auth/logout", json={"refresh_token": "nonsense"})
    ).status_code == 204


async def test_refreshes_at_the_same_moment_get_the_same_successor(
    http: httpx.AsyncClient, join: Join
) -> None:
    person = await join()
    answers = await asyncio.gather(*(refresh(http, person.refresh_token) for _ in range(5)))
    assert [a.status_code for a in answers] == [200] * 5
    (successor,) = {a.json()["refresh_token"] for a in answers}
    assert (await refresh(http, successor)).status_code == 200


async def told_to_nobody(user_id: str, session_ids: Sequence[str]) -> None:
    pass


@pytest.fixture
async def sessions(database: Database) -> Sessions:
    return Sessions(database, told_to_nobody, idle_s=60, lifetime_s=100)


@pytest.fixture
def user() -> User:
    return User("somebody", "somebody", "Somebody", "user", False, utcnow(), "", 0)


async def test_only_a_request_from_before_the_exchange_is_excused(
    sessions: Sessions, user: User
) -> None:
    _, token = await sessions.begin(user, VISITOR)
    before = utcnow() - timedelta(milliseconds=1)
    exchanged = await sessions.renew(token, VISITOR, began_at=utcnow())
    overlapping = await sessions.renew(token, VISITOR, began_at=before)
    assert overlapping.concurrent
    assert overlapping.token == exchanged.token
    with pytest.raises(RefreshTokenReused):
        await sessions.renew(token, VISITOR, began_at=utcnow() + timedelta(milliseconds=2))
    with pytest.raises(InvalidRefreshToken):
        await sessions.renew(exchanged.token, VISITOR, began_at=utcnow())


async def test_a_request_from_before_cannot_use_a_token_spent_twice_over(
    sessions: Sessions, user: User
) -> None:
    _, token = await sessions.begin(user, VISITOR)
    before = utcnow() - timedelta(milliseconds=1)
    second = await sessions.renew(token, VISITOR, began_at=utcnow())
    await sessions.renew(second.token, VISITOR, began_at=utcnow())
    with pytest.raises(RefreshTokenReused):
        await sessions.renew(token, VISITOR, began_at=before)


async def test_a_session_ends_when_it_is_idle_and_however_often_it_is_refreshed(
    database: Database, sessions: Sessions, user: User
) -> None:
    session, token = await sessions.begin(user, VISITOR)
    families = database["refresh_families"]
    long_ago = utcnow() - timedelta(seconds=70)
    await families.update_one({"_id": session}, {"$set": {"created_at": long_ago}})
    renewed = await sessions.renew(token, VISITOR, began_at=utcnow())
    family = await families.find_one({"_id": session})
    assert family is not None
    assert family["expires_at"] == long_ago + timedelta(seconds=100)
    await families.update_one({"_id": session}, {"$set": {"expires_at": utcnow()}})
    with pytest.raises(InvalidRefreshToken):
        await sessions.renew(renewed.token, VISITOR, began_at=utcnow())


async def test_the_store_holds_nothing_that_is_a_token(
    database: Database, sessions: Sessions, user: User
) -> None:
    session, token = await sessions.begin(user, VISITOR)
    renewed = await sessions.renew(token, VISITOR, began_at=utcnow())
    family = await database["refresh_families"].find_one({"_id": session})
    assert family is not None
    stored = b"".join(v for v in family.values() if isinstance(v, bytes))
    for secret in (token.locator, token.secret, renewed.token.secret):
        assert secret not in stored
