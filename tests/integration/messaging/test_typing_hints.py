"""Typing: told live to the other person, now and then, and never later."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from cloak_kit.settings import RedisSettings
from cloak_messaging.app import build
from cloak_messaging.typing_hints import EACH_S
from pydantic import SecretStr

from tests.integration.messaging.listening import listening
from tests.integration.messaging.town import Citizen, Town, data

pytestmark = pytest.mark.integration


async def opened(me: Citizen, other: Citizen) -> str:
    conversation = await me.post("/api/conversations", expect=201, username=other.username)
    return str(conversation["id"])


async def types(me: Citizen, conversation: str) -> None:
    await me.post(f"/api/conversations/{conversation}/typing", expect=204)


async def test_the_other_person_is_told_on_any_replica(town: Town, second: str) -> None:
    alice, bob = await town.friends(at=second)
    conversation = await opened(alice, bob)
    async with asyncio.timeout(10), bob.live() as stream:
        await stream.next("ready")
        await types(alice, conversation)
        hint = await stream.next()
    assert hint.event == "typing"
    assert data(hint) == {"conversation": conversation, "user": alice.id}


async def test_a_hint_does_not_move_the_position_and_is_not_told_later(town: Town) -> None:
    alice, bob = await town.friends()
    conversation = await opened(alice, bob)
    async with bob.http.stream("GET", "/api/events", timeout=15) as response:
        lines = aiter(response.aiter_lines())
        ready = [line async for line in until(lines, "data:")]
        await types(alice, conversation)
        hint = [line async for line in until(lines, "data:")]
    assert [line.partition(":")[0] for line in hint if line] == ["event", "data"]
    (position,) = (line.removeprefix("id: ") for line in ready if line.startswith("id:"))
    async with bob.live(position) as stream:
        await alice.says(bob, "hello")
        assert (await stream.next()).event == "message"


async def until(lines: AsyncIterator[str], beginning: str) -> AsyncIterator[str]:
    async for line in lines:
        yield line
        if line.startswith(beginning):
            return


async def test_hints_of_one_person_are_told_at_most_each_two_seconds(
    town: Town, second: str
) -> None:
    alice, bob = await town.friends()
    conversation = await opened(alice, bob)
    elsewhere = await town.signs_in(alice.id, alice.username, at=second)
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(20), bob.live() as stream:
        await stream.next("ready")
        told: list[float] = []

        async def listen() -> None:
            while len(told) < 2:
                await stream.next("typing")
                told.append(loop.time())

        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(listen())
            while not listening.done():
                await asyncio.gather(*(types(one, conversation) for one in (alice, elsewhere)))
    assert told[1] - told[0] > EACH_S - 0.2
    assert told[1] - told[0] < EACH_S + 2


async def test_who_is_blocked_or_no_contact_reaches_nobody(town: Town) -> None:
    alice, bob = await town.friends()
    eve = await town.settles()
    conversation = await opened(alice, bob)
    await bob.post(f"/api/contacts/{alice.id}/block")
    async with bob.live() as stream:
        await stream.next("ready")
        await types(alice, conversation)
        await bob.post(f"/api/contacts/{alice.id}/unblock")
        assert (await stream.next()).event == "contact"
    for me, expected in (
        (eve, (404, "conversation_not_found")),
        (alice, (403, "not_a_contact")),
    ):
        await bob.http.delete(f"/api/contacts/{alice.id}")
        response = await me.http.post(f"/api/conversations/{conversation}/typing")
        assert (response.status_code, response.json()["code"]) == expected


async def test_without_redis_typing_is_taken_and_told_to_nobody(
    town: Town, unused_tcp_port: int
) -> None:
    nowhere = RedisSettings(
        url=SecretStr(f"redis://127.0.0.1:{unused_tcp_port}/0"), operation_timeout_s=0.2
    )
    settings = town.settings.model_copy(update={"redis": nowhere, "poll_s": 0.3})
    alice, bob = await town.friends()
    conversation = await opened(alice, bob)
    async with listening(build(settings)) as alone:
        elsewhere = await town.signs_in(alice.id, alice.username, at=alone)
        await types(elsewhere, conversation)
        await elsewhere.says(bob, "hello")
