"""Whether a running Prometheus has what the dashboards and rules ask for."""

from collections.abc import Iterator
from typing import Final

from cloak_monitoring.boards import BOARDS
from cloak_monitoring.frame import panels_of
from cloak_monitoring.names import alternatives, patterns, resolved
from cloak_monitoring.panels import queries_of
from cloak_monitoring.prometheus import Prometheus
from cloak_monitoring.rules import rules

ONLY_THERE: Final = ":tensorflow:"
"""TensorFlow Serving's own metrics: the local model server, which stands in for it, has others."""
STEPS: Final = 60


def unexported(prometheus: Prometheus) -> list[str]:
    """Name each metric that a panel or a rule asks for and nobody exports, and who asks for it."""
    exported = prometheus.exported()
    return sorted(
        f"{name.pattern}: {asker}"
        for asker, expr in _asked()
        for pattern in patterns(expr)
        for name in alternatives(pattern)
        if ONLY_THERE not in name.pattern and not any(map(name.fullmatch, exported))
    )


def empty(prometheus: Prometheus, begin: float, end: float) -> list[str]:
    """Name each query of a panel that gives no value in all that time."""
    step_s = max(1.0, (end - begin) / STEPS)
    return [
        asker
        for asker, expr in _shown()
        if not all(ONLY_THERE in name.pattern for name in patterns(expr))
        and not prometheus.over(resolved(expr), begin, end, step_s)
    ]


def _asked() -> Iterator[tuple[str, str]]:
    yield from _shown()
    for rule in rules():
        yield f"rule {rule.name}", rule.expr


def _shown() -> Iterator[tuple[str, str]]:
    for name, board in BOARDS.items():
        for panel in panels_of(board()):
            for query in queries_of(panel):
                yield f"{name} / {panel.title} / {query.legend}", query.expr
