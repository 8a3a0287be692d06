"""From a request to a job, once for each idempotency key.

What breaks off before the job is inserted leaves a sealed blob that expires, and a claim that the
next try takes over with the same job id.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import cloak_codec as codec
from cloak_codec.imagewriter import chosen_output
from cloak_kit.contracts.cloak.v1.jobs_pb2 import Embed, Extract, Mode, OutputFormat
from cloak_kit.mongo import Document
from cloak_kit.telemetry import current_request_id

from cloak_gateway.covers import Covers
from cloak_gateway.filenames import with_ending
from cloak_gateway.idempotency import Claim, Claims, new_job_id
from cloak_gateway.jobs import NewJob
from cloak_gateway.placements import Placements
from cloak_gateway.queueing import Queue
from cloak_gateway.requests import EmbedRequest, ExtractRequest
from cloak_gateway.retries import Retries
from cloak_gateway.sealing import Sealing

_MODES = {
    "robust": Mode.MODE_ROBUST,
    "image": Mode.MODE_IMAGE,
    "covert": Mode.MODE_COVERT,
}
_OUTPUTS = {"png": OutputFormat.OUTPUT_FORMAT_PNG, "jpeg": OutputFormat.OUTPUT_FORMAT_JPEG}
Prepare = Callable[[str], Awaitable[NewJob]]


@dataclass(frozen=True, slots=True)
class Submitted:
    """The job, and whether it was there before."""

    record: Document
    replayed: bool


class Submissions:
    """Makes jobs, each once."""

    def __init__(
        self,
        claims: Claims,
        covers: Covers,
        sealing: Sealing,
        placements: Placements,
        queue: Queue,
        retries: Retries,
    ) -> None:
        self._claims = claims
        self._covers = covers
        self._sealing = sealing
        self._placements = placements
        self._queue = queue
        self._retries = retries

    async def embed(self, owner: str, wanted: EmbedRequest, *, key: str | None) -> Submitted:
        """Have the payload hidden; raises BlobNotFound, PayloadTooLarge, and what the key gives."""

        async def prepare(job_id: str) -> NewJob:
            fields, way = wanted.fields, wanted.way
            cover = await self._covers.cover(owner, fields.cover)
            if wanted.payload is not None:
                sealed = wanted.passphrase is not None
                cover = await self._covers.measured_for(owner, cover, way, sealed=sealed)
            output = chosen_output(fields.output, way.mode, cover.ref.media_type)
            request = self._queue.request(owner, job_id)
            task = Embed(
                cover=cover.ref,
                sealed=await self._sealing.stored(owner, job_id, wanted, cover),
                mode=_MODES[fields.mode],
                output=_OUTPUTS[output],
                journey=way.channel,
                rate=way.rate,
            )
            if way.mode is codec.Mode.COVERT:
                task.placement = await self._placements.closed(
                    job_id, wanted.passphrase, wanted.placement
                )
            request.embed.CopyFrom(task)
            name = with_ending(cover.filename, f"image/{output}")
            return NewJob("embed", fields.mode, request, name, current_request_id())

        return await self._once(owner, key, wanted.fingerprint_parts(), prepare)

    async def extract(self, owner: str, wanted: ExtractRequest, *, key: str | None) -> Submitted:
        """Have a payload looked for; raises BlobNotFound, and what the key gives."""
        fields = wanted.fields

        async def prepare(job_id: str) -> NewJob:
            image = await self._covers.picture(owner, fields.image)
            box = await self._placements.closed(job_id, wanted.passphrase, wanted.placement)
            request = self._queue.request(owner, job_id)
            request.extract.CopyFrom(Extract(image=image, placement=box))
            return NewJob("extract", None, request, f"{job_id}.sealed", current_request_id())

        return await self._once(owner, key, fields.fingerprint_parts(), prepare)

    async def again(self, record: Document, *, key: str | None) -> Submitted:
        """Have a job that came to nothing done again for its owner.

        Raises JobNotFailed, InputsGone, and what the key gives.
        """

        async def prepare(job_id: str) -> NewJob:
            return await self._retries.renewed(record, job_id)

        parts: dict[str, str | None] = {"kind": "retry", "job": record["_id"]}
        return await self._once(record["owner"], key, parts, prepare)

    async def _once(
        self, owner: str, key: str | None, parts: dict[str, str | None], prepare: Prepare
    ) -> Submitted:
        if key is None:
            record = await self._queue.submit(await prepare(new_job_id()))
            return Submitted(record, replayed=False)
        claim = await self._claims.take(owner, key, parts)
        if claim.replayed:
            return Submitted(await self._queue.known(owner, claim.job_id), replayed=True)
        return Submitted(await self._claimed(claim, prepare), replayed=False)

    async def _claimed(self, claim: Claim, prepare: Prepare) -> Document:
        try:
            new = await prepare(claim.job_id)
        except BaseException:
            await self._claims.release(claim)
            raise
        record = await self._queue.submit(new)
        await self._claims.done(claim)
        return record
