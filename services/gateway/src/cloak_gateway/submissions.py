"""From a request to a job that the workers know of, such that a crash anywhere can be repaired.

The order is the promise: sealed bytes stored, job inserted as `accepted`, workers told, marked
`queued`. What breaks off before the insert leaves a blob that expires; after it, the sweeper tells
the workers again, under the same id.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, timedelta

import cloak_codec as codec
import structlog
from cloak_kit.blobs import BlobStore
from cloak_kit.contracts.cloak.v1.jobs_pb2 import (
    BlobRef,
    Channel,
    Embed,
    Extract,
    JobRequested,
    Mode,
    OutputFormat,
)
from cloak_kit.contracts.topics import JOBS_REQUESTED
from cloak_kit.errors import Unavailable
from cloak_kit.kafka import Publisher
from cloak_kit.mongo import Document
from cloak_kit.telemetry import bound_ids, current_request_id

from cloak_gateway import metrics
from cloak_gateway.clock import now
from cloak_gateway.covers import Cover, Covers
from cloak_gateway.errors import InvalidSealed, codec_refusals
from cloak_gateway.filenames import with_ending
from cloak_gateway.idempotency import Claim, Claims, Fingerprints, new_job_id
from cloak_gateway.jobs import Jobs, NewJob
from cloak_gateway.pictures import capacity_of
from cloak_gateway.requests import EmbedRequest, ExtractFields
from cloak_gateway.threads import Threads

log = structlog.get_logger(__name__)
_MODES = {"robust": Mode.MODE_ROBUST, "image": Mode.MODE_IMAGE}
_OUTPUTS = {"png": OutputFormat.OUTPUT_FORMAT_PNG, "jpeg": OutputFormat.OUTPUT_FORMAT_JPEG}
_CHANNELS = {"lossless": Channel.CHANNEL_LOSSLESS, "chat": Channel.CHANNEL_CHAT}
_MOST_OVERHEAD_BYTES = 64  # of a frame over its payload


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds from the submission, but `overdue_s` from the expiry."""

    expires_s: float
    overdue_s: float
    requeue_after_s: float
    kept_s: float


@dataclass(frozen=True, slots=True)
class Submitted:
    """The job, and whether it was there before."""

    record: Document
    replayed: bool


class Submissions:
    """Makes jobs, each once."""

    def __init__(
        self,
        jobs: Jobs,
        claims: Claims,
        fingerprints: Fingerprints,
        covers: Covers,
        blobs: BlobStore,
        publisher: Publisher,
        sealings: Threads,
        deadlines: Deadlines,
    ) -> None:
        self._jobs = jobs
        self._claims = claims
        self._fingerprints = fingerprints
        self._covers = covers
        self._blobs = blobs
        self._publisher = publisher
        self._sealings = sealings
        self._deadlines = deadlines

    async def embed(self, owner: str, wanted: EmbedRequest, *, key: str | None) -> Submitted:
        """Have the payload hidden; raises BlobNotFound, PayloadTooLarge, and what the key gives."""

        async def prepare(job_id: str) -> NewJob:
            cover = await self._covers.cover(owner, wanted.fields.cover)
            sealed = await self._sealed(wanted, cover)
            stored = await self._blobs.put(
                f"{job_id}.sealed",
                sealed,
                owner=owner,
                kind="sealed",
                media_type="application/octet-stream",
                retention_s=self._deadlines.expires_s + 2 * self._deadlines.overdue_s,
            )
            request = self._request(owner, job_id)
            request.embed.CopyFrom(
                Embed(
                    cover=cover.ref,
                    sealed=BlobRef(
                        name=stored.name,
                        media_type=stored.media_type,
                        size_bytes=stored.size_bytes,
                        sha256=stored.sha256,
                    ),
                    mode=_MODES[wanted.fields.mode],
                    output=_OUTPUTS[wanted.fields.output],
                    channel=_CHANNELS[wanted.fields.channel],
                )
            )
            name = with_ending(cover.filename, f"image/{wanted.fields.output}")
            return NewJob("embed", wanted.fields.mode, request, name, current_request_id())

        return await self._once(owner, key, wanted.fingerprint_parts(), prepare)

    async def extract(self, owner: str, wanted: ExtractFields, *, key: str | None) -> Submitted:
        """Have a payload looked for; raises BlobNotFound, and what the key gives."""

        async def prepare(job_id: str) -> NewJob:
            image = await self._covers.picture(owner, wanted.image)
            request = self._request(owner, job_id)
            request.extract.CopyFrom(Extract(image=image))
            return NewJob("extract", None, request, f"{job_id}.sealed", current_request_id())

        parts: dict[str, str | None] = {"kind": "extract", "image": wanted.image}
        return await self._once(owner, key, parts, prepare)

    async def _once(
        self,
        owner: str,
        key: str | None,
        parts: dict[str, str | None],
        prepare: Callable[[str], Awaitable[NewJob]],
    ) -> Submitted:
        if key is None:
            return Submitted(await self._submit(await prepare(new_job_id())), replayed=False)
        claim = await self._claims.take(owner, key, self._fingerprints.of(parts))
        if claim.replayed:
            return Submitted(await self._jobs.get(owner, claim.job_id), replayed=True)
        return Submitted(await self._claimed(claim, prepare), replayed=False)

    async def _claimed(self, claim: Claim, prepare: Callable[[str], Awaitable[NewJob]]) -> Document:
        try:
            new = await prepare(claim.job_id)
        except BaseException:
            await self._claims.release(claim)
            raise
        record = await self._submit(new)
        await self._claims.done(claim)
        return record

    async def _submit(self, new: NewJob) -> Document:
        at = now()
        record = await self._jobs.insert(
            new,
            requeue_at=at + timedelta(seconds=self._deadlines.requeue_after_s),
            overdue_at=new.request.expires_at.ToDatetime(UTC)
            + timedelta(seconds=self._deadlines.overdue_s),
            forget_at=at + timedelta(seconds=self._deadlines.kept_s),
        )
        with bound_ids(job_id=record["_id"]):
            try:
                await self._publisher.publish(JOBS_REQUESTED, new.request, key=record["_id"])
            except Unavailable:
                # The job is kept: the sweeper tells the workers as soon as the queue is back.
                log.warning("job.left_to_sweeper")
                return record
            log.info("job.queued", kind=new.kind, mode=new.mode)
            return await self._jobs.queued(record["_id"]) or record

    def _request(self, owner: str, job_id: str) -> JobRequested:
        at = now()
        request = JobRequested(job_id=job_id, owner_id=owner)
        request.requested_at.FromDatetime(at)
        request.expires_at.FromDatetime(at + timedelta(seconds=self._deadlines.expires_s))
        return request

    async def _sealed(self, wanted: EmbedRequest, cover: Cover) -> bytes:
        mode = codec.Mode(wanted.fields.mode)
        payload = wanted.payload
        if payload is None:
            return _fitting(wanted, cover)
        began = time.perf_counter()
        with codec_refusals():
            sealed = await self._sealings.run(
                lambda: codec.seal(
                    payload, mode=mode, cover_size=cover.size, passphrase=wanted.passphrase
                )
            )
        metrics.SEAL_SECONDS.labels("seal").observe(time.perf_counter() - began)
        return sealed


def _fitting(wanted: EmbedRequest, cover: Cover) -> bytes:
    """What the client sealed, if a cover of this size can hold so much; raises InvalidSealed."""
    sealed = wanted.sealed or b""
    room = capacity_of(cover.size, wanted.fields.mode, sealed=False)
    most = room.payload_bytes + _MOST_OVERHEAD_BYTES
    if wanted.fields.mode == "robust" and (not room.usable or len(sealed) > most):
        raise InvalidSealed(f"{len(sealed)} sealed bytes do not fit; this cover carries {most}")
    return sealed
