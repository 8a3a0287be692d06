"""One job in hand: its deadline, its stages and the seconds they took."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from cloak_stego_worker.cancellations import Cancellations
from cloak_stego_worker.outcomes import JobCancelledByOwner, JobTooLate
from cloak_stego_worker.serving.networks import JobNetworks
from cloak_stego_worker.stages import StageSpans


@dataclass(slots=True)
class Run:
    """What every step of one job needs. ``deadline_at`` is event-loop time."""

    job_id: str
    owner_id: str
    deadline_at: float
    networks: JobNetworks
    cancellations: Cancellations
    clock: Callable[[], float]
    told: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)
    spans: StageSpans = field(default_factory=StageSpans)

    def check(self) -> None:
        """Raise JobCancelledByOwner or JobTooLate if it is to end; from any thread."""
        if self.job_id in self.cancellations:
            raise JobCancelledByOwner
        if self.clock() >= self.deadline_at:
            raise JobTooLate

    def enter(self, stage: str) -> None:
        """Begin a stage, from any thread; raises what ``check`` raises."""
        self.check()
        self.told(stage)
        self.spans.enter(stage)

    @contextmanager
    def stage(self, stage: str) -> Iterator[None]:
        """Begin a stage and add up its seconds."""
        self.enter(stage)
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.spans.leave()
            self.add({stage: time.perf_counter() - begun})

    def add(self, seconds: Mapping[str, float]) -> None:
        """Add seconds by stage that somebody else took."""
        for stage, spent in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent
