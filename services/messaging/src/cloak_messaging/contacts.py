"""Contacts: the steps of relations.py, kept for both sides at once and told to both."""

from collections.abc import Callable

from cloak_kit.mongo import Document
from pymongo import DESCENDING
from pymongo.asynchronous.client_session import AsyncClientSession

from cloak_messaging import relations
from cloak_messaging.directory import Directory
from cloak_messaging.errors import CannotContactSelf, UserNotFound
from cloak_messaging.ledger import Change, Ledger
from cloak_messaging.pages import cursor_after, older_than
from cloak_messaging.relations import Sides, Status, Step
from cloak_messaging.resources import Contact, Page, Person
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
        if username.strip().casefold() == me.username:
            raise CannotContactSelf
        other = await self._directory.find(username, patience_s=self._patience_s)
        if other is None:
            raise UserNotFound
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

    async def remove(self, me: str, user: str) -> None:
        """End a contact, decline, take back or unblock; nothing to remove is as good."""

        async def work(change: Change) -> None:
            now = await self.between(me, user, session=change.session)
            step = relations.remove(now)
            await self._write(change, me, user, now.mine, step.sides.mine)
            await self._write(change, user, me, now.theirs, step.sides.theirs)

        await self._ledger.commit(work, among=[me, user])

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
        """Take one step; return how it was before, and what I see now."""

        async def work(change: Change) -> tuple[Sides, Contact]:
            now = await self.between(me.id, other.id, session=change.session)
            step = rule(now)
            mine = await self._write(change, me.id, other.id, now.mine, step.sides.mine)
            theirs = await self._write(change, other.id, me.id, now.theirs, step.sides.theirs)
            if mine:
                change.tell(me.id, "contact", _contact(mine, other).to_json())
            if theirs:
                change.tell(other.id, "contact", _contact(theirs, me).to_json())
            if step.news:
                change.notify(other.id, step.news, {"user": me.to_json()})
            kept = mine or await self._contacts.find_one(
                {"_id": _id(me.id, other.id)}, session=change.session
            )
            if kept is None:
                raise AssertionError("every step but removing leaves a contact")
            return now, _contact(kept, other)

        return await self._ledger.commit(work, among=[me.id, other.id])

    async def _write(
        self, change: Change, owner: str, other: str, before: Status | None, after: Status | None
    ) -> Document | None:
        """Keep one side and return it if it has changed to something."""
        if before == after:
            return None
        key = {"_id": _id(owner, other)}
        if after is None:
            await self._contacts.delete_one(key, session=change.session)
            return None
        side = {"owner": owner, "other": other, "status": after, "since": change.at}
        await self._contacts.replace_one(key, side, upsert=True, session=change.session)
        return key | side


def _id(owner: str, other: str) -> str:
    return f"{owner}:{other}"


def _contact(side: Document, other: Person) -> Contact:
    return Contact(user=other, status=side["status"], since=side["since"])
