"""Who is shut out is shut out at once."""

from datetime import UTC, datetime
from functools import partial
from operator import eq
from uuid import uuid4

import httpx
import pytest
from cloak_kit.contracts.cloak.v1.events_pb2 import (
    SessionsEnded,
    UserChanged,
    UserDisabled,
    UserEnabled,
)
from cloak_kit.contracts.topics import SESSIONS_ENDED, USERS_CHANGED
from cloak_kit.kafka import KafkaPublisher
from cloak_local.kafka_access import KafkaAccess

from tests.integration.gateway.house import House, kafka_settings
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


async def test_a_disabled_users_token_ends_until_they_are_enabled(
    house: House, kafka: KafkaAccess
) -> None:
    ada = await house.person()

    async def status() -> int:
        return (await ada.http.get("/api/jobs")).status_code

    assert await status() == 200
    async with KafkaPublisher.connect(kafka_settings(kafka, "auth")) as auth:
        disabled = UserChanged(user_id=ada.id, disabled=UserDisabled())
        enabled = UserChanged(user_id=ada.id, enabled=UserEnabled())
        for change, expected in ((disabled, 401), (enabled, 200)):
            change.at.FromDatetime(datetime.now(UTC))
            await auth.publish(USERS_CHANGED, change, key=ada.id)
            await eventually(status, partial(eq, expected))
    late = await house.another()
    ada = await late.person(ada.id)
    assert await status() == 200, "a replica that starts later knows it too"


@pytest.mark.parametrize("path", ["/api/jobs", "/api/contacts"])
async def test_an_ended_sessions_token_ends_and_the_users_other_one_does_not(
    house: House, kafka: KafkaAccess, path: str
) -> None:
    ended, kept = uuid4().hex, uuid4().hex
    ada = await house.person(session=ended)
    same_ada = await house.person(ada.id, session=kept)

    async def status() -> int:
        return (await ada.http.get(path)).status_code

    assert await status() == 200
    async with KafkaPublisher.connect(kafka_settings(kafka, "auth")) as auth:
        ends = SessionsEnded(user_id=ada.id, session_ids=[uuid4().hex, ended])
        ends.at.FromDatetime(datetime.now(UTC))
        await auth.publish(SESSIONS_ENDED, ends, key=ada.id)
    await eventually(status, partial(eq, 401))
    refused = await ada.http.get(path)
    assert refused.json()["code"] == "token_invalid"
    assert (await same_ada.http.get(path)).status_code == 200


async def test_a_caller_has_so_many_streams_and_no_more(house: House) -> None:
    strict = await house.another(streams_per_user=1)
    ada = await strict.person()
    job = await ada.embed(await ada.upload())
    path = f"/api/jobs/{job}/events"
    async with ada.http.stream("GET", path) as first:
        lines = first.aiter_lines()
        while "event: job" not in await anext(lines):
            pass
        refused = await ada.http.get(path)
        assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    await eventually(lambda: served(ada.http, path), lambda status: status == 200)


async def served(http: httpx.AsyncClient, path: str) -> int:
    async with http.stream("GET", path) as answer:
        return answer.status_code
