"""The sweeper: removes what has expired, and what uploads that died have left behind."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog
from pymongo.errors import PyMongoError

from cloak_storage.blobs import Blobs
from cloak_storage.lease import Lease
from cloak_storage.metrics import SWEEP_SECONDS, SWEEPS, SWEPT
from cloak_storage.records import utc_now
from cloak_storage.settings import StorageSettings

log = structlog.get_logger(__name__)
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Swept:
    """What one round removed."""

    expired: int
    orphans: int


class Sweeper:
    """Sweeps every so often, on one replica at a time, and at once when it is woken."""

    def __init__(self, blobs: Blobs, lease: Lease, settings: StorageSettings) -> None:
        self._blobs, self._lease = blobs, lease
        self._every_s = settings.sweep_every_s
        self._orphan_after = timedelta(seconds=settings.orphan_after_s)
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Sweep now instead of at the next turn."""
        self._woken.set()

    async def run(self) -> None:
        """Sweep until cancelled; a database that is away costs a round, not the sweeper."""
        try:
            while True:
                self._woken.clear()
                try:
                    await self.sweep()
                except PyMongoError as error:
                    SWEEPS.labels("failed").inc()
                    log.warning("sweep.failed", reason=type(error).__name__)
                await self._pause()
        finally:
            await self._let_go()

    async def sweep(self) -> Swept | None:
        """Do one round; return what it removed, or None when another replica has the lease."""
        if not await self._lease.take():
            SWEEPS.labels("not_leader").inc()
            return None
        with SWEEP_SECONDS.time():
            swept = Swept(await self._remove_expired(), await self._remove_orphans())
        SWEEPS.labels("swept").inc()
        if swept.expired or swept.orphans:
            log.info("sweep.done", expired=swept.expired, orphans=swept.orphans)
        return swept

    async def _remove_expired(self) -> int:
        removed = 0
        while records := await self._blobs.records.expired(limit=_BATCH):
            for record in records:
                await self._blobs.remove(record)
            SWEPT.labels("expired").inc(len(records))
            removed += len(records)
            if not await self._lease.take():
                break
        return removed

    async def _remove_orphans(self) -> int:
        removed, uploads, records = 0, self._blobs.uploads, self._blobs.records
        before = utc_now() - self._orphan_after
        while intents := await uploads.begun_before(before, limit=_BATCH):
            for intent in intents:
                is_claimed = await records.holds(intent.name, intent.file)
                if not is_claimed and await self._blobs.files.remove(intent.file):
                    SWEPT.labels("orphan").inc()
                    removed += 1
                await uploads.settle(intent.file)
            if not await self._lease.take():
                break
        return removed

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._every_s):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _let_go(self) -> None:
        try:
            await self._lease.give_back()
        except PyMongoError as error:
            log.warning("lease.kept", reason=type(error).__name__)
