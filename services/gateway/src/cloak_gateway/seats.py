"""How many event streams one caller may hold open on this replica."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from cloak_kit.errors import RateLimited

_RETRY_AFTER_S = 5


class Seats:
    """Counts what is open for each caller."""

    def __init__(self, per_caller: int) -> None:
        self._per_caller = per_caller
        self._taken: Counter[str] = Counter()

    def check(self, caller: str) -> None:
        """Raise RateLimited when the caller has no seat left."""
        if self._taken[caller] >= self._per_caller:
            raise RateLimited(
                f"at most {self._per_caller} streams at once", retry_after_s=_RETRY_AFTER_S
            )

    @contextmanager
    def taken(self, caller: str) -> Iterator[None]:
        """Hold one seat for the block."""
        self._taken[caller] += 1
        try:
            yield
        finally:
            self._taken[caller] -= 1
            if not self._taken[caller]:
                del self._taken[caller]
