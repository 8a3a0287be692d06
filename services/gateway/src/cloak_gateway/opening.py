"""Opening what an extraction found, with a passphrase that is used and forgotten."""

import time

import cloak_codec as codec
from cloak_kit.blobs import BlobStore
from cloak_kit.errors import BlobNotFound
from cloak_kit.mongo import Document

from cloak_gateway import metrics
from cloak_gateway.errors import JobHasNoResult, JobNotFinished, codec_refusals
from cloak_gateway.jobs import is_finished
from cloak_gateway.threads import Threads


def result_blob(record: Document) -> str:
    """The blob a finished job left; raises JobNotFinished, JobHasNoResult."""
    if not is_finished(record):
        raise JobNotFinished(retry_after_s=1)
    result = record.get("result")
    if record["status"] != "succeeded" or result is None:
        raise JobHasNoResult
    return str(result["blob"])


class Opening:
    """Unseals in threads."""

    def __init__(self, blobs: BlobStore, sealings: Threads, *, limit_bytes: int) -> None:
        self._blobs = blobs
        self._sealings = sealings
        self._limit_bytes = limit_bytes

    async def open(self, record: Document, passphrase: str | None) -> codec.Payload:
        """What the job found; raises RecipientKeyRequired, JobHasNoResult and the like."""
        name = result_blob(record)
        if record["kind"] != "extract":
            raise JobHasNoResult("only what was extracted can be opened")
        try:
            sealed = await self._blobs.read(name, limit_bytes=self._limit_bytes)
        except BlobNotFound as gone:
            raise JobHasNoResult("the result is no longer kept") from gone
        began = time.perf_counter()
        with codec_refusals():
            payload = await self._sealings.run(lambda: codec.unseal(sealed, passphrase))
        metrics.SEAL_SECONDS.labels("unseal").observe(time.perf_counter() - began)
        return payload
