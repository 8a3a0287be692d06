"""Contacts: the steps of relations.py, kept for both sides at once and told to both."""

from collections.abc import Callable

from cloak_kit.mongo import Document
from pymongo import DESCENDING
from pymongo.asynchronous.client_session import AsyncClientSession

from cloak_messaging import relations
from cloak_messaging.directory import Directory
from cloak_messaging.errors import CannotContactSelf, NotAContact, UserNotFound
from cloak_messaging.ledger import Change, Ledger
from cloak_messaging.pages import cursor_after, older_than
from cloak_messaging.relations import Sides, Status, Step
from cloak_messaging.resources import Contact, Page, Person, Standing
from cloak_messaging.store import Store


class Contacts:
    """Who is a contact of whom."""

    def __init__(
        self, store: Store, directory: Directory, ledger: Ledger, *, patience_s: float
    ) -> None:
        self._contacts, self._directory, self._ledger = store.contacts, directory, ledger
        self._patience_s = patience_s

    async def invite(self, me: Person, username: str) -> tuple[Contact, bool]:
        """Ask somebody, and say whether the contact is new; raises UserNotFound."""
        other = await self._named(me, username)
        before, contact = await self._take(me, other, relations.invite)
        return contact, before.mine is None

    async def accept(self, me: Person, user: str) -> Contact:
        """Take an invitation; raises UserNotFound, ContactNotFound, ContactNotPending."""
        _, contact = await self._take(me, await self._other(me, user), relations.accept)
        return contact

    async def block(self, me: Person, user: str) -> Contact:
        """Hear no more of somebody, contact or not; raises UserNotFound."""
        _, contact = await self._take(me, await self._other(me, user), relations.block)
        return contact

    async def unblock(self, me: Person, user: str) -> Standing:
        """Hear of somebody again, as far as they still want; raises UserNotFound."""
        other = await self._other(me, user)

        async def work(change: Change) -> None:
            await self._move(change, me, other, relations.unblock)

        await self._ledger.commit(work, among=[me.id, other.id])
        return await self.standing(me.id, other)

    async def remove(self, me: Person, user: str) -> None:
        """End a contact, decline, take back or unblock; nothing to remove is as good."""
        other = (await self._directory.people([user]))[user]

        async def work(change: Change) -> None:
            await self._move(change, me, other, relations.remove)

        await self._ledger.commit(work, among=[me.id, user])

    async def find(self, me: Person, username: str) -> Standing:
        """Return somebody by name and how I stand to them; raises UserNotFound."""
        return await self.standing(me.id, await self._named(me, username))

    async def standing(self, me: str, other: Person) -> Standing:
        """Say how I stand to somebody; what they think of me does not show."""
        side = await self._contacts.find_one({"_id": _id(me, other.id)})
        if side is None:
            return Standing(user=other, status=None, since=None)
        return Standing(user=other, status=side["status"], since=side["since"])

    async def accepted(self, me: str, username: str) -> tuple[Person, bool]:
        """Return an accepted contact, and whether they hear of me; raises NotAContact."""
        other = await self._directory.find(username)
        if other is None:
            raise NotAContact
        sides = await self.between(me, other.id)
        if sides.mine != "accepted":
            raise NotAContact
        return other, sides.theirs == "accepted"

    async def between(
        self, me: str, other: str, *, session: AsyncClientSession | None = None
    ) -> Sides:
        """Return both sides with one question."""
        ids = [_id(me, other), _id(other, me)]
        found = await self._contacts.find({"_id": {"$in": ids}}, session=session).to_list()
        by_owner: dict[str, Status] = {side["owner"]: side["status"] for side in found}
        return Sides(by_owner.get(me), by_owner.get(other))

    async def page(self, me: str, *, limit: int, cursor: str | None) -> Page[Contact]:
        """List one's contacts, the latest change first; raises InvalidRequest for a bad cursor."""
        wanted = {"owner": me, **older_than(cursor, "since", "other")}
        order = [("since", DESCENDING), ("other", DESCENDING)]
        found = await self._contacts.find(wanted).sort(order).limit(limit + 1).to_list()
        more, shown = len(found) > limit, found[:limit]
        people = await self._directory.people([side["other"] for side in shown])
        return Page(
            items=[_contact(side, people[side["other"]]) for side in shown],
            next_cursor=cursor_after(shown[-1]["since"], shown[-1]["other"]) if more else None,
        )

    async def _named(self, me: Person, username: str) -> Person:
        if username.strip().casefold() == me.username:
            raise CannotContactSelf
        other = await self._directory.find(username, patience_s=self._patience_s)
        if other is None:
            raise UserNotFound
        return other

    async def _other(self, me: Person, user: str) -> Person:
        if user == me.id:
            raise CannotContactSelf
        other = await self._directory.by_id(user, patience_s=self._patience_s)
        if other is None:
            raise UserNotFound
        return other

    async def _take(
        self, me: Person, other: Person, rule: Callable[[Sides], Step]
    ) -> tuple[Sides, Contact]:
        """Take one step that leaves a contact; return how it was before, and what I see now."""

        async def work(change: Change) -> tuple[Sides, Contact]:
            before = await self._move(change, me, other, rule)
            kept = await self._contacts.find_one(
                {"_id": _id(me.id, other.id)}, session=change.session
            )
            if kept is None:
                raise AssertionError("every step but removing and unblocking leaves a contact")
            return before, _contact(kept, other)

        return await self._ledger.commit(work, among=[me.id, other.id])

    async def _move(
        self, change: Change, me: Person, other: Person, rule: Callable[[Sides], Step]
    ) -> Sides:
        """Keep and tell what the step changes on each side; return how it was before."""
        now = await self.between(me.id, other.id, session=change.session)
        step = rule(now)
        for owner, person, before, after in (
            (me, other, now.mine, step.sides.mine),
            (other, me, now.theirs, step.sides.theirs),
        ):
            if before != after:
                await self._write(change, owner.id, person.id, after)
                since = change.at if after else None
                told = Standing(user=person, status=after, since=since)
                change.tell(owner.id, "contact", told.to_json())
        if step.news:
            change.notify(other.id, step.news, {"user": me.to_json()})
        return now

    async def _write(self, change: Change, owner: str, other: str, status: Status | None) -> None:
        key = {"_id": _id(owner, other)}
        if status is None:
            await self._contacts.delete_one(key, session=change.session)
            return
        side = {"owner": owner, "other": other, "status": status, "since": change.at}
        await self._contacts.replace_one(key, side, upsert=True, session=change.session)


def _id(owner: str, other: str) -> str:
    return f"{owner}:{other}"


def _contact(side: Document, other: Person) -> Contact:
    return Contact(user=other, status=side["status"], since=side["since"])
