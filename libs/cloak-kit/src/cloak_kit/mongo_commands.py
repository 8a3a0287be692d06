"""How long the document store takes, seen by the driver itself."""

from functools import cache

from prometheus_client import Counter, Histogram
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

# What the services send; anything else is counted as "other", so that no label is made up.
COMMANDS = (
    "aggregate",
    "abortTransaction",
    "commitTransaction",
    "count",
    "createIndexes",
    "delete",
    "distinct",
    "find",
    "findAndModify",
    "getMore",
    "insert",
    "killCursors",
    "listIndexes",
    "ping",
    "update",
)
OTHER = "other"
_MICROSECOND_S = 1e-6
_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)


class TimedCommands(CommandListener):
    """Seconds of the commands that the server answered, and those that failed, by name."""

    def __init__(self, service: str) -> None:
        prefix = f"cloak_{service.replace('-', '_')}_mongo_command"
        self._seconds = Histogram(
            f"{prefix}_seconds",
            "Seconds of one command, the network included.",
            ["command"],
            buckets=_BUCKETS_S,
        )
        self._failures = Counter(
            f"{prefix}_failures_total",
            "Commands that failed: the server's refusals, time-outs, lost connections.",
            ["command"],
        )

    def started(self, event: CommandStartedEvent) -> None:
        """Nothing is counted before the end."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Take the time of an answer."""
        seconds = event.duration_micros * _MICROSECOND_S
        self._seconds.labels(_label(event.command_name)).observe(seconds)

    def failed(self, event: CommandFailedEvent) -> None:
        """Count a failure."""
        self._failures.labels(_label(event.command_name)).inc()


@cache
def timed_commands(service: str) -> TimedCommands:
    """Return the service's listener: one a process, however many clients it opens."""
    return TimedCommands(service)


def _label(command: str) -> str:
    return command if command in COMMANDS else OTHER
