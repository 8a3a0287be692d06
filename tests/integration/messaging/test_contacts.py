"""Contacts: asked, accepted, blocked without being told, removed; each again is as good as once."""

import asyncio
from datetime import UTC, datetime

import pytest
from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged, UserDisabled, UserEnabled
from cloak_kit.contracts.topics import USERS_CHANGED

from tests.integration.messaging.town import Citizen, Town, data
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


async def status(me: Citizen, other: Citizen) -> str | None:
    for contact in (await me.get("/api/contacts"))["items"]:
        if contact["user"]["id"] == other.id:
            return str(contact["status"])
    return None


async def notifications(me: Citizen, kind: str) -> list[str]:
    items = (await me.get("/api/notifications"))["items"]
    return [note["data"]["user"]["id"] for note in items if note["kind"] == kind]


async def test_an_invitation_is_told_answered_and_told_back(town: Town) -> None:
    alice, bob = await town.settles(), await town.settles()
    async with bob.live() as at_bob, alice.live() as at_alice:
        await at_bob.next("ready")
        await at_alice.next("ready")
        await alice.post("/api/contacts", expect=201, username=bob.username.upper())
        pending = data(await at_bob.next("contact"))
        assert (pending["status"], pending["user"]["id"]) == ("pending", alice.id)
        assert data(await at_bob.next("notification"))["kind"] == "contact_invited"
        accepted = await bob.post(f"/api/contacts/{alice.id}/accept")
        assert accepted["status"] == "accepted"
        assert data(await at_alice.next("contact"))["status"] == "invited"  # the own other tab
        assert data(await at_alice.next("contact"))["status"] == "accepted"
        assert data(await at_alice.next("notification"))["kind"] == "contact_accepted"
    assert (await status(alice, bob), await status(bob, alice)) == ("accepted", "accepted")


async def test_invitations_that_cross_are_accepted(town: Town, second: str) -> None:
    for _ in range(5):
        alice, bob = await town.settles(), await town.settles(at=second)
        await asyncio.gather(
            alice.http.post("/api/contacts", json={"username": bob.username}),
            bob.http.post("/api/contacts", json={"username": alice.username}),
        )
        assert (await status(alice, bob), await status(bob, alice)) == ("accepted", "accepted")


async def test_inviting_and_accepting_again_notifies_once(town: Town) -> None:
    alice, bob = await town.settles(), await town.settles()
    await alice.post("/api/contacts", expect=201, username=bob.username)
    again = await alice.post("/api/contacts", expect=200, username=bob.username)
    assert again["status"] == "invited"
    for _ in range(2):
        await bob.post(f"/api/contacts/{alice.id}/accept")
    accepted = await alice.post("/api/contacts", expect=200, username=bob.username)
    assert accepted["status"] == "accepted"
    assert await notifications(bob, "contact_invited") == [alice.id]
    assert await notifications(alice, "contact_accepted") == [bob.id]


async def test_being_blocked_looks_like_nothing_and_reaches_nobody(town: Town) -> None:
    alice, bob = await town.friends()
    await alice.says(bob, "before")
    assert (await bob.post(f"/api/contacts/{alice.id}/block"))["status"] == "blocked"
    async with bob.live() as stream:
        position = (await stream.next("ready")).id
        assert await status(alice, bob) == "accepted"
        blob = town.pictures.put(alice.id)
        lost = await alice.says(bob, "during", image=blob)
        assert (await alice.get(f"/api/messages/{lost['id']}"))["text"] == "during"
        assert town.pictures.blobs[blob].readers == []
        await bob.says(await befriended(town, bob), "something else")
        first = await stream.next("message")
        assert data(first)["text"] == "something else"
        assert int(first.id) > int(position)
    (bobs,) = [
        c for c in (await bob.get("/api/conversations"))["items"] if c["with"]["id"] == alice.id
    ]
    assert (bobs["last_message"]["text"], bobs["unread"]) == ("before", 1)
    page = await bob.get(f"/api/conversations/{bobs['id']}/messages")
    assert [m["text"] for m in page["items"]] == ["before"]
    assert (await bob.http.get(f"/api/messages/{lost['id']}")).status_code == 404
    refused = await bob.http.post("/api/messages", json={"to": alice.username, "text": "no"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_a_contact")


async def befriended(town: Town, somebody: Citizen) -> Citizen:
    other = await town.settles()
    await somebody.befriends(other)
    return other


async def test_an_invitation_to_a_blocker_is_made_and_never_seen(town: Town) -> None:
    alice, bob = await town.settles(), await town.settles()
    await bob.post(f"/api/contacts/{alice.id}/block")
    assert await status(alice, bob) is None
    made = await alice.post("/api/contacts", expect=201, username=bob.username)
    assert made["status"] == "invited"
    assert await status(bob, alice) == "blocked"
    assert await notifications(bob, "contact_invited") == []


async def test_removing_ends_it_for_both_and_is_idempotent(town: Town) -> None:
    alice, bob = await town.friends()
    for _ in range(2):
        assert (await alice.http.delete(f"/api/contacts/{bob.id}")).status_code == 204
    assert (await status(alice, bob), await status(bob, alice)) == (None, None)
    assert (await alice.http.delete("/api/contacts/nobody")).status_code == 204


async def test_one_can_begin_anew_after_unblocking(town: Town) -> None:
    alice, bob = await town.friends()
    await bob.post(f"/api/contacts/{alice.id}/block")
    await alice.http.delete(f"/api/contacts/{bob.id}")
    assert await status(bob, alice) == "blocked"
    await bob.http.delete(f"/api/contacts/{alice.id}")
    await alice.befriends(bob)
    assert await status(bob, alice) == "accepted"


async def test_unblocking_brings_a_contact_back_and_nobody_is_told(town: Town) -> None:
    alice, bob = await town.friends()
    await bob.post(f"/api/contacts/{alice.id}/block")
    lost = await alice.says(bob, "during")
    async with alice.live() as at_alice, bob.live() as at_bob:
        await at_alice.next("ready")
        await at_bob.next("ready")
        for _ in range(2):
            standing = await bob.post(f"/api/contacts/{alice.id}/unblock")
            assert (standing["status"], standing["user"]["id"]) == ("accepted", alice.id)
        assert data(await at_bob.next())["status"] == "accepted"  # the own other tab
        heard = await alice.says(bob, "after")
        assert data(await at_alice.next())["id"] == heard["id"]
        assert data(await at_bob.next("message"))["id"] == heard["id"]
    assert (await bob.http.get(f"/api/messages/{lost['id']}")).status_code == 404


async def test_who_ended_it_meanwhile_is_no_contact_after_unblocking(town: Town) -> None:
    alice, bob = await town.friends()
    await bob.post(f"/api/contacts/{alice.id}/block")
    await alice.http.delete(f"/api/contacts/{bob.id}")
    standing = await bob.post(f"/api/contacts/{alice.id}/unblock")
    assert (standing["status"], standing["since"]) == (None, None)
    assert await status(bob, alice) is None


async def test_ending_a_contact_is_told_to_both(town: Town) -> None:
    alice, bob = await town.friends()
    async with alice.live() as at_alice, bob.live() as at_bob:
        await at_alice.next("ready")
        await at_bob.next("ready")
        await alice.http.delete(f"/api/contacts/{bob.id}")
        for stream, other in ((at_alice, bob), (at_bob, alice)):
            told = data(await stream.next("contact"))
            assert (told["user"]["id"], told["status"]) == (other.id, None)


async def test_people_are_found_by_name_with_how_one_stands_to_them(town: Town) -> None:
    alice, bob = await town.settles(), await town.settles()

    async def found(me: Citizen, other: Citizen) -> str | None:
        standing = await me.get("/api/contacts/find", username=f" {other.username.upper()} ")
        assert standing["user"]["id"] == other.id
        return None if standing["status"] is None else str(standing["status"])

    assert await found(alice, bob) is None
    await alice.post("/api/contacts", expect=201, username=bob.username)
    assert (await found(alice, bob), await found(bob, alice)) == ("invited", "pending")
    await bob.post(f"/api/contacts/{alice.id}/block")
    assert (await found(alice, bob), await found(bob, alice)) == ("invited", "blocked")
    for name, expected, code in (
        ("nobody-at-all", 404, "user_not_found"),
        (alice.username, 422, "cannot_contact_self"),
        ("", 422, "invalid_request"),
    ):
        response = await alice.http.get("/api/contacts/find", params={"username": name})
        assert (response.status_code, response.json()["code"]) == (expected, code)


async def test_what_makes_no_sense_has_its_own_code(town: Town) -> None:
    alice, bob = await town.settles(), await town.settles()
    await alice.post("/api/contacts", expect=201, username=bob.username)
    cases = [
        ("/api/contacts", {"username": alice.username}, 422, "cannot_contact_self"),
        ("/api/contacts", {"username": "nobody-at-all"}, 404, "user_not_found"),
        ("/api/contacts", {}, 422, "invalid_request"),
        (f"/api/contacts/{alice.id}/block", None, 422, "cannot_contact_self"),
        (f"/api/contacts/{bob.id}/accept", None, 409, "contact_not_pending"),
        ("/api/contacts/nobody/accept", None, 404, "user_not_found"),
        ("/api/contacts/nobody/block", None, 404, "user_not_found"),
        ("/api/contacts/nobody/unblock", None, 404, "user_not_found"),
        (f"/api/contacts/{alice.id}/unblock", None, 422, "cannot_contact_self"),
    ]
    for path, body, expected, code in cases:
        response = await alice.http.post(path, json=body)
        assert (response.status_code, response.json()["code"]) == (expected, code), path
    stranger = await town.settles()
    await stranger.post("/api/contacts", expect=201, username=alice.username)
    response = await stranger.http.post(f"/api/contacts/{bob.id}/accept")
    assert (response.status_code, response.json()["code"]) == (404, "contact_not_found")


async def test_the_disabled_cannot_be_invited_until_they_are_back(town: Town) -> None:
    alice, bob = await town.settles(), await town.settles()
    await alice.post("/api/contacts", expect=201, username=bob.username)
    await alice.http.delete(f"/api/contacts/{bob.id}")

    async def invited() -> int:
        response = await alice.http.post("/api/contacts", json={"username": bob.username})
        await alice.http.delete(f"/api/contacts/{bob.id}")
        return response.status_code

    for change, expected in ((UserDisabled(), 404), (UserEnabled(), 201)):
        event = UserChanged(user_id=bob.id)
        event.at.FromDatetime(datetime.now(UTC))
        name = "disabled" if expected == 404 else "enabled"
        getattr(event, name).CopyFrom(change)
        await town.publish(USERS_CHANGED, event, key=bob.id)
        await eventually(invited, expected.__eq__)


async def test_contacts_are_listed_page_by_page(town: Town) -> None:
    alice = await town.settles()
    others = [await town.settles() for _ in range(5)]
    for other in others:
        await alice.post("/api/contacts", expect=201, username=other.username)
    seen, cursor = [], None
    for _ in range(3):
        page = await alice.get("/api/contacts", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [contact["user"]["id"] for contact in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [other.id for other in reversed(others)]
    assert cursor is None
