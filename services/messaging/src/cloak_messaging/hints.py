"""Hints: things of this moment, for the streams that are open now and for nobody later."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_MOST_HINTS: Final = 32  # kept for a stream whose reader is slow


@dataclass(frozen=True, slots=True)
class Hint:
    """Something of this moment that nobody needs to know later."""

    kind: str
    data: Mapping[str, Any]


class Ear:
    """What one open stream hears."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self._hints: deque[Hint] = deque(maxlen=_MOST_HINTS)

    def hear(self, hint: Hint) -> None:
        """Keep a hint for the stream and wake it."""
        self._hints.append(hint)
        self.woken.set()

    def hints(self) -> list[Hint]:
        """Take the hints that were kept."""
        taken = list(self._hints)
        self._hints.clear()
        return taken
