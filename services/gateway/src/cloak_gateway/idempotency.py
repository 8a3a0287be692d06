"""Idempotency keys: one effect for one key, whatever is lost on the way."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cloak_kit.errors import InvalidRequest
from cloak_kit.mongo import Document
from pymongo import ASCENDING
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from cloak_gateway.clock import now
from cloak_gateway.errors import IdempotencyKeyInUse, IdempotencyKeyReused

_LONGEST_KEY = 128


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to make the job `job_id` for this key `until` another request may take it over.

    `replayed`: the job was made before.
    """

    owner: str
    key: str
    job_id: str
    until: datetime
    replayed: bool = False


def new_job_id() -> str:
    """An id that nobody guesses."""
    return f"j-{uuid.uuid4().hex}"


def checked_key(key: str) -> str:
    """The key, if it is 1 to 128 printable ASCII characters; raises InvalidRequest."""
    if not (1 <= len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise InvalidRequest("an Idempotency-Key has 1 to 128 printable ASCII characters")
    return key


class Fingerprints:
    """Says whether two requests are the same without keeping what they say.

    Passphrases take part, so the digest is keyed: who reads the database learns nothing by trying
    likely ones.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, parts: Mapping[str, str | None]) -> str:
        """Lower-case hex, the same for equal parts in every process that has the key."""
        said = json.dumps(parts, sort_keys=True, ensure_ascii=True).encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()


class Claims:
    """The `idempotency` collection: a key is in use, then done, then forgotten after a day.

    A claim whose deadline has passed belongs to a request that died; the next one takes it over
    with the same job id, so that what the first had done already is found, not doubled.
    """

    def __init__(
        self,
        database: AsyncDatabase[Document],
        fingerprints: Fingerprints,
        *,
        kept_s: float,
        deadline_s: float,
    ) -> None:
        self._fingerprints = fingerprints
        self._claims = database["idempotency"]
        self._kept = timedelta(seconds=kept_s)
        self._deadline = timedelta(seconds=deadline_s)

    async def prepare(self) -> None:
        """Create the index that makes a key unique, and the one that forgets it."""
        await self._claims.create_index([("owner", ASCENDING), ("key", ASCENDING)], unique=True)
        await self._claims.create_index([("forget_at", ASCENDING)], expireAfterSeconds=0)

    async def take(self, owner: str, key: str, parts: Mapping[str, str | None]) -> Claim:
        """Claim the key for a request of these parts.

        Raises IdempotencyKeyReused, IdempotencyKeyInUse.
        """
        return await self._take(owner, key, self._fingerprints.of(parts))

    async def _take(self, owner: str, key: str, fingerprint: str) -> Claim:
        at = now()
        claim = Claim(owner, key, new_job_id(), at + self._deadline)
        record = {
            "owner": owner,
            "key": key,
            "fingerprint": fingerprint,
            "job_id": claim.job_id,
            "state": "in_use",
            "until": claim.until,
            "forget_at": at + self._kept,
        }
        try:
            await self._claims.insert_one(record)
        except DuplicateKeyError:
            return await self._known(owner, key, fingerprint)
        return claim

    async def done(self, claim: Claim) -> None:
        """The job is there: from now on the key stands for it."""
        await self._claims.update_one(_of(claim), {"$set": {"state": "done"}})

    async def release(self, claim: Claim) -> None:
        """Nothing came of it: the key is free again, unless another has taken the claim over."""
        mine = _of(claim) | {"state": "in_use", "until": claim.until}
        await self._claims.delete_one(mine)

    async def _known(self, owner: str, key: str, fingerprint: str) -> Claim:
        found = await self._claims.find_one({"owner": owner, "key": key})
        if found is None:  # released or forgotten in this moment
            return await self._take(owner, key, fingerprint)
        at = now()
        if found["forget_at"] <= at:  # the server forgets within a minute; we do at once
            await self._claims.delete_one({"_id": found["_id"], "forget_at": found["forget_at"]})
            return await self._take(owner, key, fingerprint)
        if not hmac.compare_digest(found["fingerprint"], fingerprint):
            raise IdempotencyKeyReused
        if found["state"] == "done":
            return Claim(owner, key, found["job_id"], found["until"], replayed=True)
        until = at + self._deadline
        taken_over = await self._claims.update_one(
            {"_id": found["_id"], "state": "in_use", "until": {"$eq": found["until"], "$lt": at}},
            {"$set": {"until": until}},
        )
        if not taken_over.modified_count:
            raise IdempotencyKeyInUse(retry_after_s=1)
        return Claim(owner, key, found["job_id"], until)


def _of(claim: Claim) -> dict[str, object]:
    return {"owner": claim.owner, "key": claim.key, "job_id": claim.job_id}
