"""The auth service, put together."""

from contextlib import AsyncExitStack
from typing import Any

from cloak_kit.background import beside
from cloak_kit.dated_keys import created_timestamp
from cloak_kit.kafka import KafkaPublisher
from cloak_kit.mongo import connect_mongo, ping
from cloak_kit.redis import connect_redis
from cloak_kit.settings import TokenSettings
from cloak_kit.tokens import TokenVerifier
from cloak_kit.web import create_app
from fastapi import FastAPI

from cloak_auth import admin_routes, key_routes, routes, session_routes
from cloak_auth.access_tokens import AccessTokens
from cloak_auth.accounts import Accounts
from cloak_auth.admins import Admins
from cloak_auth.attempts import Attempts
from cloak_auth.browser_sessions import BrowserSessions
from cloak_auth.metrics import SIGNING_KEY_CREATED
from cloak_auth.outbox import Outbox
from cloak_auth.passwords import Passwords
from cloak_auth.person_keys import PersonKeys
from cloak_auth.seen_sessions import SeenSessions
from cloak_auth.sessions import Sessions
from cloak_auth.settings import AuthSettings
from cloak_auth.signing import Keyring
from cloak_auth.users import Users

_BODY_LIMIT_BYTES = 16 << 10


def build(settings: AuthSettings) -> FastAPI:
    """Build the application; raises UnusableSigningKey before anything is connected."""
    keyring = Keyring.read(settings.signing_keys)
    SIGNING_KEY_CREATED.set(created_timestamp(keyring.signing_since))

    async def open_parts(app: FastAPI, stack: AsyncExitStack) -> None:
        database = await stack.enter_async_context(connect_mongo(settings.mongo, service="auth"))
        redis = await stack.enter_async_context(connect_redis(settings.redis))
        publisher = await stack.enter_async_context(
            KafkaPublisher.connect(settings.kafka, service="auth")
        )
        passwords = await stack.enter_async_context(Passwords.open(settings.hashing))
        users = Users(database)
        outbox = Outbox(
            database, publisher, poll_s=settings.outbox_poll_s, lease_s=settings.outbox_lease_s
        )
        sessions = Sessions(
            database,
            outbox.tell_of_ended,
            idle_s=settings.session_idle_s,
            lifetime_s=settings.session_s,
        )
        for collection in (users, sessions, outbox):
            await collection.prepare()
        await stack.enter_async_context(beside(outbox.run(), name="outbox", stop=outbox.stop))
        attempts = Attempts(redis, limit=settings.login_attempts, window_s=settings.login_window_s)
        tokens = AccessTokens(settings, keyring)
        keys = PersonKeys(database)
        accounts = Accounts(users, sessions, passwords, attempts, tokens, keys, outbox)
        app.state.accounts = accounts
        app.state.person_keys = keys
        app.state.seen_sessions = SeenSessions(database)
        app.state.browser_sessions = BrowserSessions(
            accounts, idle_s=settings.session_idle_s, grace_s=settings.browser_grace_s
        )
        app.state.admins = Admins(database, users, outbox)

        async def redis_answers() -> None:
            await redis.ping()

        app.state.readiness.add("mongo", lambda: ping(database))
        app.state.readiness.add("redis", redis_answers)
        app.state.readiness.add("kafka", publisher.check)

    app = create_app(
        "auth",
        title="Image Cloak: accounts",
        open_parts=open_parts,
        body_limit_bytes=_BODY_LIMIT_BYTES,
        api_prefix="/api/auth",
    )
    app.state.keyring = keyring
    app.state.tokens = _verifier(settings, keyring)
    app.include_router(routes.router)
    app.include_router(session_routes.router)
    app.include_router(key_routes.router)
    app.include_router(routes.keys_router)
    app.include_router(admin_routes.router)
    return app


def _verifier(settings: AuthSettings, keyring: Keyring) -> TokenVerifier:
    """Verify access tokens as every service does, only that the keys are at hand."""

    async def own_keys() -> dict[str, Any]:
        return keyring.jwks()

    rules = TokenSettings(issuer=settings.issuer, audience=settings.audience)
    return TokenVerifier(rules, own_keys)
