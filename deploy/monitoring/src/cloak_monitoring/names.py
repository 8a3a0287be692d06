"""Which metrics an expression asks for, read from its syntax tree."""

import re

import promql_parser
from promql_parser import MatchOp, VectorSelector

from cloak_monitoring.queries import RATE

NAME = "__name__"
# Grafana puts these in place of its variables; any value serves to read the expression.
VARIABLES = {"$service": ".*", "$worker": ".*"}


class NamelessSelector(ValueError):
    """A selector could take any metric: no name, and no pattern of one."""


def resolved(expr: str, *, rate: str = "5m") -> str:
    """Put a value in place of each of Grafana's variables: everything is chosen."""
    expr = expr.replace(RATE, rate)
    for variable, value in VARIABLES.items():
        expr = expr.replace(variable, value)
    return expr


def patterns(expr: str) -> set[re.Pattern[str]]:
    """Return a pattern for the name of each metric that the expression selects.

    Raises ValueError when it is no PromQL, NamelessSelector when a selector could be any metric.
    """
    found: set[re.Pattern[str]] = set()

    def note(node: promql_parser.Expr) -> None:
        selector = getattr(node, "vector_selector", node)  # a matrix selector holds one
        if isinstance(selector, VectorSelector):
            found.add(_name(selector))

    promql_parser.walk(promql_parser.parse(resolved(expr)), note)
    return found


def alternatives(pattern: re.Pattern[str]) -> list[re.Pattern[str]]:
    """Split ``a_(b|c)_d`` into ``a_b_d`` and ``a_c_d``: each has to be there, not one of them."""
    group = re.search(r"\(([a-z_|]+)\)", pattern.pattern)
    if group is None:
        return [pattern]
    before, after = pattern.pattern[: group.start()], pattern.pattern[group.end() :]
    return [re.compile(f"{before}{one}{after}") for one in group[1].split("|")]


def _name(selector: VectorSelector) -> re.Pattern[str]:
    if selector.name:
        return re.compile(re.escape(selector.name))
    for matcher in selector.matchers.matchers:
        if matcher.name == NAME and matcher.op in (MatchOp.Equal, MatchOp.Re):
            return re.compile(matcher.value)
    raise NamelessSelector(str(selector))
