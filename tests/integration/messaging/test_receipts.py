"""Receipts: what reached its recipient and what was read, told to the sender once."""

import asyncio

import pytest

from tests.integration.messaging.town import Town, conversation_with, data

pytestmark = pytest.mark.integration


async def test_fetching_delivers_and_only_to_the_recipient(town: Town) -> None:
    alice, bob = await town.friends()
    sent = await alice.says(bob, "hello")
    assert sent["delivered_at"] is None
    assert (await alice.get(f"/api/messages/{sent['id']}"))["delivered_at"] is None
    fetched = await bob.get(f"/api/messages/{sent['id']}")
    assert fetched["delivered_at"] is not None
    assert await alice.get(f"/api/messages/{sent['id']}") == fetched


async def test_pushing_delivers(town: Town) -> None:
    alice, bob = await town.friends()
    async with bob.live() as stream:
        await stream.next("ready")
        sent = await alice.says(bob, "hello")
        await stream.next("notification")  # after the message
        await alice.says(bob, "again")
        await stream.next("message")
    assert (await alice.get(f"/api/messages/{sent['id']}"))["delivered_at"] is not None


async def test_reading_counts_down_and_tells_the_sender(town: Town) -> None:
    alice, bob = await town.friends()
    for text in "abc":
        await alice.says(bob, text)
    conversation = await conversation_with(bob, alice)
    path = f"/api/conversations/{conversation['id']}"
    async with alice.live() as stream:
        await stream.next("ready")
        await bob.post(f"{path}/read", expect=204, up_to=2)
        told = data(await stream.next("message_read"))
    assert told == {"conversation": conversation["id"], "up_to": 2, "reader": bob.id}
    assert (await conversation_with(bob, alice))["unread"] == 1
    items = (await alice.get(f"{path}/messages"))["items"]
    assert [m["read_at"] is not None for m in items] == [False, True, True]
    await bob.post(f"{path}/read", expect=204, up_to=1)
    assert (await conversation_with(bob, alice))["unread"] == 1
    await bob.post(f"{path}/read", expect=204, up_to=10**9)
    assert (await conversation_with(bob, alice))["unread"] == 0


async def test_messages_that_arrive_while_reading_stay_unread(town: Town) -> None:
    alice, bob = await town.friends()
    await alice.says(bob, "first")
    conversation = await conversation_with(bob, alice)
    path = f"/api/conversations/{conversation['id']}/read"
    await asyncio.gather(
        *(alice.says(bob, str(i)) for i in range(6)),
        bob.post(path, expect=204, up_to=1),
        bob.post(path, expect=204, up_to=1),
    )
    assert (await conversation_with(bob, alice))["unread"] == 6


async def test_a_sender_is_told_once_when_messages_reach_a_stream(town: Town, second: str) -> None:
    alice, bob = await town.friends()
    elsewhere = await town.signs_in(bob.id, bob.username, at=second)
    async with alice.live() as at_alice, bob.live() as here, elsewhere.live() as there:
        for stream in (at_alice, here, there):
            await stream.next("ready")
        first = await alice.says(bob, "one")
        told = data(await at_alice.next("message_delivered"))
        assert told == {"conversation": first["conversation"], "up_to": first["seq"]}
        for stream in (here, there):
            await stream.next("message")
        await alice.says(bob, "two")
        assert data(await at_alice.next("message_delivered"))["up_to"] == 2
        await bob.says(alice, "seen")
        assert (await at_alice.next()).event == "message"


async def test_listing_conversations_delivers_all_that_is_waiting(town: Town) -> None:
    alice, bob = await town.friends()
    carol = await town.settles()
    await carol.befriends(bob)
    async with alice.live() as at_alice, carol.live() as at_carol:
        await at_alice.next("ready")
        await at_carol.next("ready")
        sent = [await alice.says(bob, text) for text in "abc"]
        await carol.says(bob, "hello")
        listed = await conversation_with(bob, alice)
        assert listed["last_message"]["delivered_at"] is not None
        assert data(await at_alice.next("message_delivered"))["up_to"] == 3
        assert data(await at_carol.next("message_delivered"))["up_to"] == 1
    for message in sent:
        assert (await alice.get(f"/api/messages/{message['id']}"))["delivered_at"] is not None
    assert (await conversation_with(alice, bob))["last_message"]["read_at"] is None


async def test_what_was_read_is_not_delivered_again(town: Town) -> None:
    alice, bob = await town.friends()
    sent = await alice.says(bob, "hello")
    async with alice.live() as stream:
        await stream.next("ready")
        path = f"/api/conversations/{sent['conversation']}"
        await bob.post(f"{path}/read", expect=204, up_to=1)
        assert (await stream.next()).event == "message_read"
        (fetched,) = (await bob.get(f"{path}/messages"))["items"]
        assert fetched["delivered_at"] == fetched["read_at"] is not None
        await bob.says(alice, "well")
        assert (await stream.next()).event == "message"


async def test_a_blocked_sender_is_never_told_that_a_message_arrived(town: Town) -> None:
    alice, bob = await town.friends()
    await bob.post(f"/api/contacts/{alice.id}/block")
    lost = await alice.says(bob, "during")
    await bob.post(f"/api/contacts/{alice.id}/unblock")
    reached = await alice.says(bob, "after")
    assert (await conversation_with(bob, alice))["last_message"]["id"] == reached["id"]
    assert (await alice.get(f"/api/messages/{reached['id']}"))["delivered_at"] is not None
    assert (await alice.get(f"/api/messages/{lost['id']}"))["delivered_at"] is None
