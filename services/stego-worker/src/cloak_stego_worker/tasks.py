"""What a job does with pictures: fetch, the codec in a thread, store under its own name."""

import asyncio
import contextvars
import hashlib
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol, TypeVar

import cloak_codec
import structlog
from cloak_kit.blobs import BlobStore
from cloak_kit.contracts.cloak.v1 import events_pb2 as events
from cloak_kit.contracts.cloak.v1 import jobs_pb2 as jobs

from cloak_stego_worker import metrics
from cloak_stego_worker.outcomes import JobUnsupported
from cloak_stego_worker.patience import Patience
from cloak_stego_worker.pixels import PixelBudget
from cloak_stego_worker.placements import Placements
from cloak_stego_worker.run import Run
from cloak_stego_worker.serving.networks import GRACE_S

log = structlog.get_logger(__name__)
T = TypeVar("T")

MODES: Final = {
    jobs.MODE_ROBUST: cloak_codec.Mode.ROBUST,
    jobs.MODE_IMAGE: cloak_codec.Mode.IMAGE,
    jobs.MODE_COVERT: cloak_codec.Mode.COVERT,
}
MODE_NUMBERS: Final = {mode: number for number, mode in MODES.items()}
for mode in MODES.values():
    metrics.VERIFICATION_FAILURES.labels(mode.value)
    metrics.PSNR_DB.labels(mode.value)
ANSWERS: Final = {
    cloak_codec.Answer.PAYLOAD: events.ANSWER_PAYLOAD,
    cloak_codec.Answer.NO_MESSAGE: events.ANSWER_NO_MESSAGE,
    cloak_codec.Answer.DAMAGED: events.ANSWER_DAMAGED,
    cloak_codec.Answer.NEEDS_MODEL: events.ANSWER_NEEDS_MODEL,
}
# A codec thread ends itself at the deadline, at its next stage or model call; it is waited for
# this much longer so that the job's end says why.
THREAD_GRACE_S: Final = 2.0


class Codec(Protocol):
    """The calls of cloak_codec that a job makes."""

    def pixels_in(self, image: bytes) -> int:
        """Say how many pixels a picture has, by its header alone."""
        ...

    def embed(
        self,
        cover: bytes,
        sealed: bytes,
        *,
        mode: cloak_codec.Mode,
        output: cloak_codec.Output = ...,
        channel: cloak_codec.Channel | None = ...,
        placement: bytes | None = ...,
        rate: float | None = ...,
        check: cloak_codec.Check | None = ...,
    ) -> cloak_codec.Embedded:
        """Hide sealed bytes in a cover."""
        ...

    def fingerprint(self, image: bytes) -> bytes:
        """Say how a picture looks, in 32 bytes."""
        ...

    def extract(
        self,
        image: bytes,
        *,
        networks: cloak_codec.Networks,
        placement: bytes | None = ...,
        check: cloak_codec.Check | None = ...,
    ) -> cloak_codec.Extracted:
        """Look for sealed bytes in a picture."""
        ...


@dataclass(frozen=True, slots=True)
class Tasks:
    """Embedding and extraction on blobs. Doing one twice has the effect of doing it once."""

    blobs: BlobStore
    codec: Codec
    threads: Executor
    budget: PixelBudget
    placements: Placements
    patience: Patience
    max_input_bytes: int

    async def embed(self, task: jobs.Embed, run: Run) -> events.Succeeded:
        """Hide the sealed payload in the cover and store the finished file as ``<job>.stego``."""
        mode = MODES.get(task.mode)
        if mode is None:
            raise JobUnsupported("this mode")
        placement = self.placements.opened(task.placement, task.placement_for or run.job_id)
        with run.stage("fetch"):
            cover = await self._fetch(task.cover, run)
            sealed = await self._fetch(task.sealed, run)
        made, looks = await self._in_thread(
            cover,
            partial(
                self._made,
                cover,
                sealed,
                mode=mode,
                output="jpeg" if task.output == jobs.OUTPUT_FORMAT_JPEG else "png",
                channel=task.journey or None,
                placement=placement,
                rate=task.rate if task.HasField("rate") else None,
                check=run.enter,
            ),
            run,
        )
        run.add(made.timings)
        report = made.report
        metrics.PSNR_DB.labels(mode.value).observe(report.psnr_db)
        return events.Succeeded(
            embedded=events.Embedded(
                result=await self._store("stego", made.file, made.media_type, run),
                mode=task.mode,
                psnr_db=report.psnr_db,
                ssim=report.ssim,
                strength=report.strength,
                model=report.model,
                fingerprint=looks,
            )
        )

    async def extract(self, task: jobs.Extract, run: Run) -> events.Succeeded:
        """Look for a payload; what is found, still sealed, is stored as ``<job>.payload``."""
        placement = self.placements.opened(task.placement, task.placement_for or run.job_id)
        with run.stage("fetch"):
            image = await self._fetch(task.image, run)
        found = await self._in_thread(
            image,
            partial(
                self.codec.extract,
                image,
                networks=run.networks,
                placement=placement,
                check=run.enter,
            ),
            run,
        )
        run.add(found.timings)
        extracted = events.Extracted(answer=ANSWERS[found.answer])
        if found.mode is not None:
            extracted.mode = MODE_NUMBERS[found.mode]
        if found.corrected_share is not None:
            extracted.corrected_share = found.corrected_share
        if found.needs_model is not None:
            extracted.needs_model = found.needs_model
        if found.sealed is not None:
            stored = await self._store("payload", found.sealed, "application/octet-stream", run)
            extracted.sealed.CopyFrom(stored)
        return events.Succeeded(extracted=extracted)

    def _made(
        self, cover: bytes, sealed: bytes, **wishes: Any
    ) -> tuple[cloak_codec.Embedded, bytes]:
        """The finished picture and its fingerprint."""
        try:
            made = self.codec.embed(cover, sealed, **wishes)
        except cloak_codec.CoverUnsuitable:
            metrics.VERIFICATION_FAILURES.labels(wishes["mode"].value).inc()
            raise
        return made, self.codec.fingerprint(made.file)

    async def _fetch(self, ref: jobs.BlobRef, run: Run) -> bytes:
        async with asyncio.timeout_at(run.deadline_at + GRACE_S):
            return await self.patience.until(
                run.deadline_at,
                "fetch",
                lambda: self.blobs.read(
                    ref.name, limit_bytes=self.max_input_bytes, reader=run.owner_id
                ),
            )

    async def _in_thread(self, image: bytes, work: Callable[[], T], run: Run) -> T:
        """Do the work on this picture in a thread, once the pixel budget has room for it."""

        def in_turn() -> T:
            begun = time.perf_counter()
            # Held by the thread: one that outlives its job still fills the memory.
            with self.budget.share(self.codec.pixels_in(image), run.check):
                run.add({"queue": time.perf_counter() - begun})
                try:
                    return work()
                finally:
                    run.spans.leave()

        in_trace = partial(contextvars.copy_context().run, in_turn)
        async with asyncio.timeout_at(run.deadline_at + THREAD_GRACE_S):
            return await asyncio.get_running_loop().run_in_executor(self.threads, in_trace)

    async def _store(self, suffix: str, content: bytes, media_type: str, run: Run) -> jobs.BlobRef:
        """Put the result under its one name; a result that is already there is the result."""
        with run.stage("store"):
            async with asyncio.timeout_at(run.deadline_at + GRACE_S):
                stored = await self.patience.until(
                    run.deadline_at,
                    "store",
                    lambda: self.blobs.put(
                        f"{run.job_id}.{suffix}",
                        content,
                        owner=run.owner_id,
                        kind="result",
                        media_type=media_type,
                    ),
                )
        if stored.sha256 != hashlib.sha256(content).hexdigest():
            log.info("result.first_kept", name=stored.name)
        return jobs.BlobRef(
            name=stored.name,
            media_type=stored.media_type,
            size_bytes=stored.size_bytes,
            sha256=stored.sha256,
        )
