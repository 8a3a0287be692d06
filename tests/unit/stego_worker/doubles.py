"""Doubles of what the worker talks to, by the same protocols."""

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterable, Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import cloak_codec
from aiokafka import ConsumerRecord
from cloak_kit.blobs import BlobInfo, BlobKind, StorageUnavailable
from cloak_kit.contracts.cloak.v1.events_pb2 import JobFinished, JobProgressed
from cloak_kit.contracts.cloak.v1.jobs_pb2 import MODE_ROBUST, BlobRef, Embed, Extract, JobRequested
from cloak_kit.contracts.topics import JOBS_REQUESTED, Topic
from cloak_kit.errors import BlobNotFound, BodyTooLarge
from google.protobuf.message import Message


@dataclass
class MemoryBlobs:
    """A BlobStore in memory whose next calls can be made to fail."""

    content: dict[str, tuple[bytes, BlobInfo]] = field(default_factory=dict)
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
        """Store it unless the name is taken; return the first one."""
        self._perhaps_fail()
        if name in self.hung:
            await asyncio.Event().wait()
        if name not in self.content:
            whole = body if isinstance(body, bytes) else b"".join([part async for part in body])
            info = BlobInfo(
                name=name,
                kind=kind,
                owner=owner,
                readers=[],
                media_type=media_type,
                size_bytes=len(whole),
                sha256=hashlib.sha256(whole).hexdigest(),
                created_at=datetime.now(UTC),
            )
            self.content[name] = (whole, info)
        return self.content[name][1]

    async def read(self, name: str, *, limit_bytes: int, reader: str | None = None) -> bytes:
        """Return the content to its owner."""
        self._perhaps_fail()
        if name in self.hung:
            await asyncio.Event().wait()
        content, info = self._visible(name, reader)
        if info.size_bytes > limit_bytes:
            raise BodyTooLarge(limit_bytes=limit_bytes)
        return content

    async def info(self, name: str, *, reader: str | None = None) -> BlobInfo:
        """Describe it to its owner."""
        return self._visible(name, reader)[1]

    async def share(self, name: str, readers: Collection[str]) -> BlobInfo:
        """Remember who else may read it."""
        content, info = self._visible(name, None)
        shared = info.model_copy(update={"readers": sorted({*info.readers, *readers})})
        self.content[name] = (content, shared)
        return shared

    async def delete(self, name: str) -> None:
        """Forget it."""
        self.content.pop(name, None)

    def _visible(self, name: str, reader: str | None) -> tuple[bytes, BlobInfo]:
        if name not in self.content:
            raise BlobNotFound
        content, info = self.content[name]
        if reader is not None and reader not in (info.owner, *info.readers):
            raise BlobNotFound
        return content, info

    def _perhaps_fail(self) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageUnavailable


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
