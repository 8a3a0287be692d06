"""Which metrics an expression names."""

import pytest
from cloak_monitoring.names import NamelessSelector, alternatives, patterns, resolved


def _names(expr: str) -> set[str]:
    return {name.pattern for pattern in patterns(expr) for name in alternatives(pattern)}


def test_every_selector_of_an_expression_is_found_and_no_function_or_label_is() -> None:
    expr = (
        "histogram_quantile(0.9, sum by (le, job) (rate(a_bucket[5m]))) > on (job) group_left "
        'max_over_time(b{c="d"}[1h:1m]) or label_replace(vector(0), "e", "f", "", "") '
        "unless count(g offset 5m)"
    )
    assert _names(expr) == {"a_bucket", "b", "g"}


def test_a_pattern_of_names_stands_for_each_of_them() -> None:
    assert _names('sum(rate({__name__=~"cloak_(auth|stego_worker)_ready", job="x"}[5m]))') == {
        "cloak_auth_ready",
        "cloak_stego_worker_ready",
    }


def test_grafanas_variables_are_read_as_everything() -> None:
    expr = 'rate(a{instance=~"$worker"}[$__rate_interval])'
    assert resolved(expr, rate="2m") == 'rate(a{instance=~".*"}[2m])'
    assert _names(expr) == {"a"}


def test_a_selector_that_could_be_any_metric_is_refused() -> None:
    with pytest.raises(NamelessSelector):
        patterns('sum({job="gateway"})')


def test_what_is_no_promql_is_refused() -> None:
    with pytest.raises(ValueError, match="parenthesis"):
        patterns("sum(")
