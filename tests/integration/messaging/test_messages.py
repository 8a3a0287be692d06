"""Messages between contacts: sent once, numbered, in conversations."""

import asyncio
import uuid
from typing import Any

import pytest

from tests.integration.messaging.town import Citizen, Town, conversation_with, data

pytestmark = pytest.mark.integration


async def refused(me: Citizen, **body: Any) -> tuple[int, str]:
    response = await me.http.post("/api/messages", json=body)
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


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
    conversation = await conversation_with(bob, alice)
    assert conversation["unread"] == 1
    assert conversation["last_message"]["id"] == sent["id"]


async def test_a_sender_sees_the_own_message_in_the_other_tab(town: Town) -> None:
    alice, bob = await town.friends()
    async with alice.live() as stream:
        await stream.next("ready")
        sent = await alice.says(bob, "hello")
        assert data(await stream.next("message"))["id"] == sent["id"]


async def test_the_same_client_id_at_two_replicas_at_once_sends_one_message(
    town: Town, second: str
) -> None:
    alice, bob = await town.friends()
    elsewhere = await town.signs_in(alice.id, alice.username, at=second)
    body = {"to": bob.username, "text": "once", "client_id": uuid.uuid4().hex}
    answers = await asyncio.gather(
        *(one.http.post("/api/messages", json=body) for one in (alice, elsewhere) * 4)
    )
    assert sorted(a.status_code for a in answers) == [200] * 7 + [201]
    assert len({a.json()["id"] for a in answers}) == 1
    assert (await conversation_with(bob, alice))["unread"] == 1
    items = (await bob.get("/api/notifications"))["items"]
    assert sum(1 for note in items if note["kind"] == "message_received") == 1


async def test_the_same_client_id_of_another_sender_is_another_message(town: Town) -> None:
    alice, bob = await town.friends()
    one = await alice.says(bob, "one", client_id="same")
    other = await bob.says(alice, "other", client_id="same")
    assert one["id"] != other["id"]


async def test_messages_of_both_at_once_are_numbered_without_holes(town: Town) -> None:
    alice, bob = await town.friends()
    await asyncio.gather(
        *(alice.says(bob, f"a{i}") for i in range(10)),
        *(bob.says(alice, f"b{i}") for i in range(10)),
    )
    conversation = await conversation_with(bob, alice)
    page = await bob.get(f"/api/conversations/{conversation['id']}/messages")
    assert [m["seq"] for m in page["items"]] == list(range(20, 0, -1))
    assert page["next_cursor"] is None
    assert conversation["unread"] == (await conversation_with(alice, bob))["unread"] == 10


async def test_a_conversation_is_read_page_by_page(town: Town) -> None:
    alice, bob = await town.friends()
    for i in range(5):
        await alice.says(bob, str(i))
    path = f"/api/conversations/{(await conversation_with(bob, alice))['id']}/messages"
    first = await bob.get(path, limit=2)
    second = await bob.get(path, limit=2, before=first["next_cursor"])
    third = await bob.get(path, limit=2, before=second["next_cursor"])
    texts = [m["text"] for page in (first, second, third) for m in page["items"]]
    assert texts == ["4", "3", "2", "1", "0"]
    assert third["next_cursor"] is None


async def test_a_picture_is_shared_with_its_recipient(town: Town) -> None:
    alice, bob = await town.friends()
    blob = town.pictures.put(alice.id)
    sent = await alice.post("/api/messages", expect=201, to=bob.username, image=blob)
    assert sent["image"] == {"blob": blob, "media_type": "image/png"}
    assert sent["text"] is None
    assert town.pictures.blobs[blob].readers == [bob.id]


async def test_a_received_picture_can_be_passed_on(town: Town) -> None:
    alice, bob = await town.friends()
    carol = await town.settles()
    await bob.befriends(carol)
    blob = town.pictures.put(alice.id)
    await alice.post("/api/messages", expect=201, to=bob.username, image=blob)
    await bob.post("/api/messages", expect=201, to=carol.username, image=blob)
    assert town.pictures.blobs[blob].readers == sorted([bob.id, carol.id])


async def test_somebody_elses_picture_is_not_found_and_nothing_is_sent(town: Town) -> None:
    alice, bob = await town.friends()
    blob = town.pictures.put(bob.id)
    assert await refused(alice, to=bob.username, image=blob) == (404, "blob_not_found")
    assert await refused(alice, to=bob.username, image="u-none") == (404, "blob_not_found")
    assert await conversation_with(alice, bob) is None


async def test_a_blob_that_is_no_picture_is_refused(town: Town) -> None:
    alice, bob = await town.friends()
    blob = town.pictures.put(alice.id, "application/octet-stream")
    assert await refused(alice, to=bob.username, image=blob) == (422, "not_an_image")


async def test_only_contacts_can_be_sent_messages(town: Town) -> None:
    alice, bob = await town.settles(), await town.settles()
    assert await refused(alice, to=bob.username, text="hi") == (403, "not_a_contact")
    await alice.post("/api/contacts", expect=201, username=bob.username)
    assert await refused(alice, to=bob.username, text="hi") == (403, "not_a_contact")
    assert await refused(bob, to=alice.username, text="hi") == (403, "not_a_contact")
    assert await refused(alice, to="nobody-at-all", text="hi") == (403, "not_a_contact")
    assert await refused(alice, to=alice.username, text="hi") == (403, "not_a_contact")


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": " \n\t"}, {"image": None}])
async def test_an_empty_message_is_refused(town: Town, body: dict[str, Any]) -> None:
    alice, bob = await town.friends()
    assert await refused(alice, to=bob.username, **body) == (422, "message_empty")


@pytest.mark.parametrize(
    "body",
    [
        {"text": "x" * 8001},
        {"text": 7},
        {"text": "x", "client_id": ""},
        {"text": "x", "client_id": "a b"},
        {"image": "../etc"},
    ],
)
async def test_a_malformed_message_is_refused(town: Town, body: dict[str, Any]) -> None:
    alice, bob = await town.friends()
    assert await refused(alice, to=bob.username, **body) == (422, "invalid_request")


async def test_half_a_surrogate_pair_is_refused(town: Town) -> None:
    alice, bob = await town.friends()
    raw = f'{{"to": "{bob.username}", "text": "\\ud83d"}}'
    headers = {"Content-Type": "application/json"}
    response = await alice.http.post("/api/messages", content=raw, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


async def test_the_longest_text_fits_however_it_is_escaped(town: Town) -> None:
    alice, bob = await town.friends()
    text = "🦊" * 8000
    assert (await alice.says(bob, text))["text"] == text


async def test_a_body_over_the_limit_is_refused(town: Town) -> None:
    alice, bob = await town.friends()
    assert await refused(alice, to=bob.username, text="x" * 200_000) == (413, "body_too_large")


async def test_a_message_is_only_its_two_peoples(town: Town) -> None:
    alice, bob = await town.friends()
    eve = await town.settles()
    sent = await alice.says(bob, "hello")
    for path in (
        f"/api/messages/{sent['id']}",
        f"/api/conversations/{sent['conversation']}/messages",
    ):
        response = await eve.http.get(path)
        assert response.status_code == 404
    response = await eve.http.post(
        f"/api/conversations/{sent['conversation']}/read", json={"up_to": 1}
    )
    assert (response.status_code, response.json()["code"]) == (404, "conversation_not_found")


async def test_conversations_are_listed_latest_first_page_by_page(town: Town) -> None:
    alice = await town.settles()
    others = [await town.settles() for _ in range(3)]
    for other in others:
        await alice.befriends(other)
        await alice.says(other, "hello")
    await others[0].says(alice, "back")
    first = await alice.get("/api/conversations", limit=2)
    second = await alice.get("/api/conversations", limit=2, cursor=first["next_cursor"])
    names = [c["with"]["username"] for page in (first, second) for c in page["items"]]
    assert names == [others[0].username, others[2].username, others[1].username]
    assert second["next_cursor"] is None


async def test_a_conversation_can_be_opened_before_there_is_a_message(town: Town) -> None:
    alice, bob = await town.friends()
    opened = await alice.post("/api/conversations", expect=201, username=bob.username.upper())
    again = await alice.post("/api/conversations", expect=200, username=bob.username)
    assert opened == again == await conversation_with(alice, bob)
    assert (opened["with"]["id"], opened["last_message"], opened["unread"]) == (bob.id, None, 0)
    assert await conversation_with(bob, alice) is None
    path = f"/api/conversations/{opened['id']}"
    assert await alice.get(f"{path}/messages") == {"items": [], "next_cursor": None}
    await alice.post(f"{path}/read", expect=204, up_to=1)
    sent = await bob.says(alice, "hello")
    assert sent["conversation"] == opened["id"]
    filled = await conversation_with(alice, bob)
    assert (filled["last_message"]["id"], filled["unread"]) == (sent["id"], 1)
    assert (await alice.post("/api/conversations", expect=200, username=bob.username)) == filled


async def test_only_contacts_can_be_opened_conversations_with(town: Town) -> None:
    alice, bob = await town.settles(), await town.settles()
    await alice.post("/api/contacts", expect=201, username=bob.username)
    for name in (bob.username, alice.username, "nobody-at-all"):
        response = await alice.http.post("/api/conversations", json={"username": name})
        assert (response.status_code, response.json()["code"]) == (403, "not_a_contact")
