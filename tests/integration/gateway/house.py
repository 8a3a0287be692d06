"""A gateway on real Kafka, Mongo and Redis, its neighbours, and people who hold real tokens."""

import io
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self
from uuid import uuid4

import httpx
import numpy as np
from aiokafka import AIOKafkaConsumer, TopicPartition
from cloak_codec.likeness import fingerprint
from cloak_gateway.app import build
from cloak_gateway.parts import Parts
from cloak_gateway.settings import GatewayMongoSettings, GatewaySettings
from cloak_kit.contracts.cloak.v1.events_pb2 import Answer, JobFinished, JobProgressed
from cloak_kit.contracts.cloak.v1.jobs_pb2 import BlobRef, Mode
from cloak_kit.contracts.topics import JOBS_FINISHED, JOBS_PROGRESSED
from cloak_kit.kafka import KafkaPublisher
from cloak_kit.settings import BlobSettings, KafkaSettings, RedisSettings, TokenSettings
from cloak_local.kafka_access import KafkaAccess
from fastapi import FastAPI
from PIL import Image
from pydantic import SecretStr

from tests.integration.gateway.declared import Declared
from tests.integration.gateway.neighbours import BLOB_TOKEN, Shelf, Upstream
from tests.integration.gateway.serving import serving
from tests.plugins import worker_keys
from tests.plugins.backends import Mongo
from tests.plugins.keys import Keys
from tests.plugins.polling import eventually

FINGERPRINT_KEY = "0123456789abcdef0123456789abcdef"


def kafka_settings(kafka: KafkaAccess, service: str) -> KafkaSettings:
    """The broker, as that service."""
    variables = kafka.environment(service)
    return KafkaSettings(
        bootstrap=variables["CLOAK_KAFKA_BOOTSTRAP"],
        username=variables.get("CLOAK_KAFKA_USERNAME", ""),
        password=SecretStr(variables.get("CLOAK_KAFKA_PASSWORD", "")),
        request_timeout_s=10,
    )


def photo(width: int = 256, height: int = 256, kind: str = "PNG", seed: int = 0) -> bytes:
    """A picture with some structure in it."""
    noise = np.random.default_rng(seed).integers(0, 255, (height // 8, width // 8, 3))
    picture = Image.fromarray(noise.astype(np.uint8)).resize((width, height))
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


@dataclass
class House:
    """One replica, and everything it speaks to."""

    settings: GatewaySettings
    keys: Keys
    shelf: Shelf
    auth: Upstream
    messaging: Upstream
    worker: KafkaPublisher
    kafka: KafkaAccess
    stack: AsyncExitStack
    app: FastAPI = field(init=False)
    url: str = field(init=False)

    @classmethod
    async def open(
        cls, stack: AsyncExitStack, kafka: KafkaAccess, mongo: Mongo, redis_url: str, **more: Any
    ) -> Self:
        """Start the neighbours and one replica."""
        keys, shelf = Keys(), Shelf()
        auth, messaging = Upstream("auth", "/api/auth"), Upstream("messaging", "/api")
        urls = [
            await stack.enter_async_context(serving(each.app))
            for each in (keys, shelf, auth, messaging)
        ]
        settings = GatewaySettings(
            port=0,
            workers_key=worker_keys.PUBLIC,
            fingerprint_key=SecretStr(FINGERPRINT_KEY),
            consumer_group=f"cloak.gateway.{uuid4().hex}",
            auth_url=urls[2],
            messaging_url=urls[3],
            kafka=kafka_settings(kafka, "gateway"),
            mongo=GatewayMongoSettings(uri=SecretStr(mongo.uri), database=mongo.database),
            redis=RedisSettings(url=SecretStr(redis_url)),
            blobs=BlobSettings(url=urls[1], token=SecretStr(BLOB_TOKEN)),
            tokens=TokenSettings(jwks_url=f"{urls[0]}/.well-known/jwks.json"),
            **({"sweep_every_s": 0.2} | more),
        )
        publisher = KafkaPublisher.connect(kafka_settings(kafka, "stego-worker"))
        worker = await stack.enter_async_context(publisher)
        house = cls(settings, keys, shelf, auth, messaging, worker, kafka, stack)
        await house.start()
        await house.ready()
        return house

    async def start(self) -> None:
        """Start this replica."""
        self.app = build(self.settings)
        self.url = await self.stack.enter_async_context(serving(self.app))

    async def ready(self) -> None:
        """Wait until this replica can do its work."""
        async with httpx.AsyncClient(base_url=self.url) as http:

            async def is_ready() -> bool:
                try:
                    return (await http.get("/readyz")).status_code == httpx.codes.OK
                except httpx.ConnectError:
                    return False  # a process takes a moment to listen

            await eventually(is_ready, bool, within_s=60)

    async def another(self, **more: Any) -> Self:
        """A second replica beside this one."""
        other = await self.beside(self.settings.model_copy(update=more))
        await other.ready()
        return other

    async def beside(self, settings: GatewaySettings) -> Self:
        """A replica with other settings, ready or not."""
        other = replace(self, settings=settings)
        await other.start()
        return other

    @property
    def parts(self) -> Parts:
        """What the replica was built from."""
        parts: Parts = self.app.state.parts
        return parts

    async def caught_up(self) -> bool:
        """Whether the projector has taken in and committed all that was told."""
        async with AIOKafkaConsumer(
            **self.kafka.aiokafka("gateway"), group_id=self.settings.consumer_group
        ) as consumer:
            places = [
                TopicPartition(topic.name, number)
                for topic in (JOBS_PROGRESSED, JOBS_FINISHED)
                for number in range(topic.partitions)
            ]
            first = await consumer.beginning_offsets(places)
            ends = await consumer.end_offsets(places)
            committed = {place: await consumer.committed(place) or first[place] for place in places}
        return all(committed[place] >= end for place, end in ends.items())

    async def person(
        self, name: str | None = None, *, session: str = "s1", role: str = "user"
    ) -> "Person":
        """Somebody who is signed in."""
        user = name or f"user-{uuid4().hex[:8]}"
        token = self.keys.token(user, session=session, role=role)
        headers = {"Authorization": f"Bearer {token}"}
        http = httpx.AsyncClient(
            base_url=self.url,
            headers=headers,
            timeout=30,
            event_hooks={"response": [Declared(self.app).check]},
        )
        return Person(user, await self.stack.enter_async_context(http))

    async def progressed(self, job: str, *, fraction: float, stage: str = "predict") -> None:
        """A worker tells how far it is."""
        message = JobProgressed(job_id=job, stage=stage, fraction=fraction, attempt=1)
        message.at.FromDatetime(datetime.now(UTC))
        await self.worker.publish(JOBS_PROGRESSED, message, key=job)

    async def embedded(
        self, job: str, owner: str, picture: bytes, *, looks: bool = True, covert: bool = False
    ) -> None:
        """A worker has hidden a payload, and taken the fingerprint of what it delivers."""
        name = f"{job}.stego"
        info = self.shelf.add(name, picture, owner=owner, media_type="image/png")
        message = self._finished(job, owner)
        done = message.succeeded.embedded
        done.result.CopyFrom(_ref(name, info.media_type, info.size_bytes, info.sha256))
        done.mode = Mode.MODE_COVERT if covert else Mode.MODE_ROBUST
        done.psnr_db, done.ssim, done.strength = 41.5, 0.99, 1.0
        done.model = "robust-3"
        done.fingerprint = fingerprint(picture) if looks else b""
        await self.worker.publish(JOBS_FINISHED, message, key=job)

    async def extracted(self, job: str, owner: str, sealed: bytes | None) -> None:
        """A worker has found a payload, or None."""
        message = self._finished(job, owner)
        done = message.succeeded.extracted
        done.answer = Answer.ANSWER_NO_MESSAGE
        if sealed is not None:
            name = f"{job}.payload"
            media_type = "application/octet-stream"
            info = self.shelf.add(name, sealed, owner=owner, media_type=media_type)
            done.answer, done.mode = Answer.ANSWER_PAYLOAD, Mode.MODE_ROBUST
            done.corrected_share = 0.02
            done.sealed.CopyFrom(_ref(name, media_type, info.size_bytes, info.sha256))
        await self.worker.publish(JOBS_FINISHED, message, key=job)

    async def failed(self, job: str, owner: str, code: str = "cover_unsuitable") -> None:
        """A worker has given up."""
        message = self._finished(job, owner)
        message.failed.code, message.failed.message = code, "it did not work"
        await self.worker.publish(JOBS_FINISHED, message, key=job)

    @staticmethod
    def _finished(job: str, owner: str) -> JobFinished:
        message = JobFinished(job_id=job, owner_id=owner, attempts=1, timings={"predict": 0.25})
        message.started_at.FromDatetime(datetime.now(UTC))
        message.finished_at.FromDatetime(datetime.now(UTC))
        return message


@dataclass(frozen=True)
class Person:
    """A caller."""

    id: str
    http: httpx.AsyncClient

    async def upload(self, picture: bytes | None = None) -> str:
        """Bring a picture; its id."""
        headers = {"Content-Type": "image/png", "X-Filename": "sea%20side.png"}
        answer = await self.http.post("/api/upload", content=picture or photo(), headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def embed(self, cover: str, text: str = "hello", **more: Any) -> str:
        """Ask for an embedding; the job's id."""
        body = {"cover": cover, "mode": "robust", "text": text, **more}
        answer = await self.http.post("/api/embed", json=body)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    async def extract(self, image: str) -> str:
        """Ask for an extraction; the job's id."""
        answer = await self.http.post("/api/extract", json={"image": image})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    async def job(self, job: str) -> dict[str, Any]:
        """The job as it stands."""
        answer = await self.http.get(f"/api/jobs/{job}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def until(self, job: str, status: str) -> dict[str, Any]:
        """The job, once it has this status."""
        return await eventually(lambda: self.job(job), lambda found: found["status"] == status)


def _ref(name: str, media_type: str, size_bytes: int, sha256: str) -> BlobRef:
    return BlobRef(name=name, media_type=media_type, size_bytes=size_bytes, sha256=sha256)
