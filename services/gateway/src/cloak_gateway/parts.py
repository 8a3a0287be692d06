"""What the routes work with: made once when the process starts, closed in reverse when it ends."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Annotated

import httpx
from cloak_kit.background import beside
from cloak_kit.blobs import StorageClient
from cloak_kit.health import Readiness
from cloak_kit.hpke import PublicKey
from cloak_kit.kafka import KafkaPublisher
from cloak_kit.kafka.lag import Queues, queues
from cloak_kit.mongo import connect_mongo, ping
from cloak_kit.redis import connect_redis
from cloak_kit.tokens import TokenVerifier
from cloak_kit.usage import Usage
from fastapi import Depends, FastAPI, Request

from cloak_gateway.covers import Covers
from cloak_gateway.dead_letters import DeadLetters
from cloak_gateway.glances import Glance
from cloak_gateway.idempotency import Claims, Fingerprints
from cloak_gateway.jobs import Jobs
from cloak_gateway.made import Made
from cloak_gateway.opening import Opening
from cloak_gateway.passing import Passing, upstream_client
from cloak_gateway.people import People
from cloak_gateway.placements import Placements
from cloak_gateway.projector import Projector
from cloak_gateway.queue_watch import watch_queues
from cloak_gateway.queueing import Deadlines, Queue
from cloak_gateway.rates import Rates
from cloak_gateway.retries import Retries
from cloak_gateway.revocations import LiveTokens
from cloak_gateway.sealing import Sealing
from cloak_gateway.seats import Seats
from cloak_gateway.settings import GatewaySettings
from cloak_gateway.submissions import Submissions
from cloak_gateway.sweeper import Sweeper
from cloak_gateway.threads import Threads
from cloak_gateway.uploads import Uploads
from cloak_gateway.verification import Verifier
from cloak_gateway.wakeups import Wakeups

_WAITING_PER_THREAD = 256  # at 0.15 s each a submission waits 40 s at most
_STOP_TIMEOUT_S = 10
_PICTURE_LIMIT = 4  # times what is uploaded: results may be large PNG files
_LOOK_S = 10.0
_QUEUES_FRESH_S = 2.0
_USAGE_FRESH_S = 10.0


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a route may need."""

    settings: GatewaySettings
    uploads: Uploads
    covers: Covers
    jobs: Jobs
    submissions: Submissions
    opening: Opening
    verifier: Verifier
    people: People
    queues: Glance[Queues]
    dead_letters: DeadLetters
    usage: Glance[Usage]
    blobs: StorageClient
    pictures: Threads
    publisher: KafkaPublisher
    rates: Rates
    wakeups: Wakeups
    passing: Passing
    readiness: Readiness
    seats: Seats
    bodies: asyncio.Semaphore
    """A place for each body that is taken in, held until what it asked for is done."""


async def open_parts(app: FastAPI, stack: AsyncExitStack, settings: GatewaySettings) -> None:
    """Connect to everything, begin the work beside the requests, and say how readiness is known."""
    mongo = await stack.enter_async_context(connect_mongo(settings.mongo, service="gateway"))
    redis = await stack.enter_async_context(connect_redis(settings.redis))
    blobs = await stack.enter_async_context(StorageClient.connect(settings.blobs))
    tokens = await stack.enter_async_context(TokenVerifier.connect(settings.tokens))
    publisher = await stack.enter_async_context(
        KafkaPublisher.connect(settings.kafka, service="gateway")
    )
    http = await stack.enter_async_context(upstream_client(_UPSTREAM_LIMITS))
    streams = await stack.enter_async_context(upstream_client(_STREAM_LIMITS))
    pictures = await stack.enter_async_context(
        Threads.open("pictures", at_once=settings.pictures_at_once, waiting_at_most=128)
    )
    sealings = await stack.enter_async_context(
        Threads.open(
            "sealings",
            at_once=settings.sealings_at_once,
            waiting_at_most=_WAITING_PER_THREAD * settings.sealings_at_once,
        )
    )
    wakeups = Wakeups(redis)
    jobs = Jobs(mongo, wakeups)
    people = People(mongo)
    made = Made(mongo, kept_s=settings.made_kept_s)
    dead_letters = DeadLetters(mongo, publisher, settings.kafka)
    uploads = Uploads(mongo, blobs, pictures)
    claims = Claims(
        mongo,
        Fingerprints(settings.fingerprint_key.get_secret_value().encode()),
        kept_s=settings.idempotency_kept_s,
        deadline_s=settings.claim_deadline_s,
    )
    for collection in (jobs, uploads, claims, made, dead_letters):
        await collection.prepare()
    covers = Covers(
        uploads, blobs, pictures, limit_bytes=_PICTURE_LIMIT * settings.upload_limit_bytes
    )
    queue = Queue(
        jobs,
        publisher,
        Deadlines(
            expires_s=settings.job_expires_s,
            overdue_s=settings.job_overdue_s,
            requeue_after_s=settings.requeue_after_s,
            kept_s=settings.job_kept_s,
        ),
    )
    submissions = Submissions(
        claims,
        covers,
        Sealing(
            blobs,
            sealings,
            retention_s=settings.job_expires_s
            + 2 * settings.job_overdue_s
            + settings.retry_within_s,
        ),
        Placements(PublicKey.parse(settings.workers_key), sealings),
        queue,
        Retries(blobs, queue),
    )
    projector = Projector(
        jobs, people, made, publisher, settings.kafka, group=settings.consumer_group
    )
    sweeper = Sweeper(
        jobs,
        uploads,
        publisher,
        every_s=settings.sweep_every_s,
        requeue_after_s=settings.requeue_after_s,
    )
    look = Glance(lambda: queues(settings.kafka, deadline_s=_LOOK_S), fresh_s=_QUEUES_FRESH_S)
    live_tokens = LiveTokens(tokens, settings.kafka, token_life_s=settings.access_token_s)
    app.state.tokens = live_tokens
    app.state.parts = Parts(
        settings=settings,
        uploads=uploads,
        covers=covers,
        jobs=jobs,
        submissions=submissions,
        opening=Opening(blobs, sealings, limit_bytes=settings.sealed_limit_bytes),
        blobs=blobs,
        pictures=pictures,
        publisher=publisher,
        rates=Rates(
            redis,
            {
                "jobs": settings.job_rate,
                "uploads": settings.upload_rate,
                "open": settings.open_rate,
                "sign_in": settings.sign_in_rate,
                "admin": settings.admin_rate,
                "verify": settings.verify_rate,
            },
        ),
        verifier=Verifier(
            made,
            people,
            blobs,
            pictures,
            limit_bytes=_PICTURE_LIMIT * settings.upload_limit_bytes,
            deadline_s=settings.verify_deadline_s,
        ),
        people=people,
        queues=look,
        dead_letters=dead_letters,
        usage=Glance(blobs.usage, fresh_s=_USAGE_FRESH_S),
        wakeups=wakeups,
        passing=Passing(http, streams, app.state.readiness.stopping, settings),
        readiness=app.state.readiness,
        seats=Seats(settings.streams_per_user),
        bodies=asyncio.Semaphore(settings.bodies_at_once),
    )
    for name, work in (
        ("wakeups", wakeups.listen),
        ("projector", projector.run),
        ("sweeper", sweeper.run),
        ("barred users", live_tokens.follow_users),
        ("ended sessions", live_tokens.follow_sessions),
        ("queues", partial(watch_queues, look.seen, every_s=settings.queue_look_every_s)),
    ):
        stopping = asyncio.Event()
        await stack.enter_async_context(
            beside(work(stopping), name=name, stop=stopping.set, stop_timeout_s=_STOP_TIMEOUT_S)
        )
    # Redis is not among the checks: without it everything works, only later and unlimited.
    readiness: Readiness = app.state.readiness
    readiness.add("mongo", lambda: ping(mongo))
    readiness.add("kafka", publisher.check)
    readiness.add("projector", projector.check)
    readiness.add("storage", blobs.check)
    readiness.add("keys", tokens.check)


_UPSTREAM_LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=50)
_STREAM_LIMITS = httpx.Limits(max_connections=10_000, max_keepalive_connections=0)


def parts_of(request: Request) -> Parts:
    """FastAPI dependency: what this process was built from."""
    parts: Parts = request.app.state.parts
    return parts


Gateway = Annotated[Parts, Depends(parts_of)]
