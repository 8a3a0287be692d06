"""Two people, a conversation, and being told at once."""

import asyncio
from contextlib import aclosing

import pytest
from cloak_client import LiveEvent, NotAContact, NotFound

from tests.e2e.conftest import Person, become_contacts
from tests.plugins.polling import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


async def _collect(person: Person, count: int) -> list[LiveEvent]:
    found: list[LiveEvent] = []
    async with aclosing(person.cloak.events(last_event_id="0")) as events:
        async for event in events:
            if event.kind == "message":
                found.append(event)
            if len(found) == count:
                break
    return found


async def test_strangers_cannot_write_to_each_other(ada: Person, ben: Person) -> None:
    with pytest.raises((NotAContact, NotFound)):
        await ada.cloak.send(ben.username, text="hello?")


async def test_a_conversation_arrives_live_in_order_and_is_marked_as_read(
    ada: Person, ben: Person
) -> None:
    await become_contacts(ada, ben)
    arriving = asyncio.create_task(_collect(ben, 3))
    sent = [await ada.cloak.send(ben.username, text=f"number {n}") for n in range(3)]
    async with asyncio.timeout(20):
        arrived = await arriving
    assert [event.data["text"] for event in arrived] == ["number 0", "number 1", "number 2"]
    (conversation,) = (await ben.cloak.conversations()).items
    assert conversation.unread == 3
    await ben.cloak.mark_read(conversation.id, sent[-1].seq)
    assert (await ben.cloak.conversations()).items[0].unread == 0

    async def read_at() -> object:
        return (await ada.cloak.message(sent[-1].id)).read_at

    await eventually(read_at, lambda at: at is not None, within_s=10)


async def test_a_sent_picture_can_be_read_by_its_recipient_alone(
    ada: Person, ben: Person, cover: bytes
) -> None:
    await become_contacts(ada, ben)
    job = await ada.cloak.wait(
        (await ada.hide(await ada.upload(cover), "for your eyes")).id, deadline_s=90
    )
    assert job.result is not None
    with pytest.raises(NotFound):
        async with ben.cloak.blob(job.result.blob) as download:
            await download.read()
    await ada.cloak.send(ben.username, image=job.result.blob)
    async with ben.cloak.blob(job.result.blob) as download:
        assert await ben.read(await download.read()) == "for your eyes"


async def test_the_owner_is_notified_of_a_finished_job_exactly_once(
    ada: Person, cover: bytes
) -> None:
    job = await ada.hide(await ada.upload(cover), "tell me")
    await ada.cloak.wait(job.id, deadline_s=90)

    async def told() -> list[object]:
        items = (await ada.cloak.notifications()).items
        return [n.data["status"] for n in items if n.data.get("job") == job.id]

    assert await eventually(told, bool, within_s=20) == ["succeeded"]
