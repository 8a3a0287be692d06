"""A system that lost its databases is brought back from a back-up made while it worked."""

import asyncio
import os
import secrets
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from cloak_client import CloakClient, NotFound
from cloak_local.system import System
from pymongo import AsyncMongoClient

from tests.e2e.conftest import Person, become_contacts

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
WITH_DATA = ("gateway", "messaging", "storage", "auth")
PASSWORD = secrets.token_urlsafe(16)


async def backup(environment: Mapping[str, str], *arguments: str) -> tuple[int | None, str]:
    """Run `python -m cloak_backup` as an operator does; return its status and all it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cloak_backup", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode, said.decode()


async def wipe(address: str) -> None:
    """Lose every document of every service."""
    async with AsyncMongoClient[dict[str, Any]](address) as client:
        for service in WITH_DATA:
            database = client[f"cloak_{service}"]
            for name in await database.list_collection_names():
                await database.drop_collection(name)


async def test_a_lost_system_is_brought_back(system: System, cover: bytes, tmp_path: Path) -> None:
    key, copies = tmp_path / "key.txt", tmp_path / "copies"
    _, made_key = await backup(os.environ, "new-key")
    key.write_text(made_key)
    environment = system.environment("backup")
    environment["CLOAK_BACKUP_RECIPIENTS"] = made_key.splitlines()[0].rpartition(" ")[2]
    async with AsyncExitStack() as stack:
        ada, ben = [
            Person(f"{name}-{secrets.token_hex(4)}", await stack.enter_async_context(client))
            for name in ("ada", "ben")
            for client in [CloakClient(system.gateway_url)]
        ]
        for person in (ada, ben):
            await person.cloak.register(person.username, PASSWORD)
            await person.cloak.login(person.username, PASSWORD)
        await become_contacts(ada, ben)
        cover_id = await ada.upload(cover)
        job = await ada.cloak.wait((await ada.hide(cover_id, "kept")).id, deadline_s=90)
        assert job.result is not None
        await ada.cloak.send(ben.username, text="look", image=job.result.blob)

        status, said = await backup(
            environment, "make", str(copies), "--textfile", str(tmp_path / "cloak_backup.prom")
        )
        assert status == 0, said
        (copy,) = copies.iterdir()
        told = (tmp_path / "cloak_backup.prom").read_text()
        assert "cloak_backup_last_success_timestamp_seconds 1." in told
        later = await ada.cloak.wait((await ada.hide(cover_id, "lost")).id, deadline_s=90)

        restoring = ("restore", str(copy), "--identity", str(key))
        status, said = await backup(environment, *restoring)
        assert (status, "there are documents in auth.users" in said) == (1, True), said
        for name in WITH_DATA:
            await system.stop(name)
        await wipe(environment["CLOAK_BACKUP_MONGO_URI"])
        status, said = await backup(environment, *restoring)
        assert status == 0, said
        for name in reversed(WITH_DATA):
            await system.start(name)

        for person in (ada, ben):
            await person.cloak.login(person.username, PASSWORD)
        assert await ada.read(await ada.download(await ada.cloak.job(job.id))) == "kept"
        with pytest.raises(NotFound):
            await ada.cloak.job(later.id)
        (conversation,) = (await ben.cloak.conversations()).items
        (message,) = (await ben.cloak.messages(conversation.id)).items
        assert message.text == "look"
        async with ben.cloak.blob(job.result.blob) as download:
            assert await ben.read(await download.read()) == "kept"
        again = await ada.cloak.wait((await ada.hide(cover_id, "new")).id, deadline_s=90)
        assert await ada.read(await ada.download(again)) == "new"
        await ben.cloak.send(ada.username, text="thanks")
