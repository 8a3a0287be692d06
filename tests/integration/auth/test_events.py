"""Events: told in order, once, and after a crash too."""

from typing import Any

import httpx
import pytest
from cloak_auth.events import queued
from cloak_kit.contracts.cloak.v1.events_pb2 import UserDisabled, UserEnabled
from cloak_local.kafka_access import KafkaAccess
from fastapi import FastAPI
from pymongo.asynchronous.database import AsyncDatabase

from tests.integration.auth.conftest import PASSWORD, Join
from tests.integration.auth.reading import kinds_about, told_by_now
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration
Database = AsyncDatabase[dict[str, Any]]


async def test_a_life_is_told_in_order_with_the_ids_of_its_requests(
    http: httpx.AsyncClient, join: Join, kafka: KafkaAccess
) -> None:
    admin = await join("admin")
    body = {"username": "told.about", "password": PASSWORD, "display_name": "Told"}
    headers = {"X-Request-Id": "registration-0001"}
    made = await http.post("/api/auth/register", json=body, headers=headers)
    assert made.headers["x-request-id"] == "registration-0001"
    user_id = made.json()["id"]
    for change in ({"disabled": True}, {"disabled": True}, {"disabled": False}, {"role": "admin"}):
        path = f"/api/auth/users/{user_id}"
        assert (await http.patch(path, json=change, headers=admin.headers)).status_code == 200
    async with told_by_now(kafka) as told:

        async def kinds() -> list[str | None]:
            return kinds_about(told, user_id)

        await eventually(kinds, lambda found: len(found) >= 3)
        assert await kinds() == ["registered", "disabled", "enabled"]
        event, delivery = next(t for t in told if t[0].user_id == user_id)
    assert (event.registered.username, event.registered.display_name) == ("told.about", "Told")
    assert (delivery.key, delivery.request_id) == (user_id, "registration-0001")


async def test_a_new_name_is_told_and_the_same_name_is_not(
    http: httpx.AsyncClient, join: Join, kafka: KafkaAccess
) -> None:
    person = await join()
    for name in ("New Name", "New Name", "Newer Name"):
        body = {"display_name": name}
        await http.patch("/api/auth/me", json=body, headers=person.headers)
    async with told_by_now(kafka) as told:

        async def kinds() -> list[str | None]:
            return kinds_about(told, person.id)

        await eventually(kinds, lambda found: len(found) >= 3)
        assert await kinds() == ["registered", "renamed", "renamed"]


async def _store_as_if_crashed(database: Database, user_id: str, *, until: Any = None) -> None:
    """Leave events behind, as a process does that dies before it publishes them."""
    lease = {"publishing": {"by": "the dead", "until": until}} if until else {}
    entries = [queued(user_id, UserDisabled()), queued(user_id, UserEnabled())]
    await database["users"].insert_one(
        {"_id": user_id, "username": user_id, "outbox": entries, "unpublished": True, **lease}
    )


async def test_what_a_dead_process_left_is_published(
    app: FastAPI, kafka: KafkaAccess, database: Database
) -> None:
    await _store_as_if_crashed(database, "left-by-the-dead")
    async with told_by_now(kafka) as told:

        async def kinds() -> list[str | None]:
            return kinds_about(told, "left-by-the-dead")

        await eventually(kinds, lambda found: len(found) >= 2)
        assert await kinds() == ["disabled", "enabled"]

    async def left() -> dict[str, Any] | None:
        return await database["users"].find_one({"_id": "left-by-the-dead"})

    swept = await eventually(left, lambda user: user is not None and "publishing" not in user)
    assert swept is not None
    assert (swept["outbox"], "unpublished" in swept) == ([], False)
