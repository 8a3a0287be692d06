"""Messages between contacts: sent once, numbered, delivered, read."""

import pytest

from tests.integration.messaging.town import Town, data

pytestmark = pytest.mark.integration


async def test_a_contact_receives_a_message_live_and_finds_it_unread(town: Town) -> None:
    alice, bob = await town.friends()
    async with bob.live() as stream:
        assert (await stream.next()).event == "ready"
        sent = await alice.says(bob, "hello 🌍")
        got = data(await stream.next("message"))
        assert got["id"] == sent["id"]
        assert (got["text"], got["from"]["username"]) == ("hello 🌍", alice.username)
        note = data(await stream.next("notification"))
    assert (note["kind"], note["data"]["message"]) == ("message_received", sent["id"])
    (conversation,) = (await bob.get("/api/conversations"))["items"]
    assert (conversation["unread"], conversation["with"]["id"]) == (1, alice.id)
    assert conversation["last_message"]["id"] == sent["id"]
