"""The messaging service: its parts opened in order, its routes, its health."""

from contextlib import AsyncExitStack
from datetime import timedelta

from cloak_kit.background import beside
from cloak_kit.blobs import StorageClient
from cloak_kit.kafka import KafkaPublisher
from cloak_kit.mongo import connect_mongo
from cloak_kit.redis import connect_redis
from cloak_kit.tokens import TokenVerifier
from cloak_kit.web import create_app
from fastapi import FastAPI

from cloak_messaging.contacts import Contacts
from cloak_messaging.conversations import Conversations
from cloak_messaging.directory import Directory
from cloak_messaging.event_log import EventLog
from cloak_messaging.intake import Intake
from cloak_messaging.ledger import Ledger
from cloak_messaging.live import LiveStreams
from cloak_messaging.messages import Messages
from cloak_messaging.notifications import Notifications
from cloak_messaging.parts import Parts
from cloak_messaging.receipts import Receipts
from cloak_messaging.routes import contacts, conversations, events, messages, notifications
from cloak_messaging.settings import MessagingSettings
from cloak_messaging.store import Store
from cloak_messaging.typing_hints import TypingHints
from cloak_messaging.wakeups import Wakeups

_BODY_LIMIT_BYTES = 128 << 10  # the longest text, each character escaped


def build(settings: MessagingSettings) -> FastAPI:
    """Return the application; nothing is connected before it starts."""

    async def open_parts(app: FastAPI, stack: AsyncExitStack) -> None:
        await _open_parts(app, stack, settings)

    app = create_app(
        "messaging",
        title="Image Cloak: messaging",
        open_parts=open_parts,
        body_limit_bytes=_BODY_LIMIT_BYTES,
        api_prefix="/api",
    )
    for module in (contacts, conversations, messages, notifications, events):
        app.include_router(module.router)
    return app


async def _open_parts(app: FastAPI, stack: AsyncExitStack, settings: MessagingSettings) -> None:
    readiness = app.state.readiness
    app.state.tokens = await stack.enter_async_context(TokenVerifier.connect(settings.tokens))
    database = await stack.enter_async_context(connect_mongo(settings.mongo, service="messaging"))
    store = await Store.open(database)
    redis = await stack.enter_async_context(connect_redis(settings.redis))
    pictures = await stack.enter_async_context(StorageClient.connect(settings.blobs))
    wakeups = Wakeups(redis)
    await stack.enter_async_context(beside(wakeups.run(), name="wakeups"))
    app.state.parts = parts = _assemble(settings, store, wakeups, pictures)
    dead_letters = await stack.enter_async_context(
        KafkaPublisher.connect(settings.kafka, service="messaging")
    )
    intake = Intake(settings, parts.directory, parts.notifications, dead_letters)
    consuming = intake.run(readiness.stopping)
    await stack.enter_async_context(beside(consuming, name="intake", stop=readiness.drain))
    readiness.add("mongo", store.check)
    readiness.add("keys", app.state.tokens.check)
    readiness.add("redis", wakeups.check)
    readiness.add("kafka", intake.check)


def _assemble(
    settings: MessagingSettings, store: Store, wakeups: Wakeups, pictures: StorageClient
) -> Parts:
    directory = Directory(store)
    ledger = Ledger(
        store,
        wakeups,
        events_kept=timedelta(seconds=settings.events_kept_s),
        notifications_kept=timedelta(seconds=settings.notifications_kept_s),
        commit_timeout_s=settings.commit_timeout_s,
    )
    contacts_part = Contacts(store, directory, ledger, patience_s=settings.newcomer_patience_s)
    receipts = Receipts(store, ledger)
    conversations_part = Conversations(store, directory, contacts_part, receipts)
    return Parts(
        settings=settings,
        directory=directory,
        contacts=contacts_part,
        messages=Messages(store, directory, contacts_part, ledger, pictures),
        conversations=conversations_part,
        receipts=receipts,
        typing=TypingHints(conversations_part, contacts_part, wakeups),
        notifications=Notifications(store, ledger),
        live=LiveStreams(
            EventLog(store),
            wakeups,
            receipts,
            poll_s=settings.poll_s,
            streams_per_user=settings.streams_per_user,
        ),
    )
