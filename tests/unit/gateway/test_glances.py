"""A glance is taken once for all who ask at the same time, also when it fails."""

import asyncio

import pytest
from cloak_gateway.glances import Glance
from cloak_kit.errors import Unavailable


class Counter:
    """Counts how often it is looked at; `away` makes it fail."""

    def __init__(self) -> None:
        self.looks = 0
        self.away = False

    async def look(self) -> int:
        self.looks += 1
        await asyncio.sleep(0)
        if self.away:
            raise Unavailable
        return self.looks


async def test_many_who_ask_at_once_are_one_look() -> None:
    counter = Counter()
    glance = Glance(counter.look, fresh_s=60)
    assert await asyncio.gather(*[glance.seen() for _ in range(5)]) == [1] * 5


async def test_what_is_no_longer_fresh_is_looked_at_again() -> None:
    glance = Glance(Counter().look, fresh_s=-1)
    assert [await glance.seen(), await glance.seen()] == [1, 2]


async def test_a_failure_is_told_to_all_without_asking_again() -> None:
    counter = Counter()
    counter.away = True
    glance = Glance(counter.look, fresh_s=60)
    for _ in range(3):
        with pytest.raises(Unavailable):
            await glance.seen()
    assert counter.looks == 1
