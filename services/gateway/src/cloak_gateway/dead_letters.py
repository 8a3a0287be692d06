"""Dead letters as administrators see them, and their way back, once each."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from cloak_kit.kafka import KafkaPublisher
from cloak_kit.kafka.dead_letters import DeadLetter, find, newest
from cloak_kit.mongo import Document
from cloak_kit.settings import KafkaSettings
from cloak_kit.telemetry import bound_ids
from pymongo import ASCENDING
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from cloak_gateway.administration import DeadLetterView, dead_letter_view
from cloak_gateway.clock import now
from cloak_gateway.errors import AlreadyRedriven, DeadLetterNotFound

log = structlog.get_logger(__name__)
_DEADLINE_S = 10.0
_LEASE = timedelta(minutes=2)
_REMEMBERED = timedelta(days=60)  # well over the two weeks for which dead letters are kept


class DeadLetters:
    """Peeks at the topics of dead letters; `redrives` remembers which were written back.

    A redrive is `sending` before its record is published and `done` after. One that broke off in
    between may be done again once its lease is over: handlers bear to see a record twice.
    """

    def __init__(
        self, database: AsyncDatabase[Document], publisher: KafkaPublisher, settings: KafkaSettings
    ) -> None:
        self._redrives = database["redrives"]
        self._publisher = publisher
        self._settings = settings

    async def prepare(self) -> None:
        """Create the index that forgets."""
        await self._redrives.create_index([("forget_at", ASCENDING)], expireAfterSeconds=0)

    async def newest(self, of_each_topic: int) -> list[DeadLetterView]:
        """The newest of every topic, newest first; raises QueueUnavailable."""
        letters = await newest(self._settings, of_each_topic=of_each_topic, deadline_s=_DEADLINE_S)
        redriven = await self._redriven(letters)
        return [dead_letter_view(letter, redriven.get(_name(letter))) for letter in letters]

    async def redrive(self, place: str, *, by: str) -> DeadLetterView:
        """Write the record to its own topic again.

        Raises DeadLetterNotFound, AlreadyRedriven, QueueUnavailable.
        """
        letter = await find(self._settings, place, deadline_s=_DEADLINE_S)
        if letter is None:
            raise DeadLetterNotFound
        at = await self._claim(letter, by)
        mine = {"_id": _name(letter), "at": at}
        with bound_ids(request_id=letter.request_id):
            try:
                await self._publisher.publish_again(letter.topic, letter.value, letter.key)
            except BaseException:
                await self._redrives.delete_one(mine)
                raise
            await self._redrives.update_one(mine, {"$set": {"state": "done"}})
            log.info("dead_letter.redriven", letter=letter.id, by=by)
        return dead_letter_view(letter, at)

    async def _claim(self, letter: DeadLetter, by: str) -> datetime:
        at = now()
        claim = {"at": at, "by": by, "state": "sending", "forget_at": at + _REMEMBERED}
        broken_off = {"_id": _name(letter), "state": "sending", "at": {"$lt": at - _LEASE}}
        try:
            await self._redrives.update_one(broken_off, {"$set": claim}, upsert=True)
        except DuplicateKeyError as taken:
            raise AlreadyRedriven from taken
        return at

    async def _redriven(self, letters: Sequence[DeadLetter]) -> dict[str, datetime]:
        names = {"_id": {"$in": [_name(letter) for letter in letters]}, "state": "done"}
        return {one["_id"]: one["at"] async for one in self._redrives.find(names)}


def _name(letter: DeadLetter) -> str:
    """Offsets begin anew when a topic is made anew, so the time belongs to the name."""
    return f"{letter.id}@{int(letter.at.timestamp() * 1000)}"
