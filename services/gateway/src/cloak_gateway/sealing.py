"""From what is to be hidden to sealed bytes in the store: the last place that sees a passphrase."""

import time

import cloak_codec as codec
from cloak_codec.sealing import check_sealed
from cloak_kit.blobs import BlobStore
from cloak_kit.contracts.cloak.v1.jobs_pb2 import BlobRef
from cloak_kit.tracing import Traced

from cloak_gateway import metrics
from cloak_gateway.covers import Cover, reference_to
from cloak_gateway.errors import codec_refusals
from cloak_gateway.requests import EmbedRequest
from cloak_gateway.threads import Threads


class Sealing:
    """Seals in threads and stores the result for as long as a worker may want it."""

    def __init__(self, blobs: BlobStore, threads: Threads, *, retention_s: float) -> None:
        self._blobs = blobs
        self._threads = threads
        self._retention_s = retention_s

    async def stored(self, owner: str, job_id: str, wanted: EmbedRequest, cover: Cover) -> BlobRef:
        """Seal and store; a second time for the same job, what was stored first.

        Raises PayloadTooLarge, UnsupportedPayload, InvalidSealed, StorageUnavailable, and of a
        secret picture its refusals.
        """
        sealed = await self._sealed(wanted, cover)
        info = await self._blobs.put(
            f"{job_id}.sealed",
            sealed,
            owner=owner,
            kind="sealed",
            media_type="application/octet-stream",
            retention_s=self._retention_s,
        )
        return reference_to(info)

    async def _sealed(self, wanted: EmbedRequest, cover: Cover) -> bytes:
        way = wanted.way
        payload = wanted.payload
        if payload is None:
            sealed = wanted.sealed or b""
            with codec_refusals():
                await self._threads.run(
                    lambda: check_sealed(sealed, mode=way.mode, cover_size=cover.size)
                )
            return sealed
        began = time.perf_counter()
        with Traced("seal"), codec_refusals():
            sealed = await self._threads.run(
                lambda: codec.seal(
                    payload,
                    mode=way.mode,
                    cover_size=cover.size,
                    passphrase=wanted.passphrase,
                    channel=way.channel,
                    rate=way.rate,
                    room=cover.room,
                )
            )
        metrics.SEAL_SECONDS.labels("seal").observe(time.perf_counter() - began)
        return sealed
