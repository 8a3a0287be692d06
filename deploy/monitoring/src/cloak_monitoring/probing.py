"""Whether a running Prometheus has what the dashboards and rules ask for."""

from collections.abc import Iterator
from typing import Final

from cloak_monitoring.boards import BOARDS
from cloak_monitoring.frame import panels_of
from cloak_monitoring.names import alternatives, patterns, resolved
from cloak_monitoring.panels import queries_of
from cloak_monitoring.prometheus import Prometheus
from cloak_monitoring.rules import rules

ELSEWHERE: Final = (":tensorflow:", "cloak_backup_", "kube_", "probe_ssl_")
"""What begins so is not always there.

TensorFlow Serving has metrics of its own: the local model server, which stands in for it, has
others. A back-up tells of itself when it has been made, by the node exporter, or its CronJob does
in a cluster, by kube-state-metrics. The blackbox exporter tells of a certificate only where the
origin speaks TLS, which that of one machine does not: those names are held by
tests/integration/local/test_certificates.py, where alerts fire on real certificates.
"""
STEPS: Final = 60


def unexported(prometheus: Prometheus) -> list[str]:
    """Name each metric that a panel or a rule asks for and nobody exports, and who asks for it."""
    all_rules = rules()
    # A rule that records gives nothing while there is nothing to record: errors, say. What it asks
    # for is looked for itself.
    exported = prometheus.exported() | {rule.name for rule in all_rules if not rule.is_alert}
    asked = [*_shown(), *((f"rule {rule.name}", rule.expr) for rule in all_rules)]
    return sorted(
        f"{name.pattern}: {asker}"
        for asker, expr in asked
        for pattern in patterns(expr)
        for name in alternatives(pattern)
        if not name.pattern.startswith(ELSEWHERE) and not any(map(name.fullmatch, exported))
    )


def empty(prometheus: Prometheus, begin: float, end: float) -> list[str]:
    """Name each query of a panel that gives no value in all that time."""
    step_s = max(1.0, (end - begin) / STEPS)
    return [
        asker
        for asker, expr in _shown()
        if not all(name.pattern.startswith(ELSEWHERE) for name in patterns(expr))
        and not prometheus.over(resolved(expr), begin, end, step_s)
    ]


def _shown() -> Iterator[tuple[str, str]]:
    for name, board in BOARDS.items():
        for panel in panels_of(board()):
            for query in queries_of(panel):
                yield f"{name} / {panel.title} / {query.legend}", query.expr
