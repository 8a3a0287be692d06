"""Waking the streams of this replica; the others are in the integration tests."""

import pytest
from cloak_messaging.errors import WakeupsUnavailable
from cloak_messaging.wakeups import Wakeups
from redis.asyncio import Redis


@pytest.fixture
async def wakeups() -> Wakeups:
    """Nobody publishes or listens: these are the wake-ups of one replica alone."""
    return Wakeups(Redis())


async def test_only_the_streams_of_those_with_news_wake(wakeups: Wakeups) -> None:
    with wakeups.waiting("a") as one, wakeups.waiting("a") as two, wakeups.waiting("b") as other:
        wakeups.announce(["a", "nobody"])
        assert one.woken.is_set()
        assert two.woken.is_set()
        assert not other.woken.is_set()


async def test_streams_are_counted_while_they_are_open(wakeups: Wakeups) -> None:
    with wakeups.waiting("a"), wakeups.waiting("a"):
        assert wakeups.streams_of("a") == 2
    assert wakeups.streams_of("a") == 0


async def test_a_replica_is_not_ready_before_it_has_listened(wakeups: Wakeups) -> None:
    with pytest.raises(WakeupsUnavailable):
        await wakeups.check()
