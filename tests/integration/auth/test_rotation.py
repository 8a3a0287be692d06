"""The signing key changes while people sign in and others verify their tokens; none fails."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import jwt
import pytest
from cloak_auth.app import build
from cloak_auth.settings import AuthSettings
from cloak_kit.dated_keys import new_dated_key
from cloak_kit.settings import TokenSettings
from cloak_kit.tokens import TokenVerifier
from fastapi import FastAPI
from pydantic import SecretStr

from tests.integration.auth.conftest import PASSWORD, Join, Person
from tests.plugins.polling import eventually
from tests.plugins.rolling import Replicas, meanwhile

pytestmark = pytest.mark.integration
JWKS_MAX_AGE_S = 0.5


def signing_with(settings: AuthSettings, *keys: str) -> Callable[[], FastAPI]:
    fresh = settings.model_copy(update={"signing_keys": SecretStr(" ".join(keys))})
    return lambda: build(fresh)


@asynccontextmanager
async def one_of(replicas: Replicas) -> AsyncIterator[httpx.AsyncClient]:
    async with replicas.one() as url, httpx.AsyncClient(base_url=url, timeout=20) as http:
        yield http


class Service:
    """Another service: it verifies tokens, with less patience for keys than they have."""

    def __init__(self, replicas: Replicas) -> None:
        self._replicas = replicas
        self.known: set[str] = set()
        rules = TokenSettings(jwks_max_age_s=JWKS_MAX_AGE_S, leeway_s=0)
        self.verify = TokenVerifier(rules, self._fetch).verify

    async def _fetch(self) -> dict[str, Any]:
        async with one_of(self._replicas) as http:
            document: dict[str, Any] = (await http.get("/.well-known/jwks.json")).json()
        self.known = {key["kid"] for key in document["keys"]}
        return document

    async def knows(self) -> set[str]:
        return self.known


async def signed_in(replicas: Replicas, person: Person) -> str:
    async with one_of(replicas) as http:
        answer = await http.post(
            "/api/auth/login", json={"username": person.username, "password": PASSWORD}
        )
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["access_token"]
    return token


async def test_the_signing_key_changes_while_people_sign_in(
    settings: AuthSettings, join: Join
) -> None:
    short = settings.model_copy(update={"access_token_s": 2, "login_attempts": 10_000})
    person, old, new = await join(), new_dated_key(), new_dated_key()
    ends: dict[str, int] = {}
    """When the last token ends that each key has signed."""

    async with Replicas.of(signing_with(short, old)) as replicas:
        services = [Service(replicas), Service(replicas)]

        async def sign_in_and_be_known(_: int) -> None:
            token = await signed_in(replicas, person)
            for service in services:
                caller = await service.verify(token)
                assert caller.id == person.id
                ends[jwt.get_unverified_header(token)["kid"]] = caller.expires_at
            async with one_of(replicas) as http:
                me = await http.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})
            assert me.status_code == 200, me.text

        async def seconds_left() -> float:
            return min(ends.values()) - time.time()

        async with meanwhile(sign_in_and_be_known) as count:
            await replicas.roll(signing_with(short, old, new))
            for service in services:
                await eventually(service.knows, lambda known: len(known) == 2)
            await replicas.roll(signing_with(short, new, old))
            await eventually(seconds_left, lambda left: left < 0)
            await replicas.roll(signing_with(short, new))
        assert count() > 10
        assert len(ends) == 2, "both keys have signed"


async def test_the_time_of_the_key_that_signs_is_told(settings: AuthSettings) -> None:
    dated, undated = f"2026-03-01T00:00:00Z={new_dated_key()[21:]}", new_dated_key()[21:]
    for keys, told in (((dated, undated), "1.7723232e+09"), ((undated, dated), "NaN")):
        async with Replicas.of(signing_with(settings, *keys), 1) as only, one_of(only) as http:
            text = (await http.get("/metrics")).text
        assert f"cloak_auth_signing_key_created_timestamp_seconds {told}" in text
