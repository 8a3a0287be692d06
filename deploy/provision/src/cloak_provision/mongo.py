"""MongoDB made ready: a replica set, a user for each service with rights on its database, and one
for back-ups, who reads them all.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

from cloak_provision.settings import MongoProvisionSettings

Client = AsyncMongoClient[dict[str, Any]]

NOT_YET_INITIALIZED = 94
USER_EXISTS = 51003
_PAUSE_S = 0.25
_SELECTION_MS = 2000


async def provision(settings: MongoProvisionSettings) -> None:
    """Bring the servers to what the services need; doing it again changes nothing.

    Raises TimeoutError, or the driver's OperationFailure where the administrator is refused.
    """
    async with asyncio.timeout(settings.ready_s):
        uri = settings.admin_uri.get_secret_value()
        if settings.replica_set:
            await _ensure_replica_set(uri, settings.replica_set, settings.members.split(","))
        async with Client(uri, serverSelectionTimeoutMS=_SELECTION_MS) as client:
            await _until(lambda: _accepts_writes(client))
            for service, password in settings.passwords.items():
                await make_user(
                    client, database(service), service, password.get_secret_value(), "readWrite"
                )
            if settings.backup_password is not None:
                password = settings.backup_password
                await make_user(client, "admin", "backup", password.get_secret_value(), "backup")


def database(service: str) -> str:
    """Name the database that belongs to this service."""
    return "cloak_" + service.replace("-", "_")


async def make_user(client: Client, place: str, user: str, password: str, role: str) -> None:
    """Give a database this user, or this password and role to the user it has."""
    rights = {
        "pwd": password,
        "roles": [{"role": role, "db": place}],
        "mechanisms": ["SCRAM-SHA-256"],
    }
    try:
        await client[place].command({"createUser": user, **rights})
    except OperationFailure as error:
        if error.code != USER_EXISTS:
            raise
        await client[place].command({"updateUser": user, **rights})


async def _ensure_replica_set(uri: str, name: str, members: list[str]) -> None:
    # Before there is a set, only a client that asks for none is answered.
    async with Client(uri, directConnection=True, serverSelectionTimeoutMS=_SELECTION_MS) as client:
        await _until(lambda: _initiated(client, name, members))


async def _initiated(client: Client, name: str, members: list[str]) -> bool:
    try:
        await client.admin.command("replSetGetStatus")
    except OperationFailure as error:
        if error.code != NOT_YET_INITIALIZED:
            raise
        hosts = [{"_id": number, "host": host} for number, host in enumerate(members)]
        await client.admin.command("replSetInitiate", {"_id": name, "members": hosts})
    return True


async def _accepts_writes(client: Client) -> bool:
    hello = await client.admin.command("hello")
    return bool(hello.get("isWritablePrimary"))


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it holds, for as long as the caller's deadline allows."""
    while True:
        try:
            if await holds():
                return
        except ConnectionFailure:
            pass  # not there yet
        await asyncio.sleep(_PAUSE_S)
