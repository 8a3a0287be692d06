"""Live streams: in order, nothing lost, nothing doubled, whoever writes and whatever is away."""

import asyncio
import json
from datetime import timedelta

import httpx
import pytest
from cloak_kit.mongo import Document
from cloak_kit.settings import RedisSettings
from cloak_messaging.app import build
from cloak_messaging.event_log import BATCH
from pydantic import SecretStr
from pymongo import AsyncMongoClient

from tests.integration.messaging.listening import listening
from tests.integration.messaging.town import Citizen, Town, data
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


async def test_a_replica_is_woken_by_what_another_one_commits(town: Town, second: str) -> None:
    alice, bob = await town.friends(at=second)
    async with bob.live() as stream:
        await stream.next("ready")
        async with asyncio.timeout(10):
            await alice.says(bob, "hello")
            assert data(await stream.next("message"))["text"] == "hello"


async def test_a_stream_resumes_right_after_the_given_event(town: Town) -> None:
    alice, bob = await town.friends()
    async with bob.live() as stream:
        await stream.next("ready")
        await alice.says(bob, "one")
        seen = await stream.next("message")
    await alice.says(bob, "two")
    async with bob.live(seen.id) as stream:
        assert data(await stream.next())["kind"] == "message_received"  # of the first message
        second = await stream.next()
        assert (data(second)["text"], int(second.id)) == ("two", int(seen.id) + 2)


async def test_what_happens_before_the_first_event_is_resumed_from_ready(town: Town) -> None:
    alice, bob = await town.friends()
    async with bob.live() as stream:
        ready = await stream.next()
    await alice.says(bob, "missed")
    async with bob.live(ready.id) as stream:
        assert data(await stream.next())["text"] == "missed"


async def test_many_writers_and_broken_streams_lose_and_double_nothing(
    town: Town, second: str
) -> None:
    bob = await town.settles()
    friends = [await town.settles(at=at) for at in (town.address, second) * 3]
    for friend in friends:
        await friend.befriends(bob)
    async with bob.live() as stream:
        position = (await stream.next("ready")).id
    each, ids = 8, [int(position)]
    texts: list[str] = []

    async def write(friend: Citizen) -> None:
        for number in range(each):
            await friend.says(bob, f"{friend.username} {number}")

    async def read() -> None:
        while len(texts) < each * len(friends):
            at = (town.address, second)[len(ids) % 2]
            reader = await town.signs_in(bob.id, bob.username, at=at)
            async with reader.live(str(ids[-1])) as stream:
                for _ in range(5):  # then the connection breaks
                    event = await stream.next()
                    ids.append(int(event.id))
                    if event.event == "message":
                        texts.append(data(event)["text"])
                    if len(texts) == each * len(friends):
                        return

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        tasks.create_task(read())
        for friend in friends:
            tasks.create_task(write(friend))
    assert ids == list(range(ids[0], ids[0] + len(ids)))
    for friend in friends:
        own = [text for text in texts if text.startswith(friend.username)]
        assert own == [f"{friend.username} {number}" for number in range(each)]


async def test_a_long_absence_is_made_up_in_batches(town: Town) -> None:
    alice, bob = await town.friends()
    async with bob.live() as stream:
        ready = await stream.next()
    count = BATCH // 2 + 10  # each message is two events
    await asyncio.gather(*(alice.says(bob, str(i)) for i in range(count)))
    async with bob.live(ready.id) as stream:
        ids = [int((await stream.next()).id) for _ in range(2 * count)]
    assert ids == list(range(int(ready.id) + 1, int(ready.id) + 1 + 2 * count))


async def test_a_position_that_has_expired_is_reset(town: Town) -> None:
    alice, bob = await town.friends()
    async with bob.live() as stream:
        old = await stream.next("ready")
    await alice.says(bob, "one")
    async with bob.live(old.id) as stream:
        seen = await stream.next("notification")
    client: AsyncMongoClient[Document] = AsyncMongoClient(town.mongo.uri)
    async with client:
        events = client[town.mongo.database]["events"]
        await events.delete_one({"user": bob.id, "seq": int(old.id) + 1})
    async with bob.live(old.id) as stream:
        reset = await stream.next()
        assert (reset.event, reset.id) == ("reset", seen.id)
        await alice.says(bob, "two")
        assert data(await stream.next())["text"] == "two"


@pytest.mark.parametrize("made_up", ["999999", "abc"])
async def test_a_position_that_nobody_gave_is_reset(town: Town, made_up: str) -> None:
    bob = await town.settles()
    async with bob.live(made_up) as stream:
        assert (await stream.next()).event == "reset"


async def test_without_redis_news_are_late_and_not_lost(town: Town, unused_tcp_port: int) -> None:
    nowhere = RedisSettings(
        url=SecretStr(f"redis://127.0.0.1:{unused_tcp_port}/0"), operation_timeout_s=0.2
    )
    settings = town.settings.model_copy(update={"redis": nowhere, "poll_s": 0.3})
    async with listening(build(settings)) as alone, httpx.AsyncClient(base_url=alone) as http:
        await eventually(lambda: http.get("/healthz"), lambda answer: answer.is_success)
        assert (await http.get("/readyz")).json()["checks"]["redis"] == "WakeupsUnavailable"
        alice, bob = await town.friends(at=alone)
        async with bob.live() as stream:
            await stream.next("ready")
            await alice.says(bob, "hello")
            assert data(await stream.next("message"))["text"] == "hello"
            await bob.says(alice, "from where there is no Redis")
            assert data(await stream.next("message"))["from"]["id"] == bob.id


async def test_a_stream_ends_with_its_token(town: Town) -> None:
    somebody = await town.settles()
    brief = await town.signs_in(somebody.id, somebody.username, lives_s=2)
    async with asyncio.timeout(10), brief.live() as stream:
        assert await stream.ends()


async def test_streams_end_when_the_service_stops(town: Town) -> None:
    bob = await town.settles()
    app = build(town.settings)
    async with listening(app) as address:
        reader = await town.signs_in(bob.id, bob.username, at=address)
        async with asyncio.timeout(10), reader.live() as stream:
            await stream.next("ready")
            app.state.readiness.drain()
            assert await stream.ends()
            assert (await reader.http.get("/readyz")).status_code == 503


async def test_one_person_cannot_hold_any_number_of_streams(town: Town) -> None:
    address = await town.replica(streams_per_user=1)
    somebody = await town.settles(at=address)
    async with somebody.live() as stream:
        await stream.next("ready")
        response = await somebody.http.get("/api/events")
        assert (response.status_code, response.json()["code"]) == (429, "too_many_streams")
        assert "retry-after" in response.headers

    async def opens_again() -> int:
        async with somebody.http.stream("GET", "/api/events") as response:
            return response.status_code

    await eventually(opens_again, (200).__eq__)


async def test_events_carry_their_end(town: Town) -> None:
    alice, bob = await town.friends()
    sent = await alice.says(bob, "hello")
    client: AsyncMongoClient[Document] = AsyncMongoClient(town.mongo.uri, tz_aware=True)
    async with client:
        events = client[town.mongo.database]["events"]
        event = await events.find_one({"user": bob.id, "data.id": sent["id"]})
    assert event is not None
    kept = timedelta(seconds=town.settings.events_kept_s)
    assert event["expires_at"] == event["at"] + kept
    assert json.dumps(event["data"])  # as it goes out, without another question
