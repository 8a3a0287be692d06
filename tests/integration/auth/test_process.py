"""The service as a process: how it starts, what its command does, how it ends."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
from cloak_auth.settings import AuthSettings
from cloak_local.kafka_access import KafkaAccess
from cloak_local.ports import free_port

from tests.integration.auth.conftest import PASSWORD, Person, login
from tests.integration.auth.reading import kinds_about, told_by_now
from tests.plugins.backends import Mongo
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def environment(
    kafka: KafkaAccess, mongo: Mongo, redis_url: str, settings: AuthSettings
) -> dict[str, str]:
    """All that the process is told."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **kafka.environment("auth"),
        "CLOAK_MONGO_URI": mongo.uri,
        "CLOAK_MONGO_DATABASE": mongo.database,
        "CLOAK_REDIS_URL": redis_url,
        "CLOAK_AUTH_SIGNING_KEYS": settings.signing_keys.get_secret_value(),
        "CLOAK_AUTH_HASHING_MEMORY_KIB": "64",
        "CLOAK_AUTH_HASHING_TIME_COST": "1",
        "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", "build/cache/pycache"),
    }


@dataclass(frozen=True)
class Ended:
    """How a command went."""

    code: int | None
    out: str
    err: str


async def run(environment: Mapping[str, str], *arguments: str, said: str = "") -> Ended:
    """Run `python -m cloak_auth` with these arguments until it ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cloak_auth", *arguments),
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(said.encode()), 60)
    return Ended(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def served(
    environment: Mapping[str, str],
) -> AsyncIterator[tuple[httpx.AsyncClient, asyncio.subprocess.Process]]:
    """Run the service as a process that is ready."""
    port = free_port(avoid=set())
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cloak_auth"),
        env={**environment, "CLOAK_AUTH_PORT": str(port)},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:

            async def ready() -> int:
                try:
                    return (await http.get("/readyz")).status_code
                except httpx.ConnectError:
                    return 0

            await eventually(ready, lambda status: status == 200, within_s=60)
            yield http, process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (None, "CLOAK_AUTH_SIGNING_KEYS: Field required"),
        ("", "CLOAK_AUTH_SIGNING_KEYS: there is no signing key"),
        ("c2hvcnQtc2VjcmV0", "CLOAK_AUTH_SIGNING_KEYS: a seed has 12 bytes instead of 32"),
    ],
)
async def test_without_a_usable_key_it_says_so_and_does_not_start(
    environment: dict[str, str], keys: str | None, said: str
) -> None:
    without = {k: v for k, v in environment.items() if k != "CLOAK_AUTH_SIGNING_KEYS"}
    ended = await run(without if keys is None else without | {"CLOAK_AUTH_SIGNING_KEYS": keys})
    assert ended.code == 1
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert environment["CLOAK_MONGO_URI"] not in ended.err


async def test_the_first_admin_is_made_beside_the_running_service(
    environment: dict[str, str], kafka: KafkaAccess
) -> None:
    async with served(environment) as (http, process):
        made = await run(environment, "create-admin", "Root.1", said=f"{PASSWORD}\n")
        assert (made.code, made.out) == (0, "root.1 is an admin now, with a new account\n")
        tokens = await login(http, Person("", "root.1", PASSWORD))
        assert tokens["user"]["role"] == "admin"
        async with told_by_now(kafka) as told:

            async def kinds() -> list[str | None]:
                return kinds_about(told, tokens["user"]["id"])

            await eventually(kinds, lambda found: found == ["registered"])
        again = await run(environment, "create-admin", "root.1")
        assert (again.code, again.out) == (0, "root.1 is an admin already\n")

        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        logged = (await asyncio.wait_for(process.stderr.read(), 30)).decode()
        assert await process.wait() == 0
    assert '"service.stopped"' in logged
    for secret in (PASSWORD, tokens["access_token"], tokens["refresh_token"]):
        assert secret not in logged


async def test_behind_a_proxy_a_session_is_as_secure_and_as_far_away_as_the_browser_sees_it(
    environment: dict[str, str],
) -> None:
    body = {"username": "behind.a.proxy", "password": PASSWORD}
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    async with served(environment) as (http, _):
        await http.post("/api/auth/register", json=body)
        signed_in = await http.post("/api/auth/session", json=body, headers=proxied)
        assert "; Secure" in signed_in.headers["set-cookie"]
        caller = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
        (session,) = (await http.get("/api/auth/sessions", headers=caller)).json()["items"]
        assert session["address"] == "203.0.113.9"
        direct = await http.post("/api/auth/session", json=body)
        assert "Secure" not in direct.headers["set-cookie"]


async def test_an_existing_user_is_promoted_and_keeps_the_password(
    environment: dict[str, str],
) -> None:
    async with served(environment) as (http, _):
        body = {"username": "climber", "password": PASSWORD}
        await http.post("/api/auth/register", json=body)
        promoted = await run(environment, "create-admin", "climber", said="something else\n")
        assert (promoted.code, promoted.out) == (0, "climber is an admin now\n")
        tokens = await login(http, Person("", "climber", PASSWORD))
        assert tokens["user"]["role"] == "admin"


async def test_the_admins_password_may_come_from_the_environment_and_must_be_one(
    environment: dict[str, str],
) -> None:
    with_password = environment | {"CLOAK_AUTH_ADMIN_PASSWORD": "short"}
    refused = await run(with_password, "create-admin", "root.2")
    assert refused.code == 1
    assert "a password has 10 to 256 characters" in refused.err
    with_password = environment | {"CLOAK_AUTH_ADMIN_PASSWORD": "long enough for it"}
    made = await run(with_password, "create-admin", "root.2")
    assert (made.code, made.err) == (0, "")
