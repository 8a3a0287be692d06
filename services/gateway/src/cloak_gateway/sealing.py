"""From what is to be hidden to sealed bytes in the store: the last place that sees a passphrase."""

import time

import cloak_codec as codec
from cloak_kit.blobs import BlobStore
from cloak_kit.contracts.cloak.v1.jobs_pb2 import BlobRef

from cloak_gateway import metrics
from cloak_gateway.covers import Cover, reference_to
from cloak_gateway.errors import InvalidSealed, codec_refusals
from cloak_gateway.pictures import capacity_of
from cloak_gateway.requests import EmbedRequest
from cloak_gateway.threads import Threads

_MOST_OVERHEAD_BYTES = 64  # of a frame over its payload


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
        mode = codec.Mode(wanted.fields.mode)
        payload = wanted.payload
        if payload is None:
            return _fitting(wanted, cover)
        began = time.perf_counter()
        with codec_refusals():
            sealed = await self._threads.run(
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
