"""The list of metrics that dashboards and rules are built on is that of the code."""

from tests.contract.metric_labels import VOCABULARY
from tests.contract.metrics_page import (
    DEFINED_IN,
    PAGE,
    kit_rows,
    model_server_rows,
    page,
    rows_of,
)


def test_the_page_is_what_the_code_defines() -> None:
    assert PAGE.read_text() == page(), "make metrics-page writes it anew"


def test_every_label_has_a_vocabulary() -> None:
    rows = [*kit_rows(), *model_server_rows(), *(r for s in DEFINED_IN for r in rows_of(s))]
    assert {label for row in rows for label in row.labels} <= set(VOCABULARY)


def test_every_histogram_of_jobs_has_an_edge_where_the_objective_is() -> None:
    from cloak_gateway.metrics import JOB_SECONDS

    assert 10.0 in JOB_SECONDS._upper_bounds
