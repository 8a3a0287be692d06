"""A town: replicas of messaging and people who use them."""

import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from cloak_kit.contracts.cloak.v1.events_pb2 import UserChanged, UserRegistered
from cloak_kit.contracts.topics import JOBS_FINISHED, USERS_CHANGED, M, Topic
from cloak_kit.kafka import KafkaPublisher
from cloak_kit.mongo import Document, connect_mongo
from cloak_kit.settings import (
    BlobSettings,
    KafkaSettings,
    MongoSettings,
    RedisSettings,
    TokenSettings,
)
from cloak_local.kafka_access import KafkaAccess
from cloak_messaging.app import build
from cloak_messaging.settings import MessagingSettings
from httpx_sse import EventSource, ServerSentEvent
from pydantic import SecretStr
from pymongo.asynchronous.collection import AsyncCollection

from tests.integration.messaging.listening import listening
from tests.integration.messaging.neighbours import BLOB_TOKEN, Pictures
from tests.plugins.backends import Mongo
from tests.plugins.keys import Keys
from tests.plugins.polling import eventually

PRODUCERS = {JOBS_FINISHED.name: "stego-worker", USERS_CHANGED.name: "auth"}


@dataclass(frozen=True)
class Citizen:
    """Somebody with an account, signed in at one replica."""

    id: str
    username: str
    token: str = field(repr=False)
    http: httpx.AsyncClient = field(repr=False)

    async def get(self, path: str, **query: Any) -> Any:
        response = await self.http.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    async def post(self, path: str, *, expect: int = 200, **body: Any) -> Any:
        response = await self.http.post(path, json=body)
        assert response.status_code == expect, response.text
        return response.json() if response.content else None

    async def says(self, other: "Citizen", text: str, **more: Any) -> Any:
        return await self.post("/api/messages", expect=201, to=other.username, text=text, **more)

    async def befriends(self, other: "Citizen") -> None:
        await self.post("/api/contacts", expect=201, username=other.username)
        await other.post(f"/api/contacts/{self.id}/accept")

    @asynccontextmanager
    async def live(self, last_event_id: str | None = None) -> AsyncIterator["Stream"]:
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        async with self.http.stream("GET", "/api/events", headers=headers, timeout=30) as response:
            assert response.status_code == 200
            yield Stream(EventSource(response).aiter_sse())


class Stream:
    """A live stream, read event by event."""

    def __init__(self, events: AsyncIterator[ServerSentEvent]) -> None:
        self._events = events

    async def next(self, *kinds: str) -> ServerSentEvent:
        """Return the next event, or the next of these kinds."""
        async for event in self._events:
            if not kinds or event.event in kinds:
                return event
        raise AssertionError("the stream ended")

    async def ends(self) -> bool:
        """Read to the end of the stream."""
        async for _ in self._events:
            pass
        return True


async def conversation_with(me: Citizen, other: Citizen) -> Any:
    """Return my conversation with them as my list has it, or None."""
    for conversation in (await me.get("/api/conversations"))["items"]:
        if conversation["with"]["id"] == other.id:
            return conversation
    return None


def data(event: ServerSentEvent) -> Any:
    return json.loads(event.data)


@dataclass
class Town:
    """The backends, the neighbours, and the settings of a replica among them."""

    stack: AsyncExitStack
    kafka: KafkaAccess
    mongo: Mongo
    keys: Keys
    pictures: Pictures
    settings: MessagingSettings
    publishers: Mapping[str, KafkaPublisher]
    people: AsyncCollection[Document]
    address: str = ""

    @classmethod
    async def open(
        cls,
        stack: AsyncExitStack,
        kafka: KafkaAccess,
        mongo: Mongo,
        redis_url: str,
        blobs: BlobSettings | None = None,
    ) -> "Town":
        """Start the neighbours and the first replica; `blobs` names another storage."""
        keys, pictures = Keys(), Pictures()
        keys_at = await stack.enter_async_context(listening(keys.app))
        storage_at = await stack.enter_async_context(listening(pictures.app))
        own = BlobSettings(url=storage_at, token=SecretStr(BLOB_TOKEN))
        settings = MessagingSettings(
            port=0,
            newcomer_patience_s=0.5,
            group=f"cloak.messaging.{uuid.uuid4().hex}",
            kafka=kafka_settings(kafka, "messaging"),
            mongo=MongoSettings(uri=SecretStr(mongo.uri), database=mongo.database),
            redis=RedisSettings(url=SecretStr(redis_url)),
            blobs=blobs or own,
            tokens=TokenSettings(jwks_url=f"{keys_at}/.well-known/jwks.json"),
        )
        publishers = {
            topic: await stack.enter_async_context(
                KafkaPublisher.connect(kafka_settings(kafka, service))
            )
            for topic, service in PRODUCERS.items()
        }
        database = await stack.enter_async_context(connect_mongo(settings.mongo))
        people = database["people"]
        town = cls(stack, kafka, mongo, keys, pictures, settings, publishers, people)
        town.address = await town.replica()
        return town

    async def replica(self, **changed: Any) -> str:
        """Start one more replica and return its address once it is ready."""
        settings = self.settings.model_copy(update=changed)
        address = await self.stack.enter_async_context(listening(build(settings)))
        async with httpx.AsyncClient(base_url=address) as http:
            await eventually(lambda: http.get("/readyz"), lambda answer: answer.is_success)
        return address

    async def publish(self, topic: Topic[M], message: M, *, key: str) -> None:
        """Say something on a topic as the service that may."""
        await self.publishers[topic.name].publish(topic, message, key=key)

    async def settles(self, *, at: str | None = None) -> Citizen:
        """Register somebody, wait until they are known, and sign them in at a replica."""
        citizen = await self.registers(at=at)
        known = {"_id": citizen.id, "username": citizen.username}
        await eventually(lambda: self.people.find_one(known), bool, within_s=60)
        return citizen

    async def registers(self, *, at: str | None = None) -> Citizen:
        """Register somebody whom messaging may not know yet, and sign them in at a replica."""
        username = f"p{uuid.uuid4().hex[:12]}"
        user = f"id-{username}"
        registered = UserRegistered(username=username, display_name=username.title())
        event = UserChanged(user_id=user, registered=registered)
        event.at.FromDatetime(datetime.now(UTC))
        await self.publish(USERS_CHANGED, event, key=user)
        return await self.signs_in(user, username, at=at)

    async def signs_in(
        self, user: str, username: str, *, at: str | None = None, lives_s: float = 900
    ) -> Citizen:
        """Give somebody a token and a client for a replica."""
        token = self.keys.token(user, username, lives_s=lives_s)
        client = httpx.AsyncClient(
            base_url=at or self.address, headers={"Authorization": f"Bearer {token}"}, timeout=15
        )
        return Citizen(user, username, token, await self.stack.enter_async_context(client))

    async def friends(self, *, at: str | None = None) -> tuple[Citizen, Citizen]:
        """Let two people settle and become contacts; the second one signs in at `at`."""
        one, other = await self.settles(), await self.settles(at=at)
        await one.befriends(other)
        return one, other


def kafka_settings(kafka: KafkaAccess, service: str) -> KafkaSettings:
    """Return how one service reaches the broker."""
    variables = kafka.environment(service)
    names = {name.removeprefix("CLOAK_KAFKA_").lower(): v for name, v in variables.items()}
    return KafkaSettings.model_validate(names)
