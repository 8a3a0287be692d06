"""The directory of people: any order, any repetition, and soon."""

from collections.abc import AsyncIterator
from itertools import permutations

import pytest
from cloak_kit.contracts.cloak.v1.events_pb2 import (
    UserChanged,
    UserDeleted,
    UserDisabled,
    UserEnabled,
    UserRegistered,
    UserRenamed,
)
from cloak_kit.errors import PoisonMessage
from cloak_kit.mongo import connect_mongo
from cloak_kit.settings import MongoSettings
from cloak_messaging.directory import Directory
from cloak_messaging.store import Store
from pydantic import SecretStr

from tests.integration.messaging.town import Town
from tests.plugins.backends import Mongo

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
async def store(mongo: Mongo) -> AsyncIterator[Store]:
    """The collections in a database of the module's own."""
    settings = MongoSettings(uri=SecretStr(mongo.uri), database=mongo.database)
    async with connect_mongo(settings) as database:
        yield await Store.open(database)


@pytest.fixture
async def directory(store: Store) -> Directory:
    """An empty directory."""
    await store.people.delete_many({})
    return Directory(store)


def event(at_s: int, **change: object) -> UserChanged:
    made = UserChanged(user_id="u1", **change)  # type: ignore[arg-type]  # one of the oneof's names
    made.at.FromSeconds(1_700_000_000 + at_s)
    return made


REGISTERED = event(1, registered=UserRegistered(username="ada", display_name="Ada"))
RENAMED = event(2, renamed=UserRenamed(display_name="Countess"))
DISABLED = event(3, disabled=UserDisabled())
ENABLED = event(4, enabled=UserEnabled())


async def test_changes_in_any_order_end_in_the_same_person(
    directory: Directory, store: Store
) -> None:
    for order in permutations((REGISTERED, RENAMED, DISABLED, ENABLED)):
        await store.people.delete_many({})
        for change in order:
            await directory.apply(change)
        found = await directory.find("ada")
        assert found is not None
        assert (found.id, found.display_name) == ("u1", "Countess")


async def test_a_late_repetition_changes_nothing(directory: Directory, store: Store) -> None:
    for change in (REGISTERED, RENAMED, DISABLED):
        await directory.apply(change)
    before = await store.people.find_one({"_id": "u1"})
    for change in (REGISTERED, RENAMED, DISABLED, REGISTERED):
        await directory.apply(change)
    assert await store.people.find_one({"_id": "u1"}) == before


async def test_the_disabled_are_known_and_not_found(directory: Directory) -> None:
    await directory.apply(REGISTERED)
    await directory.apply(DISABLED)
    assert await directory.find("ada") is None
    assert (await directory.people(["u1"]))["u1"].display_name == "Ada"


async def test_a_name_is_found_however_it_is_written(directory: Directory) -> None:
    await directory.apply(REGISTERED)
    found = await directory.find("  ADA ")
    assert found is not None


async def test_the_deleted_leave_their_contacts(directory: Directory, store: Store) -> None:
    await store.contacts.insert_many(
        [
            {"_id": "u1:u2", "owner": "u1", "other": "u2"},
            {"_id": "u2:u1", "owner": "u2", "other": "u1"},
            {"_id": "u2:u3", "owner": "u2", "other": "u3"},
        ]
    )
    await directory.apply(REGISTERED)
    await directory.apply(event(5, deleted=UserDeleted()))
    assert await directory.find("ada") is None
    assert [c["_id"] for c in await store.contacts.find({}).to_list()] == ["u2:u3"]


async def test_somebody_unheard_of_is_shown_by_id(directory: Directory) -> None:
    assert (await directory.people(["u9"]))["u9"].id == "u9"


@pytest.mark.parametrize(
    "incomplete",
    [UserChanged(user_id="u1"), event(1), UserChanged(registered=UserRegistered(username="x"))],
)
async def test_a_change_that_says_too_little_is_poison(
    directory: Directory, incomplete: UserChanged
) -> None:
    with pytest.raises(PoisonMessage):
        await directory.apply(incomplete)


async def test_somebody_who_registered_a_moment_ago_can_be_invited(town: Town) -> None:
    patient = await town.replica(newcomer_patience_s=20)
    alice = await town.settles(at=patient)
    for _ in range(5):
        newcomer = await town.registers()
        invited = await alice.post("/api/contacts", expect=201, username=newcomer.username)
        assert invited["user"]["display_name"] == newcomer.username.title()
