"""A bound on the pictures that are worked on at once: their pixels are what fills the memory."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

LOOK_UP_S: Final = 0.25  # how soon a job that waits sees that it is not wanted any more


class PixelBudget:
    """Shares of a number of pixels for threads, first come, first served.

    A picture larger than the whole budget gets all of it and is worked on alone.
    """

    def __init__(self, pixels: int) -> None:
        self._whole = self._free = pixels
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def share(self, pixels: int, check: Callable[[], None]) -> Iterator[None]:
        """Hold so many pixels for the block; ``check`` may raise while they are waited for."""
        wanted = min(pixels, self._whole)
        self._take(wanted, check)
        try:
            yield
        finally:
            with self._changed:
                self._free += wanted
                self._changed.notify_all()

    def _take(self, wanted: int, check: Callable[[], None]) -> None:
        turn = object()
        with self._changed:
            self._waiting.append(turn)
            try:
                while self._waiting[0] is not turn or self._free < wanted:
                    check()
                    self._changed.wait(LOOK_UP_S)
                self._free -= wanted
            finally:
                self._waiting.remove(turn)
                self._changed.notify_all()
