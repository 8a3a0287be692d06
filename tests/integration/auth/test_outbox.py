"""The outbox against a queue that comes and goes, on the real store."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from cloak_auth.events import queued
from cloak_auth.outbox import Outbox
from cloak_auth.users import utcnow
from cloak_kit.background import beside
from cloak_kit.contracts.cloak.v1.events_pb2 import UserDisabled, UserEnabled, UserRenamed
from cloak_kit.contracts.topics import USERS_CHANGED
from cloak_kit.kafka.publisher import QueueUnavailable
from cloak_kit.tracing import Traced
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from tests.fakes.kafka import MemoryBroker, MemoryPublisher
from tests.plugins.backends import Mongo
from tests.plugins.polling import eventually
from tests.plugins.spans import Spans, id_of, parent_of

pytestmark = pytest.mark.integration
Database = AsyncDatabase[dict[str, Any]]


@pytest.fixture
async def database(mongo: Mongo) -> AsyncIterator[Database]:
    """A store without users."""
    async with AsyncMongoClient[dict[str, Any]](mongo.uri, tz_aware=True) as client:
        database = client[mongo.database]
        await database["users"].delete_many({})
        yield database


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker()


@pytest.fixture
def outbox(database: Database, broker: MemoryBroker) -> Outbox:
    return Outbox(database, MemoryPublisher(broker), poll_s=0.05, lease_s=60)


async def store(database: Database, user_id: str, **others: object) -> None:
    """Leave two events behind, as a process does that dies before it publishes them."""
    entries = [queued(user_id, UserDisabled()), queued(user_id, UserEnabled())]
    user = {"_id": user_id, "outbox": entries, "unpublished": True, **others}
    await database["users"].insert_one(user)


def kinds(broker: MemoryBroker) -> list[str | None]:
    """Name what was published, in order."""
    return [event.WhichOneof("change") for event in broker.messages(USERS_CHANGED)]


async def test_events_go_out_in_order_and_are_crossed_off(
    database: Database, broker: MemoryBroker, outbox: Outbox
) -> None:
    await store(database, "ann")
    await outbox.sweep()
    await outbox.sweep()
    assert kinds(broker) == ["disabled", "enabled"]
    assert await database["users"].find_one() == {"_id": "ann", "outbox": []}


async def test_an_event_goes_out_in_the_trace_of_the_request_that_made_it(
    database: Database, broker: MemoryBroker, outbox: Outbox, spans: Spans
) -> None:
    with Traced("request"):
        await store(database, "ann")
    await outbox.sweep()
    sent = [span for span in spans.ended if span.name == f"send {USERS_CHANGED.name}"]
    assert [parent_of(span) for span in sent] == 2 * [id_of(spans.one("request"))]


async def test_a_queue_that_is_away_leaves_the_events_and_the_lease_free(
    database: Database, broker: MemoryBroker, outbox: Outbox
) -> None:
    await store(database, "ann")
    broker.away = True
    with pytest.raises(QueueUnavailable):
        await outbox.sweep()
    broker.away = False
    await outbox.sweep()
    assert kinds(broker) == ["disabled", "enabled"]


async def test_the_background_work_outlives_an_outage_and_stops_when_told(
    database: Database, broker: MemoryBroker, outbox: Outbox
) -> None:
    broker.away = True
    async with beside(outbox.run(), name="outbox", stop=outbox.stop):
        await store(database, "ann")
        outbox.wake()
        broker.away = False

        async def published() -> list[str | None]:
            return kinds(broker)

        await eventually(published, lambda found: len(found) == 2)
        broker.away = True
        await store(database, "bob")
        broker.away = False
    assert len(kinds(broker)) == 4, "what was written before the stop goes out with it"


async def test_one_process_at_a_time_publishes_a_users_events(
    database: Database, broker: MemoryBroker, outbox: Outbox
) -> None:
    lease = {"by": "another", "until": utcnow() + timedelta(seconds=60)}
    await store(database, "ann", publishing=lease)
    await outbox.sweep()
    assert kinds(broker) == []
    lease["until"] = utcnow() - timedelta(seconds=1)
    await database["users"].update_one({"_id": "ann"}, {"$set": {"publishing": lease}})
    await outbox.sweep()
    assert kinds(broker) == ["disabled", "enabled"]


async def test_one_who_lost_the_lease_stops_there(database: Database, broker: MemoryBroker) -> None:
    class Slow(MemoryPublisher):
        async def publish(self, *args: Any, **kwargs: Any) -> None:
            await super().publish(*args, **kwargs)
            another = {"by": "another", "until": utcnow() + timedelta(seconds=60)}
            await database["users"].update_one({"_id": "ann"}, {"$set": {"publishing": another}})

    await store(database, "ann")
    await Outbox(database, Slow(broker), poll_s=1, lease_s=60).sweep()
    assert kinds(broker) == ["disabled"]
    user = await database["users"].find_one()
    assert user is not None
    assert (len(user["outbox"]), user["publishing"]["by"]) == (2, "another")


async def test_an_event_that_comes_while_others_go_out_is_not_forgotten(
    database: Database, broker: MemoryBroker, outbox: Outbox
) -> None:
    class Interrupted(MemoryPublisher):
        async def publish(self, *args: Any, **kwargs: Any) -> None:
            await super().publish(*args, **kwargs)
            if len(kinds(broker)) == 2:
                entry = queued("ann", UserRenamed(display_name="Ann"))
                change = {"$push": {"outbox": entry}, "$set": {"unpublished": True}}
                await database["users"].update_one({"_id": "ann"}, change)

    await store(database, "ann")
    await Outbox(database, Interrupted(broker), poll_s=1, lease_s=60).sweep()
    await outbox.sweep()
    assert kinds(broker) == ["disabled", "enabled", "renamed"]
