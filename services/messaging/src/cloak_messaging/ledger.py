"""Changes and the news of them: committed together, numbered without holes, or not at all.

Each person's events are numbered by their document in `heads`. The number is taken and the event
inserted in one transaction; a second writer for the same person meets a write conflict and starts
again after the first has committed. So number n becomes visible before n+1 is even taken, and a
reader that follows the head never passes an event that is still to come. A crash leaves neither a
change without its news nor a hole.
"""

import asyncio
import uuid
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from cloak_kit.errors import Unavailable
from cloak_kit.mongo import Document
from pymongo import WriteConcern
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from cloak_messaging import metrics
from cloak_messaging.clock import now
from cloak_messaging.resources import Notification, NotificationKind
from cloak_messaging.store import Store
from cloak_messaging.turns import Turns

T = TypeVar("T")
_LOOKS = 5


class Waker(Protocol):
    """Whoever wants to know that there is something new for these people; must not block."""

    def announce(self, users: list[str]) -> None:
        """Wake their streams."""
        ...


@dataclass(frozen=True, slots=True)
class _News:
    user: str
    kind: str
    data: Mapping[str, Any]
    notification: str | None = None


class Change:
    """One transaction in the making: pass `session` to every read and write of it."""

    def __init__(self, session: AsyncClientSession) -> None:
        self.session = session
        self.at = now()
        self.news: list[_News] = []

    def tell(self, user: str, event: str, data: Mapping[str, Any]) -> None:
        """Append an event to this person's log when the change commits."""
        self.news.append(_News(user, event, data))

    def notify(
        self,
        user: str,
        kind: NotificationKind,
        data: Mapping[str, Any],
        *,
        notification: str | None = None,
    ) -> None:
        """Leave a notification, which is an event too; its id is made unless one is given."""
        self.news.append(_News(user, kind, data, notification or f"n-{uuid.uuid4().hex}"))


class Ledger:
    """Commit changes with their news, and wake those who wait for them."""

    def __init__(
        self,
        store: Store,
        waker: Waker,
        *,
        events_kept: timedelta,
        notifications_kept: timedelta,
        commit_timeout_s: float,
    ) -> None:
        self._store, self._waker = store, waker
        self._events_kept, self._notifications_kept = events_kept, notifications_kept
        self._commit_timeout_s = commit_timeout_s
        self._turns = Turns()

    async def commit(self, work: Callable[[Change], Awaitable[T]], *, among: Collection[str]) -> T:
        """Run `work` in a transaction and return what it gives; raises Unavailable.

        `work` can run several times: it looks first and writes then. When a unique key shows that
        somebody else was quicker, it looks again. What it raises aborts the change. Changes among
        the same people take turns on this replica; on others they are left to the store.
        """
        try:
            async with asyncio.timeout(self._commit_timeout_s), self._turns.of(among):
                change, result = await self._attempts(work)
        except TimeoutError as error:
            metrics.COMMITS.labels("timeout").inc()
            raise Unavailable from error
        metrics.COMMITS.labels("committed").inc()
        for kind, count in Counter(_event_kind(n) for n in change.news).items():
            metrics.EVENTS_TOLD.labels(kind).inc(count)
        for news in change.news:
            if news.notification:
                metrics.NOTIFICATIONS.labels(news.kind).inc()
        self._waker.announce(sorted({news.user for news in change.news}))
        return result

    async def _attempts(self, work: Callable[[Change], Awaitable[T]]) -> tuple[Change, T]:
        async def attempt(session: AsyncClientSession) -> tuple[Change, T]:
            change = Change(session)
            result = await work(change)
            await self._write_news(change)
            return change, result

        async with self._store.database.client.start_session() as session:
            for looks_left in reversed(range(_LOOKS)):
                try:
                    return await session.with_transaction(
                        attempt,
                        read_concern=ReadConcern("snapshot"),
                        write_concern=WriteConcern("majority", j=True),
                    )
                except DuplicateKeyError:
                    metrics.COMMITS.labels("duplicate").inc()
                    if not looks_left:
                        raise
        raise AssertionError("the last look returns or raises")

    async def _write_news(self, change: Change) -> None:
        by_user: dict[str, list[_News]] = defaultdict(list)
        for news in change.news:
            by_user[news.user].append(news)
        events: list[Document] = []
        notifications: list[Document] = []
        for user in sorted(by_user):
            told = by_user[user]
            seq, number = await self._take_numbers(change, user, told)
            for news in told:
                data = dict(news.data)
                if news.notification:
                    number += 1
                    document = self._notification(change, news, number)
                    notifications.append(document)
                    data = shown(document).to_json()
                seq += 1
                events.append(self._event(change, user, seq, _event_kind(news), data))
        if notifications:
            await self._store.notifications.insert_many(notifications, session=change.session)
        if events:
            await self._store.events.insert_many(events, session=change.session)

    async def _take_numbers(self, change: Change, user: str, told: list[_News]) -> tuple[int, int]:
        """Return the numbers before the first event and the first notification of this change."""
        noted = sum(1 for news in told if news.notification)
        steps = {"events": len(told), "notifications": noted}
        head = await self._store.count_on(self._store.heads, user, steps, change.session)
        return head["events"] - len(told), head["notifications"] - noted

    def _event(
        self, change: Change, user: str, seq: int, kind: str, data: Mapping[str, Any]
    ) -> Document:
        expires_at = change.at + self._events_kept
        return {
            "user": user,
            "seq": seq,
            "kind": kind,
            "data": data,
            "at": change.at,
            "expires_at": expires_at,
        }

    def _notification(self, change: Change, news: _News, number: int) -> Document:
        return {
            "_id": news.notification,
            "user": news.user,
            "number": number,
            "kind": news.kind,
            "data": dict(news.data),
            "created_at": change.at,
            "read_at": None,
            "expires_at": change.at + self._notifications_kept,
        }


def shown(document: Document) -> Notification:
    """Return a stored notification as the API shows it."""
    return Notification(
        id=document["_id"],
        kind=document["kind"],
        data=document["data"],
        created_at=document["created_at"],
        read_at=document["read_at"],
    )


def _event_kind(news: _News) -> str:
    return "notification" if news.notification else news.kind
