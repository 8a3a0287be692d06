"""Where the time goes, and the moments at which a job may be stopped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from cloak_codec.results import Check, Stage


class StageWatch:
    """Adds up seconds by stage and asks ``check`` before each one; a check stops by raising."""

    def __init__(self, check: Check | None) -> None:
        self._check = check
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        if self._check is not None:
            self._check(stage)
        begun = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - begun
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent
