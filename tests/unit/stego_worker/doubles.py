"""Doubles of what the worker talks to, by the same protocols."""

import asyncio
import threading
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass, field
from typing import Any

import cloak_codec
from aiokafka import ConsumerRecord
from cloak_kit.blobs import BlobInfo, BlobKind, StorageUnavailable
from cloak_kit.contracts.cloak.v1.events_pb2 import JobFinished, JobProgressed
from cloak_kit.contracts.cloak.v1.jobs_pb2 import MODE_ROBUST, BlobRef, Embed, Extract, JobRequested
from cloak_kit.contracts.topics import JOBS_REQUESTED, Topic
from google.protobuf.message import Message

from tests.fakes.blobs import BlobsInMemory


@dataclass
class FaultyBlobs(BlobsInMemory):
    """Blobs in memory whose next calls can be made to fail, or to hang for some names."""

    failures: int = 0
    hung: set[str] = field(default_factory=set)

    async def put(
        self,
        name: str,
        body: bytes | AsyncIterable[bytes],
        *,
        owner: str,
        kind: BlobKind,
        media_type: str,
        retention_s: float | None = None,
    ) -> BlobInfo:
        """Store it as the store in memory does, unless it was told to fail."""
        await self._perhaps_fail(name)
        return await super().put(
            name,
            body,
            owner=owner,
            kind=kind,
            media_type=media_type,
            retention_s=retention_s,
        )

    async def read(self, name: str, *, limit_bytes: int, reader: str | None = None) -> bytes:
        """Read it as the store in memory does, unless it was told to fail."""
        await self._perhaps_fail(name)
        return await super().read(name, limit_bytes=limit_bytes, reader=reader)

    async def _perhaps_fail(self, name: str) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageUnavailable
        if name in self.hung:
            await asyncio.Event().wait()


@dataclass
class RecordingPublisher:
    """A Publisher that remembers; ``refusing`` raises instead."""

    sent: list[tuple[str, Message]] = field(default_factory=list)
    dead: list[tuple[str, bytes | None, str]] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)

    async def publish(self, topic: Topic[Any], message: Message, *, key: str) -> None:
        """Remember a copy."""
        await asyncio.sleep(0)
        if self.refusals and isinstance(message, JobFinished):
            raise self.refusals.pop(0)
        copy = type(message)()
        copy.CopyFrom(message)
        self.sent.append((topic.name, copy))

    async def publish_dead(
        self, topic: Topic[Any], value: bytes | None, key: bytes | None, reason: str
    ) -> None:
        """Remember what was put aside and why."""
        self.dead.append((topic.name, value, reason))

    @property
    def finished(self) -> list[JobFinished]:
        """The ends of jobs, in order."""
        return [m for _, m in self.sent if isinstance(m, JobFinished)]

    @property
    def progressed(self) -> list[JobProgressed]:
        """The progress told, in order."""
        return [m for _, m in self.sent if isinstance(m, JobProgressed)]


REPORT = cloak_codec.Report(psnr_db=41.5, ssim=0.98, strength=1.25, attempts=2, model="robust-1")

EMBEDDED = cloak_codec.Embedded(
    b"the stego file", "image/png", REPORT, {"decode": 0.25, "predict": 0.5}
)
EXTRACTED = cloak_codec.Extracted(
    cloak_codec.Answer.PAYLOAD,
    sealed=b"the sealed bytes",
    mode=cloak_codec.Mode.ROBUST,
    corrected_share=0.125,
    timings={"predict": 0.5},
)


@dataclass
class FakeCodec:
    """A codec that goes through its stages; ``during`` runs in its thread before each."""

    during: Callable[[str], None] = lambda _: None
    embedded: cloak_codec.Embedded = EMBEDDED
    extracted: cloak_codec.Extracted = EXTRACTED
    asked: list[dict[str, Any]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    pixels: int = 100

    def pixels_in(self, image: bytes) -> int:
        """Say that every picture is of one size."""
        return self.pixels

    def embed(self, cover: bytes, sealed: bytes, **options: Any) -> cloak_codec.Embedded:
        """Go through the stages of embedding."""
        self._go_through({"cover": cover, "sealed": sealed, **options})
        return self.embedded

    def fingerprint(self, image: bytes) -> bytes:
        """Say what the picture was, so that a test sees it again."""
        return image.ljust(32)[:32]

    def extract(self, image: bytes, **options: Any) -> cloak_codec.Extracted:
        """Go through the stages of extraction."""
        self._go_through({"image": image, **options})
        return self.extracted

    def _go_through(self, asked: dict[str, Any]) -> None:
        self.asked.append(asked)
        self.threads.add(threading.get_ident())
        for stage in ("decode", "predict", "encode", "verify"):
            self.during(stage)
            asked["check"](stage)


def embed_request(job_id: str = "j-1") -> JobRequested:
    """A request of user ada to hide ``j-1.sealed`` in ``u-1``."""
    request = JobRequested(
        job_id=job_id,
        owner_id="ada",
        embed=Embed(
            cover=BlobRef(name="u-1"), sealed=BlobRef(name=f"{job_id}.sealed"), mode=MODE_ROBUST
        ),
    )
    request.requested_at.GetCurrentTime()
    return request


def extract_request(job_id: str = "j-2") -> JobRequested:
    """A request of user ada to look into ``u-1``."""
    return JobRequested(job_id=job_id, owner_id="ada", extract=Extract(image=BlobRef(name="u-1")))


def record(value: JobRequested | bytes, *, offset: int = 0) -> ConsumerRecord:
    """A record of cloak.jobs.requested as the consumer gives it."""
    content = value if isinstance(value, bytes) else value.SerializeToString()
    return ConsumerRecord(
        topic=JOBS_REQUESTED.name,
        partition=0,
        offset=offset,
        timestamp=0,
        timestamp_type=0,
        key=b"key",
        value=content,
        checksum=None,
        serialized_key_size=3,
        serialized_value_size=len(content),
        headers=[("x-request-id", b"request-1234")],
    )
