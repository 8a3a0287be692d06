"""Which errors say that a back end is away for now: the module of each technology adds its own.

So a process loads the drivers that it uses and no others: a worker knows neither MongoDB nor Redis.
"""

_transient: list[type[Exception]] = []
_away: list[type[Exception]] = []


def add_absences(
    *, transient: tuple[type[Exception], ...], away: tuple[type[Exception], ...]
) -> None:
    """Let a message be tried again after these `transient` errors, and a request end as 503
    `unavailable` after those of `away`."""
    _transient.extend(transient)
    _away.extend(away)


def transient_errors() -> tuple[type[Exception], ...]:
    """The errors of the drivers in use after which a message is tried again."""
    return tuple(_transient)


def away_errors() -> tuple[type[Exception], ...]:
    """The errors of the drivers in use by which a back end is known to be away."""
    return tuple(_away)
