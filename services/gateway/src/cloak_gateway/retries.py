"""A job that came to nothing, asked for again with the inputs it had."""

from cloak_kit.blobs import BlobStore
from cloak_kit.contracts.cloak.v1.jobs_pb2 import JobRequested
from cloak_kit.errors import BlobNotFound
from cloak_kit.mongo import Document
from cloak_kit.telemetry import current_request_id

from cloak_gateway.errors import InputsGone, JobNotFailed
from cloak_gateway.jobs import NewJob
from cloak_gateway.queueing import Queue

_ENDED_BADLY = ("failed", "cancelled")


class Retries:
    """Makes a new job of an old one's record."""

    def __init__(self, blobs: BlobStore, queue: Queue) -> None:
        self._blobs = blobs
        self._queue = queue

    async def renewed(self, record: Document, job_id: str) -> NewJob:
        """The same for the same owner, under a new id and with a new deadline.

        Raises JobNotFailed, InputsGone, StorageUnavailable.
        """
        if record["status"] not in _ENDED_BADLY:
            raise JobNotFailed
        before = JobRequested.FromString(record["request"])
        await self._still_there(before)
        request = self._queue.request(record["owner"], job_id)
        kind = record["kind"]
        if kind == "embed":
            request.embed.CopyFrom(before.embed)
            request.embed.placement_for = before.embed.placement_for or before.job_id
        else:
            request.extract.CopyFrom(before.extract)
            request.extract.placement_for = before.extract.placement_for or before.job_id
        return NewJob(
            kind=kind,
            mode=record["mode"],
            request=request,
            filename=record["filename"] if kind == "embed" else f"{job_id}.sealed",
            request_id=current_request_id(),
            retry_of=record["_id"],
        )

    async def _still_there(self, request: JobRequested) -> None:
        refs = [request.embed.cover, request.embed.sealed, request.extract.image]
        for name in [ref.name for ref in refs if ref.name]:
            try:
                await self._blobs.info(name, reader=request.owner_id)
            except BlobNotFound as gone:
                raise InputsGone from gone
