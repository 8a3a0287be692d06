"""Names of people, as auth tells them: in any order, and twice."""

from itertools import permutations
from uuid import uuid4

import pytest
from cloak_kit.contracts.cloak.v1.events_pb2 import (
    UserChanged,
    UserDeleted,
    UserDisabled,
    UserRegistered,
    UserRenamed,
)
from cloak_kit.errors import PoisonMessage

from tests.integration.gateway.house import House

pytestmark = pytest.mark.integration


def changes(user: str, *, deleted: bool) -> list[UserChanged]:
    """A user's life, second by second."""
    registered = UserRegistered(username="ada", display_name="Ada")
    life = [
        UserChanged(user_id=user, registered=registered),
        UserChanged(user_id=user, renamed=UserRenamed(display_name="Ada L")),
        UserChanged(user_id=user, deleted=UserDeleted())
        if deleted
        else UserChanged(user_id=user, disabled=UserDisabled()),
    ]
    for second, change in enumerate(life):
        change.at.FromSeconds(1_000_000 + second)
    return life


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_newest_name_stays_whatever_comes_last(
    house: House, order: tuple[int, ...]
) -> None:
    people, user = house.parts.people, uuid4().hex
    life = changes(user, deleted=False)
    for number in (*order, *order):
        await people.apply(life[number])
    known = (await people.named([user, "nobody"]))[user]
    assert (known.username, known.display_name) == ("ada", "Ada L")
    assert set(await people.named([user, "nobody"])) == {user}


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_who_is_deleted_is_never_named_again(house: House, order: tuple[int, ...]) -> None:
    people, user = house.parts.people, uuid4().hex
    life = changes(user, deleted=True)
    for number in order:
        await people.apply(life[number])
    assert await people.named([user]) == {}


async def test_half_a_message_is_refused(house: House) -> None:
    with pytest.raises(PoisonMessage):
        await house.parts.people.apply(UserChanged(user_id="x"))
