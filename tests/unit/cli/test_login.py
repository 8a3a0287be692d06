"""The login between two commands."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

from cloak_cli.token_file import TokenFile
from cloak_client import Credentials

from tests.unit.cli.conftest import Cloak
from tests.unit.client.server import ADA, Server, always

MINE = Credentials("access", "refresh", expires_at=1.0, username="ada")


def test_the_login_is_kept_for_the_next_command_in_a_file_of_ones_own(
    server: Server, cloak: Cloak
) -> None:
    server.answers["GET /api/auth/me"] = always(ADA)

    said = cloak("whoami", "--json")

    assert said.fact["username"] == "ada"
    [kept] = cloak.folder.glob("*.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(cloak.folder.stat().st_mode) == 0o700


def test_a_renewed_login_is_kept_too(server: Server, cloak: Cloak) -> None:
    server.answers["GET /api/auth/me"] = always(ADA)
    server.expire()

    assert [cloak("whoami").status, cloak("whoami").status] == [0, 0]
    assert server.refreshes == 1


def test_logout_removes_the_file(server: Server, cloak: Cloak) -> None:
    server.answers["POST /api/auth/logout"] = always({}, 204)

    assert cloak("logout").status == 0
    assert list(cloak.folder.glob("*.json")) == []


def test_a_password_that_is_asked_for_is_not_shown(stranger: Cloak) -> None:
    said = stranger("login", "ada", stdin="a very secret password\n")

    assert said.status == 0
    assert "secret" not in said.stdout.decode() + said.stderr


async def test_two_processes_never_renew_at_the_same_time(tmp_path: Path) -> None:
    ours, theirs = TokenFile(tmp_path, "http://a"), TokenFile(tmp_path, "http://a/")
    entered = asyncio.Event()

    async def renew() -> None:
        async with theirs.exclusive():
            entered.set()

    async with ours.exclusive():
        other = asyncio.create_task(renew())
        with_us, _ = await asyncio.wait([other], timeout=0.2)
        assert with_us == set()
        await ours.save(MINE)
    await asyncio.wait_for(other, timeout=5)

    assert entered.is_set()
    assert await theirs.load() == MINE


async def test_logins_at_two_servers_are_kept_apart(tmp_path: Path) -> None:
    await TokenFile(tmp_path, "http://a").save(MINE)

    assert await TokenFile(tmp_path, "http://b").load() is None


async def test_a_file_that_makes_no_sense_is_no_login(tmp_path: Path) -> None:
    store = TokenFile(tmp_path, "http://a")
    await store.save(MINE)
    spoil(tmp_path)

    assert await store.load() is None


def spoil(folder: Path) -> None:
    [kept] = folder.glob("*.json")
    kept.write_text('{"access_token": 1')
