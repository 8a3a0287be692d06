"""Notifications: one for each finished job, however often it is heard of; lists and read marks."""

import hashlib
from typing import Any

from cloak_kit.contracts.cloak.v1.events_pb2 import Answer, JobFinished, JobKind
from cloak_kit.errors import PoisonMessage
from cloak_kit.tracing import Traced
from pymongo import DESCENDING

from cloak_messaging.clock import now
from cloak_messaging.errors import NotificationNotFound
from cloak_messaging.ledger import Change, Ledger, shown
from cloak_messaging.pages import number_before
from cloak_messaging.resources import Notification, Page
from cloak_messaging.store import Store

_KINDS = {JobKind.JOB_KIND_EMBED: "embed", JobKind.JOB_KIND_EXTRACT: "extract"}
_ANSWERS = {
    Answer.ANSWER_PAYLOAD: "payload",
    Answer.ANSWER_NO_MESSAGE: "no_message",
    Answer.ANSWER_DAMAGED: "damaged",
    Answer.ANSWER_NEEDS_MODEL: "needs_model",
}


class Notifications:
    """What happened while somebody looked elsewhere."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._notifications, self._heads, self._ledger = store.notifications, store.heads, ledger

    async def job_finished(self, event: JobFinished) -> bool:
        """Notify the job's owner and say whether this is the first time; raises PoisonMessage."""
        data = job_facts(event)
        key = "n-" + hashlib.sha256(f"job_finished\n{event.job_id}".encode()).hexdigest()[:32]

        async def work(change: Change) -> bool:
            if await self._notifications.find_one({"_id": key}, session=change.session):
                return False
            change.notify(event.owner_id, "job_finished", data, notification=key)
            return True

        with Traced("notify"):
            return await self._ledger.commit(work, among=[event.owner_id])

    async def page(self, me: str, *, limit: int, cursor: str | None) -> Page[Notification]:
        """List one's notifications, newest first; raises InvalidRequest for a bad cursor."""
        before = number_before(cursor)
        if before is None:
            head = await self._heads.find_one({"_id": me})
            before = (head["notifications"] if head else 0) + 1
        lowest = max(1, before - limit)
        found = self._notifications.find({"user": me, "number": {"$gte": lowest, "$lt": before}})
        documents = await found.sort("number", DESCENDING).to_list()
        # They expire in order: when the lowest of this page is gone, so are all below.
        ends_here = lowest == 1 or not documents or documents[-1]["number"] > lowest
        return Page(
            items=[shown(document) for document in documents],
            next_cursor=None if ends_here else str(lowest),
        )

    async def mark_read(self, me: str, notification: str) -> Notification:
        """Note the first time it was read; raises NotificationNotFound."""
        own = {"_id": notification, "user": me}
        await self._notifications.update_one({**own, "read_at": None}, {"$set": {"read_at": now()}})
        document = await self._notifications.find_one(own)
        if document is None:
            raise NotificationNotFound
        return shown(document)


def job_facts(event: JobFinished) -> dict[str, Any]:
    """Return what the owner is told of a finished job; raises PoisonMessage if it is incomplete."""
    outcome, kind = event.WhichOneof("outcome"), _KINDS.get(event.kind)
    if not event.job_id or not event.owner_id or outcome is None or kind is None:
        raise PoisonMessage("incomplete")
    answer = error = None
    if outcome == "failed":
        error = {"code": event.failed.code, "message": event.failed.message}
    elif outcome == "succeeded" and kind == "extract":
        answer = _ANSWERS.get(event.succeeded.extracted.answer)
        if answer is None:
            raise PoisonMessage("no answer")
    return {"job": event.job_id, "kind": kind, "status": outcome, "answer": answer, "error": error}
