"""The pixel budget: bounded in all, fair, and no trap for those who give up."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from cloak_stego_worker.pixels import PixelBudget


class NotWanted(Exception):
    """The job was cancelled meanwhile."""


class Crowd:
    """Threads that take shares; each tells when it waits and holds its share until let go."""

    def __init__(self, budget: PixelBudget, threads: ThreadPoolExecutor) -> None:
        self._budget, self._threads = budget, threads
        self.went = threading.Event()

    def take(self, pixels: int, check: Callable[[], None] = lambda: None) -> "Share":
        share = Share()

        def waits() -> None:
            share.waits.set()
            check()

        def work() -> None:
            with self._budget.share(pixels, waits):
                share.has.set()
                assert self.went.wait(10)

        share.end = self._threads.submit(work)
        return share


class Share:
    """What one thread has come to."""

    end: Future[None]

    def __init__(self) -> None:
        self.waits, self.has = threading.Event(), threading.Event()


def test_what_does_not_fit_waits_for_its_turn_and_small_ones_do_not_overtake() -> None:
    with ThreadPoolExecutor(3) as threads:
        crowd = Crowd(PixelBudget(100), threads)
        first = crowd.take(60)
        assert first.has.wait(10)
        large = crowd.take(50)
        assert large.waits.wait(10)
        small = crowd.take(10)
        assert small.waits.wait(10)
        assert not large.has.is_set()
        assert not small.has.is_set()
        crowd.went.set()
        for share in (first, large, small):
            share.end.result(10)


def test_shares_that_fit_are_held_together() -> None:
    budget = PixelBudget(100)
    with budget.share(60, pytest.fail), budget.share(40, pytest.fail):
        pass


def test_a_picture_larger_than_the_budget_is_worked_on_alone() -> None:
    budget = PixelBudget(100)
    with (
        budget.share(1000, pytest.fail),
        pytest.raises(NotWanted),
        budget.share(1, _not_wanted),
    ):
        pytest.fail("there was nothing left")


def test_who_gives_up_holds_nobody_back() -> None:
    budget = PixelBudget(100)
    with budget.share(60, pytest.fail):
        with pytest.raises(NotWanted), budget.share(50, _not_wanted):
            pytest.fail("there was not so much left")
        with budget.share(40, pytest.fail):
            pass


def test_an_error_in_the_block_gives_its_share_back() -> None:
    budget = PixelBudget(100)
    with pytest.raises(NotWanted), budget.share(100, pytest.fail):
        raise NotWanted
    with budget.share(100, pytest.fail):
        pass


def _not_wanted() -> None:
    raise NotWanted
