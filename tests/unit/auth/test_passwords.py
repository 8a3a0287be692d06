"""Password hashes: right or wrong, at one cost, and never more at once than allowed."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
from cloak_auth.passwords import Passwords
from cloak_auth.settings import HashingSettings
from cloak_kit.errors import Unavailable
from pydantic import SecretStr

CHEAP = HashingSettings(time_cost=1, memory_kib=8, at_once=2)
PASSWORD = SecretStr("correct horse battery")


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    async with Passwords.open(CHEAP) as passwords:
        yield passwords


async def test_only_the_right_password_matches(passwords: Passwords) -> None:
    encoded = await passwords.hash(PASSWORD)
    assert encoded.startswith("$argon2id$")
    assert await passwords.verify(PASSWORD, encoded)
    assert not await passwords.verify(SecretStr("correct horse batter"), encoded)
    assert await passwords.hash(PASSWORD) != encoded


async def test_spellings_of_the_same_letters_match(passwords: Passwords) -> None:
    composed, decomposed = (
        SecretStr("\u00c5ngstr\u00f6m unit"),
        SecretStr("A\u030angstro\u0308m unit"),
    )
    assert await passwords.verify(decomposed, await passwords.hash(composed))


async def test_an_unknown_user_costs_a_whole_hash_and_never_matches(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    matches = passwords._matches

    def watched(password: SecretStr, encoded: str) -> bool:
        hashed.append(encoded)
        return matches(password, encoded)

    monkeypatch.setattr(passwords, "_matches", watched)
    assert not await passwords.verify(PASSWORD, None)
    monkeypatch.setattr(passwords, "_dummy", await passwords.hash(PASSWORD))
    assert not await passwords.verify(PASSWORD, None)
    encoded = await passwords.hash(PASSWORD)
    await passwords.verify(PASSWORD, encoded)
    parameters = {text.rsplit("$", 2)[0] for text in hashed}
    assert (len(hashed), len(parameters)) == (3, 1)


async def test_a_damaged_hash_matches_nothing(passwords: Passwords) -> None:
    assert not await passwords.verify(PASSWORD, "$argon2id$nonsense")


async def test_a_hash_of_another_cost_is_outdated(passwords: Passwords) -> None:
    encoded = await passwords.hash(PASSWORD)
    assert not passwords.is_outdated(encoded)
    dearer = CHEAP.model_copy(update={"time_cost": 2})
    async with Passwords.open(dearer) as others:
        assert others.is_outdated(encoded)
        assert await others.verify(PASSWORD, encoded)


async def test_no_more_run_at_once_than_allowed_and_the_rest_are_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hurried = CHEAP.model_copy(update={"wait_s": 0.05})
    go_on, running = threading.Event(), [0, 0]

    def slow(_: SecretStr, __: str) -> bool:
        running[0] += 1
        running[1] = max(running)
        go_on.wait(10)
        running[0] -= 1
        return True

    async with Passwords.open(hurried) as passwords:
        monkeypatch.setattr(passwords, "_matches", slow)
        calls = [asyncio.create_task(passwords.verify(PASSWORD, "x")) for _ in range(5)]
        refused, _ = await asyncio.wait(calls, timeout=5, return_when=asyncio.FIRST_EXCEPTION)
        go_on.set()
        answers = await asyncio.gather(*calls, return_exceptions=True)
    assert refused
    assert answers.count(True) == running[1] == 2
    assert sum(isinstance(answer, Unavailable) for answer in answers) == 3
